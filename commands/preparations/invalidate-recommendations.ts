import { preparation } from '../preparation.ts'
import { criteriaOf, RecommendationInput } from './request-recommendation.ts'

/** Forgets the kept plans first: done twice it forgets nothing more, so the event can follow it. */
export const invalidateRecommendations = preparation({
  input: RecommendationInput,
  prepare: async (input, context) => {
    const criteria = await criteriaOf(input, context)
    await context.services.invalidatePlans(criteria)
    const { trade, region, purpose, season } = criteria
    return { ...criteria, criteriaKey: [trade, region, purpose, season].join('.') }
  },
})
