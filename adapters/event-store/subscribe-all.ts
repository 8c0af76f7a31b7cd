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
  after: number
  signal: AbortSignal
  onError: (error: unknown) => void
}

const MIN_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 3_000

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
  after,
  signal,
  onError,
}: Options): AsyncGenerator<SubscriptionItem> {
  let position = after
  let backoff = MIN_BACKOFF_MS
  while (!signal.aborted) {
    try {
      for await (const item of subscribeOnce(client, filter, position, signal)) {
        if ('mark' in item) {
          if (item.mark.kind === 'checkpoint') position = item.mark.position
          yield item.mark
        } else if (item.event) {
          const event = await decode(item.event as StoredRecord, item.event.position.commit)
          yield { kind: 'event', event }
          position = event.position
        }
        // Only what was handled counts: an event that cannot be read must not be asked for again without a pause.
        backoff = MIN_BACKOFF_MS
      }
    } catch (error) {
      if (signal.aborted) return
      onError(error)
    }
    await delay(backoff, undefined, { signal }).catch(() => {})
    backoff = Math.min(backoff * 2, MAX_BACKOFF_MS)
  }
}

type Item = Mark | { event?: (StoredRecord & { position: { commit: bigint } }) | undefined }

async function* subscribeOnce(
  client: EventStoreDBClient,
  filter: Filter,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  const from = BigInt(after)
  const subscription: AllStreamSubscription = client.subscribeToAll({
    fromPosition: after < 0 ? START : { commit: from, prepare: from },
    filter: {
      ...filter,
      checkpointReached: (self, { commit }) => void push(self, { kind: 'checkpoint', position: Number(commit) }),
    },
  })
  subscription.on('caughtUp', () => push(subscription, { kind: 'caught-up' }))
  const stop = () => subscription.destroy()
  signal.addEventListener('abort', stop)
  try {
    if (!signal.aborted) yield* subscription as unknown as AsyncIterable<Item>
  } finally {
    signal.removeEventListener('abort', stop)
    await subscription.unsubscribe().catch(() => {})
  }
}

const push = (subscription: AllStreamSubscription, mark: SubscriptionItem) =>
  (subscription as unknown as { push(chunk: Mark): void }).push({ mark })
