import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type {
  AllStreamSubscription,
  EventStoreDBClient,
  Filter,
  RecordedEvent as StoredRecord,
} from '@eventstore/db-client'
import { START } from '@eventstore/db-client'
import type { Decoded } from './codec.ts'
import type { SubscriptionItem } from './event-store.ts'
import { inLots } from './lots.ts'

interface Options {
  client: EventStoreDBClient
  decode: (stored: readonly StoredRecord[]) => Promise<Decoded>
  filter: Filter
  after: number
  signal: AbortSignal
  onError: (error: unknown) => void
}

const MIN_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 3_000
/** Events that may wait inside the client. */
const READ_AHEAD = 256

/** Marks pushed between events, so that the reader meets checkpoints in order and not ahead of buffered events. */
type Mark = { mark: SubscriptionItem }
type Item = Mark | { event?: (StoredRecord & { position: { commit: bigint } }) | undefined }

/**
 * Reads `$all` for ever. The client does not resubscribe by itself, so every outage starts a new subscription after
 * the last position that was handed out, with a growing pause between tries; it ends when the signal aborts.
 */
export async function* subscribeAll({
  client,
  decode,
  filter,
  after,
  signal,
  onError,
}: Options): AsyncGenerator<SubscriptionItem[]> {
  let position = after
  let backoff = MIN_BACKOFF_MS
  while (!signal.aborted) {
    try {
      for await (const lot of subscribeOnce(client, filter, position, signal)) {
        const { items, failure } = await decodeLot(lot, decode)
        if (items.length > 0) {
          position = positionOf(items) ?? position
          yield items
          // Only what was handled counts: an event that cannot be read must not be asked for again without a pause.
          backoff = MIN_BACKOFF_MS
        }
        if (failure !== undefined) throw failure
      }
    } catch (error) {
      if (signal.aborted) return
      onError(error)
    }
    await delay(backoff, undefined, { signal }).catch(() => {})
    backoff = Math.min(backoff * 2, MAX_BACKOFF_MS)
  }
}

function positionOf(items: readonly SubscriptionItem[]): number | undefined {
  const last = items.findLast(({ kind }) => kind !== 'caught-up')
  if (last?.kind === 'event') return last.event.position
  return last?.kind === 'checkpoint' ? last.position : undefined
}

/** In order, up to an event that cannot be read. */
async function decodeLot(
  lot: readonly Item[],
  decode: Options['decode'],
): Promise<{ items: SubscriptionItem[]; failure?: unknown }> {
  const stored = lot.flatMap((item) => ('event' in item && item.event ? [item.event] : []))
  const { events, ...rest } = await decode(stored)
  const items: SubscriptionItem[] = []
  let next = 0
  for (const item of lot) {
    if ('mark' in item) items.push(item.mark)
    if (!('event' in item && item.event)) continue
    const event = events[next]
    if (!event) break
    items.push({ kind: 'event', event })
    next += 1
  }
  return { items, ...rest }
}

async function* subscribeOnce(
  client: EventStoreDBClient,
  filter: Filter,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Item[]> {
  const from = BigInt(after)
  const subscription: AllStreamSubscription = client.subscribeToAll(
    {
      fromPosition: after < 0 ? START : { commit: from, prepare: from },
      filter: {
        ...filter,
        checkpointReached: (self, { commit }) => void push(self, { kind: 'checkpoint', position: Number(commit) }),
      },
    },
    { highWaterMark: READ_AHEAD },
  )
  subscription.on('caughtUp', () => push(subscription, { kind: 'caught-up' }))
  const stop = () => subscription.destroy()
  signal.addEventListener('abort', stop)
  try {
    if (!signal.aborted)
      yield* inLots<Item>(
        subscription as unknown as Readable,
        (item) => 'mark' in item && item.mark.kind === 'caught-up',
      )
  } finally {
    signal.removeEventListener('abort', stop)
    await subscription.unsubscribe().catch(() => {})
  }
}

const push = (subscription: AllStreamSubscription, mark: SubscriptionItem) =>
  (subscription as unknown as { push(chunk: Mark): void }).push({ mark })
