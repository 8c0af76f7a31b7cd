import { z } from 'zod'
import type { DashboardRow } from '../projections/rows/figures.ts'
import { toAnswer } from './answers/answer.ts'
import { Dashboard } from './answers/figures.ts'
import { PromotionStatus } from './answers/promotions.ts'
import { query, SHOP } from './query.ts'

const MAX_PROMOTIONS = 200

const figures = { entries: z.int(), reach: z.int(), clicks: z.int(), costWon: z.int() }
const Results = z
  .object({
    promotions: z.array(Dashboard.extend({ title: z.string(), status: PromotionStatus })),
    totals: z.object(figures),
    more: z.boolean().describe(`true when there are more than the ${MAX_PROMOTIONS} newest, which alone are counted`),
  })
  .meta({ id: 'Results' })
export type Results = z.output<typeof Results>

type Figure = keyof typeof figures
const total = (rows: readonly DashboardRow[], figure: Figure) => rows.reduce((sum, row) => sum + row[figure], 0)

export const resultQueries = [
  query({
    name: 'GetResults',
    path: '/results',
    roles: SHOP,
    views: ['promotions', 'dashboards'],
    ofRows: true,
    summary: 'Reach, entries and cost of every promotion that has started, and their totals.',
    response: Results,
    run: async ({ rows }) => {
      const started = await rows.list(
        'promotions',
        { status: { $in: ['running', 'ended', 'cancelled'] } },
        { sort: { createdAt: -1, _id: 1 }, limit: MAX_PROMOTIONS + 1 },
      )
      const shown = started.slice(0, MAX_PROMOTIONS)
      const ids = shown.map(({ _id }) => _id)
      const dashboards = await rows.list(
        'dashboards',
        { _id: { $in: ids } },
        { sort: { _id: 1 }, limit: ids.length + 1 },
      )
      const byId = new Map(dashboards.map((row) => [row._id, row]))
      return {
        promotions: shown.flatMap(({ _id, title = '', status }) => {
          const row = byId.get(_id)
          return row ? [{ ...toAnswer(row), title, status }] : []
        }),
        totals: {
          entries: total(dashboards, 'entries'),
          reach: total(dashboards, 'reach'),
          clicks: total(dashboards, 'clicks'),
          costWon: total(dashboards, 'costWon'),
        },
        more: started.length > shown.length,
      }
    },
  }),
]
