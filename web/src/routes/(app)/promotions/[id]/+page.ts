import { query } from '#lib/api/load.ts'
import {
  type DashboardRow,
  type DistributionRow,
  type EntryRow,
  type Page,
  type PromotionRow,
  SOURCES,
  type TimelineRow,
} from '#lib/api/types.ts'
import { mayAudit, mayWork } from '#lib/words/may.ts'
import type { PageLoad } from './$types'

const NOBODY: Page<EntryRow> = { items: [] }

export const load: PageLoad = async (event) => {
  const path = `/promotions/${event.params.id}`
  const { me } = await event.parent()
  // Names and numbers are for those who work in the shop only.
  const mayRead = mayWork(me)
  /** The one channel that is looked at. */
  const only = SOURCES.find((source) => source === event.url.searchParams.get('channel'))
  const channel = only === 'direct' ? undefined : only
  const [promotion, distributions, timeline, dashboard, entries] = await Promise.all([
    query<PromotionRow>(event, path),
    query<{ items: DistributionRow[] }>(event, `${path}/distributions`),
    query<Page<TimelineRow>>(event, `${path}/timeline`, { limit: 20, channel }),
    query<DashboardRow>(event, `${path}/dashboard`),
    mayRead ? query<Page<EntryRow>>(event, `${path}/entries`, { limit: 10, source: only }) : NOBODY,
  ])
  const isDrawn = mayRead && promotion.drawnAt !== undefined
  const winners = isDrawn ? (await query<{ items: EntryRow[] }>(event, `${path}/winners`)).items : []
  const may = { act: mayRead, audit: mayAudit(me) }
  return { promotion, distributions: distributions.items, timeline, dashboard, entries, winners, only, may }
}
