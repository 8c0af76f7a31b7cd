import { z } from 'zod'
import type { DashboardRow } from '../../projections/rows/figures.ts'
import { shopTool, type ToolDeps } from './tool.ts'

const MOST = 30
const rounded = (value: number, of: number) => (of === 0 ? null : Math.round(value / of))

async function dashboardsOf({ rows }: ToolDeps, ids: readonly string[]): Promise<Map<string, DashboardRow>> {
  const found = await rows.list('dashboards', { _id: { $in: [...ids] } }, { sort: { _id: 1 }, limit: ids.length + 1 })
  return new Map(found.map((row) => [row._id, row]))
}
const figures = ({ entries, reach, clicks, costWon }: Omit<DashboardRow, '_id'>) => ({
  ...{ entries, reach, clicks, costWon },
  wonPerEntry: rounded(costWon, entries),
})

/** What each promotion brought for what it cost. */
export const promotionResults = shopTool({
  name: 'promotion_results',
  description:
    "Results of the shop's promotions that have started: entries, reach, clicks, cost in won, won spent per entry. The one that paid best is the one with the fewest won per entry among those with entries. Sales are not known here.",
  input: z.strictObject({}),
  views: ['promotions', 'dashboards'],
  run: async (deps) => {
    const { rows, language, asOf } = deps
    const started = await rows.list(
      'promotions',
      { status: { $in: ['running', 'ended', 'cancelled'] } },
      { sort: { createdAt: -1, _id: 1 }, limit: MOST },
    )
    const dashboards = await dashboardsOf(
      deps,
      started.map(({ _id }) => _id),
    )
    const promotions = started.flatMap(({ _id, title = '', status }) => {
      const row = dashboards.get(_id)
      return row ? [{ promotionId: _id, title, status, ...figures(row) }] : []
    })
    const ranked = promotions
      .filter(({ entries }) => entries > 0)
      .toSorted((a, b) => (a.wonPerEntry ?? 0) - (b.wonPerEntry ?? 0) || b.entries - a.entries)
    const best = ranked[0]
    const label = language === 'ko' ? '이벤트별 성과' : 'Results by promotion'
    return {
      data: { promotions, bestFirst: ranked.map(({ promotionId }) => promotionId) },
      sources: [
        { label, href: '/results', asOf },
        ...(best ? [{ label: best.title || label, href: `/results?promotion=${best.promotionId}`, asOf }] : []),
      ],
    }
  },
})

/** What each channel brought. */
export const channelResults = shopTool({
  name: 'channel_results',
  description:
    'What each channel brought: entries, reach, clicks, cost in won, won per entry. Of one promotion, or of all together.',
  input: z.strictObject({ promotionId: z.string().max(64).optional() }),
  views: ['promotions', 'dashboards'],
  run: async (deps, { promotionId }) => {
    const { rows, language, asOf } = deps
    const chosen = promotionId ? { _id: promotionId } : {}
    const all = await rows.list('dashboards', chosen, { sort: { updatedAt: -1, _id: 1 }, limit: MOST })
    const total: Record<string, { entries: number; reach: number; clicks: number; costWon: number }> = {}
    for (const { channels } of all)
      for (const [channel, of] of Object.entries(channels)) {
        const sum = total[channel] ?? { entries: 0, reach: 0, clicks: 0, costWon: 0 }
        total[channel] = {
          entries: sum.entries + of.entries,
          reach: sum.reach + of.reach,
          clicks: sum.clicks + of.clicks,
          costWon: sum.costWon + of.costWon,
        }
      }
    const channels = Object.entries(total)
      .map(([channel, of]) => ({ channel, ...of, wonPerEntry: rounded(of.costWon, of.entries) }))
      .toSorted((a, b) => b.entries - a.entries)
    const href = promotionId ? `/results?promotion=${encodeURIComponent(promotionId)}` : '/results'
    const label = language === 'ko' ? '채널별 성과' : 'Results by channel'
    return { data: { channels }, sources: [{ label, href, asOf }] }
  },
})
