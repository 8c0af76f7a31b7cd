import { z } from 'zod'
import { Id, rule } from '../../domain/kernel.ts'
import { merchant, Region, Trade } from '../../domain/merchant.ts'
import { promotion } from '../../domain/promotion.ts'
import { Purpose } from '../../domain/recommendation.ts'
import { Season, seasonAt } from '../../domain/season.ts'
import { loadState, preparation } from '../preparation.ts'

/** Fills trade, region and season in from the shop and the day, and looks whether the plans are known already. */
export const requestRecommendation = preparation({
  input: z.object({
    recommendationId: Id,
    promotionId: Id.optional(),
    purpose: Purpose,
    trade: Trade.optional(),
    region: Region.optional(),
    season: Season.optional(),
  }),
  prepare: async (input, { store, services, actor, now }) => {
    const shop = await loadState(store, merchant, actor.merchantId)
    rule(shop.status === 'registered', 'MERCHANT_NOT_FOUND', 'There is no such merchant.')
    if (input.promotionId) {
      const target = await loadState(store, promotion, input.promotionId)
      const owned = target.status !== 'none' && target.merchantId === actor.merchantId
      rule(owned, 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
    }
    const criteria = {
      purpose: input.purpose,
      trade: input.trade ?? shop.trade,
      region: input.region ?? shop.region,
      season: input.season ?? seasonAt(now),
    }
    const cached = await services.cachedPlans(criteria)
    return { ...input, ...criteria, ...(cached ? { cached } : {}) }
  },
})
