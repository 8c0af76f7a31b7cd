import { error } from '@sveltejs/kit'
import type { AuditedStream } from '#lib/api/audit.ts'
import type { DistributionRow } from '#lib/api/distribution.ts'
import { query } from '#lib/api/load.ts'
import type { PromotionRow } from '#lib/api/promotion.ts'
import { differencesOf } from '#lib/audit/difference.ts'
import { chosenMoments, streamsOf } from '#lib/audit/streams.ts'
import { mayAudit } from '#lib/words/may.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { me } = await event.parent()
  if (!mayAudit(me)) error(403, 'Not allowed', { code: 'NOT_ALLOWED' })
  const path = `/promotions/${event.params.id}`
  const [promotion, runs] = await Promise.all([
    query<PromotionRow>(event, path),
    query<{ items: DistributionRow[] }>(event, `${path}/distributions`),
  ])
  const wanted = event.url.searchParams.get('stream') ?? ''
  const streams = streamsOf(promotion, runs.items, wanted)
  const { stream } = streams.find((choice) => choice.stream === wanted) ?? { stream: `promotion-${promotion.id}` }
  const read = (at?: string) => query<AuditedStream>(event, `/audit/streams/${stream}`, { at })

  const record = await read()
  const [from, to] = chosenMoments(event.url.searchParams, record.events.length - 1)
  const [before, after] = await Promise.all([read(record.events[from]?.at), read(record.events[to]?.at)])
  return { promotion, streams, record, from, to, differences: differencesOf(before.state, after.state) }
}
