import type { Db } from 'mongodb'
import { type CacheRow, ensureIndexes } from '../adapters/ai/cache-row.ts'
import { configureAi } from '../adapters/ai/configure.ts'
import { createRecommender } from '../adapters/ai/recommend.ts'
import { createRecommendationCache } from '../adapters/ai/recommendation-cache.ts'
import { sharedRecommender } from '../adapters/ai/shared-recommender.ts'
import type { Config } from '../adapters/config/config.ts'
import type { Breakers } from '../adapters/resilience/breakers.ts'
import type { PrepareServices } from '../commands/preparation.ts'
import type { Criteria } from '../domain/recommendation.ts'
import type { Recommender } from '../sagas/recommendation-handlers.ts'
import { pastResults } from './past-results.ts'

export interface RecommenderDeps {
  config: Config
  db: Db
  breakers: Breakers
  now: () => string
  /** Told of every look-up in the cache. */
  onLookup: (hit: boolean) => void
  onError: (error: unknown) => void
}

/** Who makes recommendations, with what is kept of them for a day. */
export async function connectRecommender(
  deps: RecommenderDeps,
): Promise<Recommender & Pick<PrepareServices, 'cachedPlans' | 'invalidatePlans'>> {
  const { config, db, breakers, now, onLookup, onError } = deps
  const collection = db.collection<CacheRow>('recommendation_cache')
  await ensureIndexes(collection)
  const cache = createRecommendationCache({ collection, onLookup, onError })
  const { providers, deadlinesMs } = configureAi(config.env, breakers)
  const onFailure = (provider: string, error: unknown) => onError(new Error(`${provider} failed`, { cause: error }))
  const recommender = sharedRecommender(createRecommender({ providers, deadlinesMs, onFailure }), cache)
  const context = async (criteria: Criteria) => ({ now: now(), pastResults: await pastResults(db, criteria) })
  return {
    analyse: async (criteria, signal) => recommender.analyseTrends(criteria, await context(criteria), signal),
    propose: async (criteria, trends, signal) =>
      recommender.proposePlans(criteria, trends, await context(criteria), signal),
    cachedPlans: (criteria) => cache.get(criteria, 'ko'),
    invalidatePlans: async (criteria) => void (await cache.invalidate(criteria)),
  }
}
