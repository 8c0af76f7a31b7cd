import type { RecordedEvent, StoredEvent } from '../../../adapters/event-store/event-store.ts'
import { brokenAt } from '../../../adapters/event-store/hash-chain.ts'

/** Whether each stream is whole: revisions without a gap, no event id twice, one entry a person, one first distribution. */
export function checkStreams(streams: ReadonlyMap<string, readonly RecordedEvent[]>): string[] {
  const ids = new Set<string>()
  return [...streams].flatMap(([stream, events]) => {
    const gaps = events.some(({ revision }, index) => revision !== index) ? [`revisions are not dense: ${stream}`] : []
    const twice = events.filter(({ id }) => ids.has(id) || !ids.add(id)).map(({ id }) => `id twice: ${id} in ${stream}`)
    const entries = stream.startsWith('entry-') && events.length !== 1 ? [`${events.length} entries in ${stream}`] : []
    return [...gaps, ...twice, ...entries]
  })
}

/** What sagas have done twice: a launched promotion is put on its channels once. */
export function checkDoneOnce(events: readonly RecordedEvent[]): string[] {
  const bySaga = events.filter(({ type, meta }) => type === 'DistributionRequested' && meta.actor === 'saga')
  return [...Map.groupBy(bySaga, ({ data }) => data.promotionId)]
    .filter(([, all]) => all.length > 1)
    .map(([promotionId, all]) => `distributed ${all.length} times by its saga: ${promotionId}`)
}

/** Whether everything that was seen in the log is still there, where it was. */
export function checkKept(seen: readonly RecordedEvent[], now: readonly RecordedEvent[]): string[] {
  const there = new Map(now.map((event) => [event.id, event]))
  return seen
    .filter(({ id, stream, revision, position }) => {
      const kept = there.get(id)
      return kept?.stream !== stream || kept.revision !== revision || kept.position !== position
    })
    .map(({ type, stream, position }) => `was in the log and is gone: ${type} of ${stream} at ${position}`)
}

/** Whether each stream's chain of hashes is whole, as auditors check it. */
export const checkChains = (stored: ReadonlyMap<string, readonly StoredEvent[]>): string[] =>
  [...stored].flatMap(([stream, events]) => {
    const index = brokenAt(events.map(({ type, data, meta }) => ({ type, data, meta: { ...meta } })))
    return index === undefined ? [] : [`the chain of hashes breaks at ${index}: ${stream}`]
  })
