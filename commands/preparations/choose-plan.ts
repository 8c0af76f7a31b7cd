import { z } from 'zod'
import { Id, rule } from '../../domain/kernel.ts'
import { planOf, recommendation } from '../../domain/recommendation.ts'
import { loadState, preparation } from '../preparation.ts'

/** Brings the chosen plan itself, from the recommendation's own stream. */
export const choosePlan = preparation({
  input: z.object({ promotionId: Id, recommendationId: Id, planIndex: z.int().min(0).max(2) }),
  prepare: async (input, { store, actor }) => {
    const state = await loadState(store, recommendation, input.recommendationId)
    const owned = state.status !== 'none' && state.merchantId === actor.merchantId
    rule(owned, 'RECOMMENDATION_NOT_FOUND', 'There is no such recommendation.')
    return { ...input, plan: planOf(state, input.planIndex) }
  },
})
