import type { Usage } from '../../domain/recommendation.ts'
import type { Recommender } from './port.ts'
import type { RecommendationCache } from './recommendation-cache.ts'

/** A recommender whose steps are kept and shared: identical requests cost one call to a model, and one of them pays for it. */
export function sharedRecommender(recommender: Recommender, cache: RecommendationCache): Recommender {
  return {
    async analyseTrends(criteria, context, signal) {
      const wanted = { step: 'trends' as const, criteria, language: context.language ?? 'ko' }
      const make = (shared: AbortSignal) => recommender.analyseTrends(criteria, context, shared)
      const { kept, mine } = await cache.once(wanted, make, signal)
      return { trends: kept.trends, usage: mine ? kept.usage : paidByAnother(kept.usage) }
    },
    async proposePlans(criteria, trends, context, signal) {
      const wanted = { step: 'plans' as const, criteria, language: context.language ?? 'ko' }
      const make = async (shared: AbortSignal) => {
        const proposed = await recommender.proposePlans(criteria, trends, context, shared)
        return { trends, ...proposed }
      }
      const { kept, mine } = await cache.once(wanted, make, signal)
      return { plans: kept.plans, usage: mine ? kept.usage : paidByAnother(kept.usage) }
    },
  }
}

const paidByAnother = (usage: Usage): Usage => ({ ...usage, inputTokens: 0, outputTokens: 0, costUsd: 0 })
