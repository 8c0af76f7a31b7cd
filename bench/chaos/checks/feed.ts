import type { RecordedEvent } from '../../../adapters/event-store/event-store.ts'
import { type CloudEvent, toCloudEvent } from '../../../projections/cloud-event.ts'

/** Whether an integrator has every public event, and each stream's in order. */
export function checkFeed(received: readonly CloudEvent[], events: readonly RecordedEvent[]): string[] {
  const got = new Set(received.map(({ id }) => id))
  const missing = events
    .flatMap((event) => toCloudEvent(event) ?? [])
    .filter(({ id }) => !got.has(id))
    .map(({ type, subject, sequence }) => `never came to the integrator: ${type} of ${subject} at ${sequence}`)
  const jumbled = [...Map.groupBy(received, ({ subject }) => subject)].flatMap(([subject, ofStream]) =>
    ofStream.some(({ revision }, index) => revision <= (ofStream[index - 1]?.revision ?? -1))
      ? [`came out of order: ${subject} as ${ofStream.map(({ revision }) => revision).join(', ')}`]
      : [],
  )
  return [...missing, ...jumbled]
}
