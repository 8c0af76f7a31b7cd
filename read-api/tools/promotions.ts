import { z } from 'zod'
import { planForOccasion } from '../../adapters/ai/offline/for-occasion.ts'
import { ChannelId } from '../../domain/channel.ts'
import { Purpose } from '../../domain/recommendation.ts'
import { Draft } from '../../domain/reply.ts'
import { found } from '../query.ts'
import { shopTool } from './tool.ts'

const MOST = 20
const DAY_MS = 86_400_000

/** What runs, what is planned, what is over. */
export const listPromotions = shopTool({
  name: 'list_promotions',
  description: "The shop's promotions, newest first: title, prize, status, phase, period, channels, entries so far.",
  input: z.strictObject({
    status: z.enum(['draft', 'scheduled', 'running', 'ended', 'cancelled']).optional(),
  }),
  views: ['promotions'],
  run: async ({ rows, language, asOf }, { status }) => {
    const list = await rows.list('promotions', status ? { status } : {}, {
      sort: { createdAt: -1, _id: 1 },
      limit: MOST,
    })
    const promotions = list.map(({ _id, title, prize, status, phase, startsAt, endsAt, channels, entries }) => ({
      ...{ promotionId: _id, title, prize, status, phase, startsAt, endsAt, channels, entries },
    }))
    const only = promotions.length === 1 ? promotions[0] : undefined
    const label = language === 'ko' ? '이벤트 목록' : 'Promotions'
    const href = status ? `/promotions?status=${status}` : '/promotions'
    return {
      data: { promotions },
      sources: [
        only ? { label: only.title ?? label, href: `/promotions/${only.promotionId}`, asOf } : { label, href, asOf },
      ],
    }
  },
})

/** From the day before midnight in Korea back so many days, but not before tomorrow. */
function periodOf(lastDay: string | undefined, days: number, now: string) {
  const tomorrow = Math.ceil(Date.parse(now) / DAY_MS) * DAY_MS
  const end = lastDay ? Date.parse(`${lastDay}T14:59:00.000Z`) : tomorrow + days * DAY_MS
  const start = Math.max(tomorrow, end - days * DAY_MS)
  return start < end ? { startsAt: new Date(start).toISOString(), endsAt: new Date(end).toISOString() } : {}
}

/** Makes a draft to be confirmed; nothing is stored by it. */
export const draftPromotion = shopTool({
  name: 'draft_promotion',
  description:
    "Proposes a promotion's draft. The person sees it as a card and decides; only then it is made, so never say that it exists already. Give the occasion (추석, 크리스마스, 단풍철 …) if there is one. What you leave out is filled in from the shop's trade, its region, the calendar and what such promotions usually bring.",
  input: z.strictObject({
    occasion: z.string().max(60).optional(),
    purpose: Purpose.optional(),
    title: z.string().trim().min(1).max(60).optional(),
    prize: z.string().trim().min(1).max(120).optional(),
    body: z.string().trim().min(1).max(2_000).optional(),
    hashtags: z.array(z.string().trim().min(1).max(30)).max(10).optional(),
    channels: z.array(ChannelId).max(6).optional(),
    startsAt: z.iso.datetime().optional(),
    endsAt: z.iso.datetime().optional(),
  }),
  views: ['merchants'],
  run: async ({ rows, language, now, asOf }, { occasion = '', purpose = 'season', ...own }) => {
    const shop = found(await rows.one('merchants', rows.merchantId), 'MERCHANT_NOT_FOUND', 'There is no such shop.')
    const { trade, region, shopName } = shop
    const context = { now, pastResults: [], language }
    const { plan, lastDay } = planForOccasion(occasion, { trade, region, purpose }, context)
    const { title, prize, mechanic: body, hashtags, channels, days } = plan
    const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
    const draft = Draft.parse({
      ...{ purpose, title, prize, body, hashtags, channels },
      ...periodOf(lastDay, days, now),
      ...given,
    })
    const label = language === 'ko' ? `${shopName}의 업종과 지역` : `Trade and region of ${shopName}`
    return {
      data: { draft, why: plan.why, expectedEntries: plan.expectedEntries, costWon: plan.cost },
      sources: [{ label, href: '/more', asOf }],
      draft,
    }
  },
})
