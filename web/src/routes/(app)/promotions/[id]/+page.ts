import { query } from '#lib/api/load.ts'
import type { DashboardRow, DistributionRow, EntryRow, Page, PromotionRow, TimelineRow } from '#lib/api/types.ts'
import { mayWork } from '#lib/words/may.ts'
import type { PageLoad } from './$types'

const NOBODY: Page<EntryRow> = { items: [] }

export const load: PageLoad = async (event) => {
  const path = `/promotions/${event.params.id}`
  const { me } = await event.parent()
  // Names and numbers are for those who work in the shop only.
  const mayRead = mayWork(me)
  const [promotion, distributions, timeline, dashboard, entries] = await Promise.all([
    query<PromotionRow>(event, path),
    query<{ items: DistributionRow[] }>(event, `${path}/distributions`),
    query<Page<TimelineRow>>(event, `${path}/timeline`, { limit: 20 }),
    query<DashboardRow>(event, `${path}/dashboard`),
    mayRead ? query<Page<EntryRow>>(event, `${path}/entries`, { limit: 10 }) : NOBODY,
  ])
  return { promotion, distributions: distributions.items, timeline, dashboard, entries, mayRead }
}
