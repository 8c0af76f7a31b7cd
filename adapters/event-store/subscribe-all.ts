import { setTimeout as delay } from 'node:timers/promises'
import type {
  AllStreamSubscription,
  EventStoreDBClient,
  Filter,
  RecordedEvent as StoredRecord,
} from '@eventstore/db-client'
import { START } from '@eventstore/db-client'
import type { RecordedEvent, SubscriptionItem } from './event-store.ts'

interface Options {
  client: EventStoreDBClient
  decode: (stored: StoredRecord, position: bigint | undefined) => Promise<RecordedEvent>
  filter: Filter
  /** Events of other streams are not decoded. */
  wants?: ((stream: string) => boolean) | undefined
  after: number
  signal: AbortSignal
  onError: (error: unknown) => void
}

const MIN_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 3_000
/** Events that may wait for their reader. */
const READ_AHEAD = 256

/** Marks pushed between events, so that the reader meets checkpoints in order and not ahead of buffered events. */
type Mark = { mark: SubscriptionItem }

/**
 * Reads `$all` for ever. The client does not resubscribe by itself, so every outage starts a new subscription after
 * the last position that was handed out, with a growing pause between tries; it ends when the signal aborts.
 */
export async function* subscribeAll({
  client,
  decode,
  filter,
  wants = () => true,
  after,
  signal,
  onError,
}: Options): AsyncGenerator<SubscriptionItem> {
  let position = after
  let backoff = MIN_BACKOFF_MS
  while (!signal.aborted) {
    try {
      for await (const items of subscribeOnce(client, filter, position, signal)) {
        for (const decoded of decodeAll(items, decode, wants)) {
          const item = await decoded
          if (item.kind === 'event') position = item.event.position
          if (item.kind === 'checkpoint') position = item.position
          yield item
          // Only what was handled counts: an event that cannot be read must not be asked for again without a pause.
          backoff = MIN_BACKOFF_MS
        }
      }
    } catch (error) {
      if (signal.aborted) return
      onError(error)
    }
    await delay(backoff, undefined, { signal }).catch(() => {})
    backoff = Math.min(backoff * 2, MAX_BACKOFF_MS)
  }
}

/** All at once, so that the keys of many people are fetched together; in order, and a failure waits for its turn. */
function decodeAll(
  items: readonly Item[],
  decode: Options['decode'],
  wants: (stream: string) => boolean,
): Promise<SubscriptionItem>[] {
  return items.flatMap((item) => {
    if ('mark' in item) return [Promise.resolve(item.mark)]
    if (!item.event) return []
    if (!wants(item.event.streamId))
      return [Promise.resolve({ kind: 'checkpoint', position: Number(item.event.position.commit) })]
    const decoding = decode(item.event as StoredRecord, item.event.position.commit)
    const decoded = decoding.then((event): SubscriptionItem => ({ kind: 'event', event }))
    decoded.catch(() => {})
    return [decoded]
  })
}

type Item = Mark | { event?: (StoredRecord & { position: { commit: bigint } }) | undefined }

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
      for await (const first of subscription as unknown as AsyncIterable<Item>) yield [first, ...waiting(subscription)]
  } finally {
    signal.removeEventListener('abort', stop)
    await subscription.unsubscribe().catch(() => {})
  }
}

/** What has arrived behind the item that was just read. */
function waiting(subscription: AllStreamSubscription): Item[] {
  const stream = subscription as unknown as { read(): Item | null; readableLength: number }
  return Array.from({ length: stream.readableLength }, () => stream.read()).filter((item) => item !== null)
}

const push = (subscription: AllStreamSubscription, mark: SubscriptionItem) =>
  (subscription as unknown as { push(chunk: Mark): void }).push({ mark })
