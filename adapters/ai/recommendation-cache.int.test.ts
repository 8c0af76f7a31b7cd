import { setTimeout as sleep } from 'node:timers/promises'
import { type Collection, MongoClient } from 'mongodb'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Criteria } from '../../domain/recommendation.ts'
import type { EmbeddedServer } from '../../embedded/cli.ts'
import { startMongo } from '../../embedded/mongo/server.ts'
import { type CacheRow, ensureIndexes, type Kept } from './cache-row.ts'
import { offlinePlanner } from './offline.ts'
import type { Recommender } from './port.ts'
import { createRecommender } from './recommend.ts'
import { createRecommendationCache, type RecommendationCacheOptions } from './recommendation-cache.ts'
import { sharedRecommender } from './shared-recommender.ts'
import { CONTEXT, CRITERIA, doubleForTests, freshSignal } from './test-support.ts'

const double = doubleForTests()
let server: EmbeddedServer
let client: MongoClient
let collection: Collection<CacheRow>
beforeAll(async () => {
  server = await startMongo({ port: 0, data: ':memory:' })
  client = await MongoClient.connect(`mongodb://127.0.0.1:${server.port}`)
  collection = client.db('test').collection<CacheRow>('recommendations')
  await ensureIndexes(collection)
})
beforeEach(() => collection.deleteMany({}))
afterAll(async () => {
  await client.close()
  await server.stop()
})

const open = (options: Partial<RecommendationCacheOptions> = {}) =>
  createRecommendationCache({ collection, pollMs: 10, ...options })

async function made(failedFirst: string[] = []): Promise<Kept['plans']> {
  const { trends } = await offlinePlanner.analyseTrends(CRITERIA, CONTEXT, freshSignal())
  const { plans, usage } = await offlinePlanner.proposePlans(CRITERIA, trends, CONTEXT, freshSignal())
  return { trends, plans, usage: { ...usage, failedFirst } }
}

/** Counts how often it is asked; each answer takes a while. */
function slowRecommender(ms = 50): Recommender & { calls: string[] } {
  const calls: string[] = []
  return {
    calls,
    async analyseTrends(...args) {
      calls.push('trends')
      await sleep(ms, undefined, { signal: args[2] })
      return offlinePlanner.analyseTrends(...args)
    },
    async proposePlans(...args) {
      calls.push('plans')
      await sleep(ms, undefined, { signal: args[3] })
      return offlinePlanner.proposePlans(...args)
    },
  }
}

describe('keeping', () => {
  test('what was set is got, by criteria and language', async () => {
    const lookups: boolean[] = []
    const cache = open({ onLookup: (hit) => lookups.push(hit) })
    expect(await cache.get(CRITERIA)).toBeUndefined()
    await cache.set(CRITERIA, 'ko', await made())
    expect(await cache.get({ ...CRITERIA })).toEqual(await made())
    expect(await cache.get(CRITERIA, 'en')).toBeUndefined()
    expect(await cache.get({ ...CRITERIA, region: 'jeju' })).toBeUndefined()
    expect(lookups).toEqual([false, true, false, false])
  })

  test('for a day, and no longer', async () => {
    let now = Date.now()
    const cache = open({ now: () => now })
    await cache.set(CRITERIA, 'ko', await made())
    now += 86_399_000
    expect(await cache.get(CRITERIA)).toBeDefined()
    now += 1_000
    expect(await cache.get(CRITERIA)).toBeUndefined()
  })

  test('what only a second choice made is kept for five minutes', async () => {
    let now = Date.now()
    const cache = open({ now: () => now })
    await cache.set(CRITERIA, 'ko', await made(['anthropic']))
    now += 299_000
    expect(await cache.get(CRITERIA)).toBeDefined()
    now += 1_000
    expect(await cache.get(CRITERIA)).toBeUndefined()
  })

  test('the server removes what has expired', async () => {
    const indexes = await collection.indexes()
    expect(indexes.find(({ key }) => 'expiresAt' in key)).toMatchObject({ expireAfterSeconds: 0 })
  })

  test('invalidation forgets what fits, in every language, and nothing else', async () => {
    const cache = open()
    const others: Criteria[] = [
      { ...CRITERIA, region: 'jeju' },
      { ...CRITERIA, purpose: 'sales' },
    ]
    for (const one of [CRITERIA, ...others]) await cache.set(one, 'ko', await made())
    await cache.set(CRITERIA, 'en', await made())
    expect(await cache.invalidate(CRITERIA)).toBe(2)
    expect(await cache.get(CRITERIA)).toBeUndefined()
    expect(await cache.get(others[0] as Criteria)).toBeDefined()
    expect(await cache.invalidate({ purpose: 'season' })).toBe(1)
    expect(await cache.get(others[1] as Criteria)).toBeDefined()
  })
})

describe('single flight', () => {
  test('100 identical requests make one call a step, and one of them pays', async () => {
    const { provider, requests } = double
    const recommender = createRecommender({ providers: [provider('anthropic'), offlinePlanner] })
    const shared = sharedRecommender(recommender, open())
    const all = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const { trends, usage } = await shared.analyseTrends(CRITERIA, CONTEXT, freshSignal())
        const proposed = await shared.proposePlans(CRITERIA, trends, CONTEXT, freshSignal())
        return { plans: proposed.plans, usages: [usage, proposed.usage] }
      }),
    )
    expect(requests()).toHaveLength(2)
    expect(new Set(all.map(({ plans }) => JSON.stringify(plans))).size).toBe(1)
    const paid = all.flatMap(({ usages }) => usages).filter(({ costUsd }) => costUsd > 0)
    expect(paid).toHaveLength(2)
    expect(await open().get(CRITERIA)).toMatchObject({ usage: { provider: 'anthropic' } })
  })

  test('two processes make one call: the second waits for the first one’s answer', async () => {
    const recommender = slowRecommender()
    // Two caches share nothing but the collection, as two processes do.
    const [one, two] = [sharedRecommender(recommender, open()), sharedRecommender(recommender, open())]
    const ask = (shared: Recommender) => shared.analyseTrends(CRITERIA, CONTEXT, freshSignal())
    const answers = await Promise.all([ask(one), ask(two), ask(one), ask(two)])
    expect(recommender.calls).toEqual(['trends'])
    expect(new Set(answers.map(({ trends }) => JSON.stringify(trends))).size).toBe(1)
    expect(await collection.countDocuments({ holder: { $exists: true } })).toBe(0)
  })

  test('different criteria or languages do not wait for each other', async () => {
    const recommender = slowRecommender()
    const shared = sharedRecommender(recommender, open())
    await Promise.all([
      shared.analyseTrends(CRITERIA, CONTEXT, freshSignal()),
      shared.analyseTrends({ ...CRITERIA, trade: 'flower' }, CONTEXT, freshSignal()),
      shared.analyseTrends(CRITERIA, { ...CONTEXT, language: 'en' }, freshSignal()),
    ])
    expect(recommender.calls).toHaveLength(3)
  })

  test('a lease left by a dead process runs out', async () => {
    const expiresAt = new Date(Date.now() + 300)
    await collection.insertOne({
      _id: 'cafe.busan.season.winter.ko/trends/lease',
      criteria: CRITERIA,
      holder: 'dead',
      createdAt: new Date(),
      expiresAt,
    })
    const recommender = slowRecommender(1)
    await sharedRecommender(recommender, open()).analyseTrends(CRITERIA, CONTEXT, freshSignal())
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime())
    expect(recommender.calls).toHaveLength(1)
  })

  test('a failure reaches all who wait, and the next one tries anew', async () => {
    const recommender = slowRecommender()
    let calls = 0
    const failing: Recommender = {
      ...recommender,
      async analyseTrends(...args) {
        calls += 1
        if (calls === 1) throw new Error('all failed')
        return recommender.analyseTrends(...args)
      },
    }
    const shared = sharedRecommender(failing, open())
    const ask = () => shared.analyseTrends(CRITERIA, CONTEXT, freshSignal())
    const outcomes = await Promise.allSettled([ask(), ask(), ask()])
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
    expect((await ask()).trends.length).toBeGreaterThan(0)
    expect(calls).toBe(2)
  })

  test('one who leaves stops nobody; when all leave, the work is given up', async () => {
    const recommender = slowRecommender(100)
    const shared = sharedRecommender(recommender, open())
    const impatient = new AbortController()
    const leaving = shared.analyseTrends(CRITERIA, CONTEXT, impatient.signal)
    const staying = shared.analyseTrends(CRITERIA, CONTEXT, freshSignal())
    impatient.abort(new Error('left'))
    await expect(leaving).rejects.toThrow('left')
    expect((await staying).trends.length).toBeGreaterThan(0)

    const alone = shared.proposePlans(CRITERIA, [], CONTEXT, AbortSignal.timeout(30))
    await expect(alone).rejects.toThrow()
    await expect.poll(() => collection.countDocuments({ holder: { $exists: true } })).toBe(0)
    expect(await open().get(CRITERIA)).toBeUndefined()
  })

  test('what was asked for before an invalidation is not kept after it, nor given to who asks after it', async () => {
    const recommender = slowRecommender(700)
    const cache = open()
    const shared = sharedRecommender(recommender, cache)
    const ask = () => shared.proposePlans(CRITERIA, [], CONTEXT, freshSignal())
    const before = ask()
    await expect.poll(() => recommender.calls, { interval: 5 }).toEqual(['plans'])
    await cache.invalidate({ trade: 'cafe' })
    await before
    expect(await cache.get(CRITERIA)).toBeUndefined()

    const again = ask()
    await expect.poll(() => recommender.calls.length, { interval: 5 }).toBe(2)
    await cache.invalidate({ trade: 'cafe' })
    await Promise.all([again, ask()])
    expect(recommender.calls).toHaveLength(3)
    expect(await cache.get(CRITERIA)).toBeDefined()
  })

  test('without the store a recommendation is made all the same, once in this process', async () => {
    const errors: unknown[] = []
    const away = new MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 100 })
    const cache = open({ collection: away.db('x').collection('y'), onError: (error) => errors.push(error) })
    const recommender = slowRecommender()
    const shared = sharedRecommender(recommender, cache)
    const ask = () => shared.analyseTrends(CRITERIA, CONTEXT, freshSignal())
    expect((await Promise.all([ask(), ask()])).every(({ trends }) => trends.length > 0)).toBe(true)
    expect(recommender.calls).toHaveLength(1)
    expect(await cache.get(CRITERIA)).toBeUndefined()
    expect(errors.length).toBeGreaterThan(0)
    await away.close()
  })
})
