import type { Db } from 'mongodb'
import { type CacheRow, ensureIndexes } from '../adapters/ai/cache-row.ts'
import { offlinePlanner } from '../adapters/ai/offline.ts'
import { createRecommender } from '../adapters/ai/recommend.ts'
import { createRecommendationCache } from '../adapters/ai/recommendation-cache.ts'
import { recordShared, sharedRecommender } from '../adapters/ai/shared-recommender.ts'
import type { PrepareServices } from '../commands/preparation.ts'
import type { Criteria } from '../domain/recommendation.ts'
import type { Recommender } from '../sagas/recommendation-handlers.ts'
import type { Ai } from './ai.ts'
import { pastResults } from './past-results.ts'

export interface RecommenderDeps {
  ai: Pick<Ai, 'ledger' | 'settings'>
  db: Db
  now: () => string
  /** Told of every look-up in the cache. */
  onLookup: (hit: boolean) => void
  onError: (error: unknown) => void
}

/** Who makes recommendations, with what is kept of them for a day. */
export async function connectRecommender(
  deps: RecommenderDeps,
): Promise<Recommender & Pick<PrepareServices, 'cachedPlans' | 'invalidatePlans'>> {
  const { ai, db, now, onLookup, onError } = deps
  const { ledger } = ai
  const { providers, deadlinesMs, worstStepUsd } = ai.settings
  const collection = db.collection<CacheRow>('recommendation_cache')
  await ensureIndexes(collection)
  const cache = createRecommendationCache({ collection, now: () => Date.parse(now()), onLookup, onError })
  const onFailure = (provider: string, error: unknown) => onError(new Error(`${provider} failed`, { cause: error }))
  const own = createRecommender({ providers, deadlinesMs, onFailure, ledger })
  const recommender = sharedRecommender(own, cache, { ledger, offline: offlinePlanner, worstUsd: worstStepUsd })
  const context = async (criteria: Criteria, merchantId: string) => ({
    now: now(),
    pastResults: await pastResults(db, criteria),
    caller: { merchantId },
  })
  return {
    analyse: async (criteria, merchantId, signal) =>
      recommender.analyseTrends(criteria, await context(criteria, merchantId), signal),
    propose: async (criteria, trends, merchantId, signal) =>
      recommender.proposePlans(criteria, trends, await context(criteria, merchantId), signal),
    cachedPlans: async (criteria, merchantId) => {
      const kept = await cache.get(criteria, 'ko')
      if (!kept) return undefined
      recordShared(ledger, { merchantId }, kept)
      const { trends, plans, usage } = kept
      return { trends, plans, usage }
    },
    invalidatePlans: async (criteria) => void (await cache.invalidate(criteria)),
  }
}
