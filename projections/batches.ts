import { setTimeout as delay } from 'node:timers/promises'
import type { RecordedEvent, SubscriptionItem } from '../adapters/event-store/event-store.ts'

/** Events that were available at once. `position` is how far the subscription has read with them. */
export interface Batch {
  events: RecordedEvent[]
  position: number
  /** The subscription went live in this batch. */
  caughtUp: boolean
}

/** Most events in a batch. */
const MAX = 2_000
/** Longest rest between two batches. */
const MAX_REST_MS = 20

/**
 * Reads ahead while the former batch is worked on and gives what has come by then: one event at once when idle, up
 * to `max` under load. A batch costs as much for one event as for ten, so after each the reader rests as long as it
 * worked, unless a full one waits: a steady stream is then taken in fewer steps. The source has to end by itself (its signal) once the reader stops.
 */
export async function* batches(source: AsyncIterable<SubscriptionItem[]>, max = MAX): AsyncGenerator<Batch> {
  const queue: SubscriptionItem[] = []
  let [arrived, taken] = [gate(), gate()]
  let end: { failure?: unknown } | undefined
  let stopped = false
  const readAhead = async () => {
    for await (const items of source) {
      queue.push(...items)
      arrived.open()
      if (queue.length >= 2 * max && !stopped) await taken.opened
      if (stopped) return
    }
  }
  readAhead()
    .then(
      () => {
        end = {}
      },
      (failure: unknown) => {
        end = { failure }
      },
    )
    .finally(() => arrived.open())
  let [began, ended] = [0, 0]
  try {
    while (queue.length > 0 || !end) {
      if (queue.length === 0) {
        await arrived.opened
        arrived = gate()
        continue
      }
      const rest = ended + Math.min(ended - began, MAX_REST_MS) - performance.now()
      if (rest > 1 && queue.length < max && !end) await delay(rest)
      began = performance.now()
      const batch = batchOf(queue.splice(0, max))
      taken.open()
      taken = gate()
      yield batch
      ended = performance.now()
    }
    if (end && 'failure' in end) throw end.failure
  } finally {
    stopped = true
    taken.open()
  }
}

function batchOf(items: SubscriptionItem[]): Batch {
  const batch: Batch = { events: [], position: -1, caughtUp: false }
  for (const item of items) {
    if (item.kind === 'event') batch.events.push(item.event)
    if (item.kind === 'caught-up') batch.caughtUp = true
    else batch.position = item.kind === 'event' ? item.event.position : item.position
  }
  return batch
}

function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
