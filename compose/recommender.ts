import { offlinePlanner } from '../adapters/ai/offline.ts'
import type { PrepareServices } from '../commands/preparation.ts'
import type { Recommender } from '../sagas/recommendation-handlers.ts'

export async function connectRecommender(
  ..._args: unknown[]
): Promise<Recommender & { cachedPlans: PrepareServices['cachedPlans'] }> {
  const context = () => ({ now: new Date().toISOString(), pastResults: [] })
  return {
    analyse: (criteria, signal) => offlinePlanner.analyseTrends(criteria, context(), signal),
    propose: (criteria, trends, signal) => offlinePlanner.proposePlans(criteria, trends, context(), signal),
    cachedPlans: async () => undefined,
  }
}
