import type { RecordedEvent } from '../../../adapters/event-store/event-store.ts'

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
