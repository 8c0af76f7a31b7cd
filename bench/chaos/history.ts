import type { EventStore, RecordedEvent } from '../../adapters/event-store/event-store.ts'

/** Everything the store has, in order, sagas' records too. */
export interface History {
  events: RecordedEvent[]
  /** Reads on to the end. */
  read(): Promise<void>
}

export function openHistory(store: EventStore): History {
  const events: RecordedEvent[] = []
  let after = -1
  const read = async () => {
    const stop = new AbortController()
    try {
      for await (const item of store.subscribeAll({ after, sagaStreams: true, signal: stop.signal })) {
        if (item.kind === 'caught-up') break
        after = item.kind === 'event' ? item.event.position : item.position
        if (item.kind === 'event') events.push(item.event)
      }
    } finally {
      stop.abort()
    }
  }
  return { events, read }
}

/** Events by stream. */
export const byStream = (events: readonly RecordedEvent[]): Map<string, RecordedEvent[]> =>
  Map.groupBy(events, ({ stream }) => stream)
