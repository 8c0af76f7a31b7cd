import type { Filter } from 'mongodb'
import { z } from 'zod'
import { ChannelId } from '../domain/channel.ts'
import { Id } from '../domain/kernel.ts'
import type { DashboardRow } from '../projections/rows/figures.ts'
import type { PromotionRow } from '../projections/rows/promotions.ts'
import { toAnswer } from './answers/answer.ts'
import { Distribution } from './answers/distributions.ts'
import { Dashboard } from './answers/figures.ts'
import { Promotion, PromotionStatus, TimelineEntry } from './answers/promotions.ts'
import { dashboardAt } from './dashboard-at.ts'
import { keyset, pageOf } from './pages.ts'
import { found, query, SHOP } from './query.ts'
import type { TenantRows } from './read-model.ts'
import { pattern, words } from './words.ts'

const byCreation = keyset('promotions', 'createdAt', z.iso.datetime())
const byPosition = keyset('timeline', 'position', z.int())
const MAX_DISTRIBUTIONS = 100

export const params = z.strictObject({ id: Id.describe('id of the promotion') })
const problems = ['PROMOTION_NOT_FOUND'] as const

/** The shop's promotion of that id. Throws PROMOTION_NOT_FOUND. */
export const ownPromotion = async (rows: TenantRows, id: string): Promise<PromotionRow> =>
  found(await rows.one('promotions', id), 'PROMOTION_NOT_FOUND', 'There is no such promotion.')

/** Whether title or prize hold the words. */
const holding = (words: string): Filter<PromotionRow> => ({
  $or: [{ title: pattern(words) }, { prize: pattern(words) }],
})

/** Dashboard of a promotion that nothing has happened to yet. */
const emptyDashboard = ({ _id, merchantId, position, updatedAt }: PromotionRow): DashboardRow => ({
  _id,
  merchantId,
  position,
  entries: 0,
  reach: 0,
  clicks: 0,
  costWon: 0,
  channels: {},
  posts: {},
  days: {},
  hours: {},
  updatedAt,
})

export const promotionQueries = [
  query({
    name: 'ListPromotions',
    path: '/promotions',
    roles: SHOP,
    views: ['promotions'],
    ofRows: true,
    summary: "The shop's promotions, newest first.",
    querystring: z.strictObject({
      status: PromotionStatus.optional(),
      q: words(60).optional().describe('words of the title or the prize'),
      ...byCreation.shape,
    }),
    response: pageOf(Promotion),
    run: ({ rows }, { query: { status, q, cursor, limit } }) => {
      const filters = [status ? { status } : {}, q ? { $and: [holding(q)] } : {}]
      return byCreation.list(rows, Object.assign({}, ...filters) as Filter<PromotionRow>, { cursor, limit })
    },
  }),
  query({
    name: 'GetPromotion',
    path: '/promotions/:id',
    roles: SHOP,
    views: ['promotions'],
    ofRows: true,
    summary: 'One promotion.',
    params,
    response: Promotion,
    problems,
    run: async ({ rows }, { params: { id } }) => toAnswer(await ownPromotion(rows, id)),
  }),
  query({
    name: 'ListTimeline',
    path: '/promotions/:id/timeline',
    roles: SHOP,
    views: ['promotions', 'timeline'],
    ofRows: true,
    summary: 'What happened to a promotion and its posts, newest first.',
    params,
    querystring: z.strictObject({
      channel: ChannelId.optional().describe('what happened on that channel only'),
      ...byPosition.shape,
    }),
    response: pageOf(TimelineEntry),
    problems,
    run: async ({ rows }, { params: { id }, query: { channel, ...page } }) => {
      await ownPromotion(rows, id)
      return byPosition.list(rows, { promotionId: id, ...(channel ? { 'params.channel': channel } : {}) }, page)
    },
  }),
  query({
    name: 'GetDashboard',
    path: '/promotions/:id/dashboard',
    roles: SHOP,
    views: ['promotions', 'dashboards'],
    ofRows: true,
    summary:
      'Reach, entries and cost of a promotion, by channel, by day and by hour of the week; also as they were at an instant.',
    params,
    querystring: z.strictObject({ at: z.iso.datetime({ offset: true }).optional().describe('an instant in the past') }),
    response: Dashboard,
    problems,
    run: async (deps, { params: { id }, query: { at } }) => {
      const { rows } = deps
      const dashboard = at
        ? await dashboardAt(deps, await ownPromotion(rows, id), at)
        : await rows.one('dashboards', id)
      return toAnswer(dashboard ?? emptyDashboard(await ownPromotion(rows, id)))
    },
  }),
  query({
    name: 'ListDistributions',
    path: '/promotions/:id/distributions',
    roles: SHOP,
    views: ['promotions', 'distributions'],
    ofRows: true,
    summary: 'Every time the promotion was put on channels, newest first.',
    params,
    response: z.object({ items: z.array(Distribution) }),
    problems,
    run: async ({ rows }, { params: { id } }) => {
      await ownPromotion(rows, id)
      const newestFirst = { sort: { requestedAt: -1, _id: 1 } as const, limit: MAX_DISTRIBUTIONS }
      const items = await rows.list('distributions', { promotionId: id }, newestFirst)
      return { items: items.map((row) => toAnswer(row)) }
    },
  }),
]
