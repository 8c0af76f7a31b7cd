import type { Page } from '#lib/api/answer.ts'
import { SOURCES } from '#lib/api/channel.ts'
import type { DistributionRow } from '#lib/api/distribution.ts'
import type { EntryRow } from '#lib/api/entry.ts'
import { query } from '#lib/api/load.ts'
import type { PromotionRow, TimelineRow } from '#lib/api/promotion.ts'
import type { DashboardRow } from '#lib/api/results.ts'
import { mayAudit, mayErase, mayWork } from '#lib/words/may.ts'
import type { PageLoad } from './$types'

const NOBODY: Page<EntryRow> = { items: [] }

export const load: PageLoad = async (event) => {
  const path = `/promotions/${event.params.id}`
  const { me } = await event.parent()
  // Names and numbers are for those who work in the shop only.
  const mayRead = mayWork(me)
  /** The one channel that is looked at. */
  const only = SOURCES.find((source) => source === event.url.searchParams.get('channel'))
  /** The one entry that is looked at. */
  const entry = event.url.searchParams.get('entry') || undefined
  const channel = only === 'direct' ? undefined : only
  const [promotion, distributions, timeline, dashboard, entries] = await Promise.all([
    query<PromotionRow>(event, path),
    query<{ items: DistributionRow[] }>(event, `${path}/distributions`),
    query<Page<TimelineRow>>(event, `${path}/timeline`, { limit: 20, channel }),
    query<DashboardRow>(event, `${path}/dashboard`),
    mayRead ? query<Page<EntryRow>>(event, `${path}/entries`, { limit: 10, source: only, entry }) : NOBODY,
  ])
  const isDrawn = mayRead && promotion.drawnAt !== undefined
  const winners = isDrawn ? (await query<{ items: EntryRow[] }>(event, `${path}/winners`)).items : []
  const may = { act: mayRead, audit: mayAudit(me), erase: mayErase(me) }
  return { promotion, distributions: distributions.items, timeline, dashboard, entries, winners, only, entry, may }
}
