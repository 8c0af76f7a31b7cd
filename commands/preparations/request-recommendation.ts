import { z } from 'zod'
import { Id, rule } from '../../domain/kernel.ts'
import { merchant, Region, Trade } from '../../domain/merchant.ts'
import { promotion } from '../../domain/promotion.ts'
import { type Criteria, Purpose } from '../../domain/recommendation.ts'
import { Season, seasonAt } from '../../domain/season.ts'
import { loadState, type PrepareContext, preparation } from '../preparation.ts'

/** What a shop is asked for; its trade and region, and the day's season, are taken where they are left out. */
export const RecommendationInput = z.object({
  purpose: Purpose,
  trade: Trade.optional(),
  region: Region.optional(),
  season: Season.optional(),
})

/** The whole criteria. Throws MERCHANT_NOT_FOUND when something is left out and there is no shop to take it from. */
export async function criteriaOf(
  { purpose, ...given }: z.infer<typeof RecommendationInput>,
  { store, actor, now }: PrepareContext,
): Promise<Criteria> {
  const season = given.season ?? seasonAt(now)
  if (given.trade && given.region) return { purpose, season, trade: given.trade, region: given.region }
  const shop = await loadState(store, merchant, actor.merchantId)
  rule(shop.status === 'registered', 'MERCHANT_NOT_FOUND', 'There is no such merchant.')
  return { purpose, season, trade: given.trade ?? shop.trade, region: given.region ?? shop.region }
}

/** Looks whether the plans are known already. */
export const requestRecommendation = preparation({
  input: RecommendationInput.extend({ recommendationId: Id, promotionId: Id.optional() }),
  prepare: async (input, context) => {
    const { store, services, actor } = context
    if (input.promotionId) {
      const target = await loadState(store, promotion, input.promotionId)
      const owned = target.status !== 'none' && target.merchantId === actor.merchantId
      rule(owned, 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
    }
    const criteria = await criteriaOf(input, context)
    const cached = await services.cachedPlans(criteria, actor.merchantId)
    return { ...input, ...criteria, ...(cached ? { cached } : {}) }
  },
})
