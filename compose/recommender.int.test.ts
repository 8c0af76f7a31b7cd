import { expect, test } from 'vitest'
import { offlinePlanner } from '../adapters/ai/offline.ts'
import { useMongo } from '../adapters/mongo/test-support.ts'
import type { Criteria } from '../domain/recommendation.ts'
import { connectRecommender, type RecommenderDeps } from './recommender.ts'

const context = useMongo()

const CRITERIA: Criteria = { trade: 'cafe', region: 'daegu', purpose: 'new-customers', season: 'autumn' }

test('what was recommended in a past that was played through is not given again in the present', async () => {
  let now = '2026-11-10T03:00:00.000Z'
  const ledger = { admit: async () => () => {}, record: () => {}, flush: async () => {} }
  const settings = { providers: [offlinePlanner], deadlinesMs: { trends: 1_000, plans: 1_000 }, worstStepUsd: 0 }
  const recommender = await connectRecommender({
    ai: { ledger, settings } as unknown as RecommenderDeps['ai'],
    db: context.mongo.db,
    now: () => now,
    onLookup: () => {},
    onError: (error) => expect.fail(String(error)),
  })
  const signal = AbortSignal.timeout(10_000)
  const { trends } = await recommender.analyse(CRITERIA, 'shop', signal)
  await recommender.propose(CRITERIA, trends, 'shop', signal)
  expect((await recommender.cachedPlans(CRITERIA, 'shop'))?.plans).toHaveLength(3)
  now = '2026-11-21T03:00:00.000Z'
  expect(await recommender.cachedPlans(CRITERIA, 'shop')).toBeUndefined()
})
