import { describe, expect, test } from 'vitest'
import type { Criteria } from '../../domain/recommendation.ts'
import { offlinePlanner } from './offline.ts'
import { AiError, type AiErrorKind, type RecommendationProvider } from './port.ts'
import { createRecommender } from './recommend.ts'

const criteria: Criteria = { trade: 'cafe', region: 'seoul', purpose: 'sales', season: 'winter' }
const context = { now: '2026-11-21T00:00:00Z', pastResults: [] }
const { signal } = new AbortController()

function failing(id: 'anthropic' | 'openai', error: unknown): RecommendationProvider & { calls: number } {
  const provider = {
    id,
    model: 'test',
    calls: 0,
    analyseTrends: async (): Promise<never> => {
      provider.calls += 1
      throw error
    },
    proposePlans: async (): Promise<never> => {
      provider.calls += 1
      throw error
    },
  }
  return provider
}

const error = (kind: AiErrorKind, provider: 'anthropic' | 'openai', costUsd = 0) =>
  Object.assign(new AiError(kind, provider, kind), { costUsd })

describe('fail-over', () => {
  test.each(['retryable', 'refused', 'invalid-output', 'unavailable', 'unauthorised'] as const)(
    '%s goes on to the next, and it is recorded who failed first',
    async (kind) => {
      const seen: string[] = []
      const providers = [
        failing('anthropic', error(kind, 'anthropic', 0.002)),
        failing('openai', error(kind, 'openai', 0.001)),
        offlinePlanner,
      ]
      const recommender = createRecommender({ providers, onFailure: (id, { kind }) => seen.push(`${id} ${kind}`) })
      const trends = await recommender.analyseTrends(criteria, context, signal)
      expect(trends.usage).toMatchObject({ provider: 'offline', failedFirst: ['anthropic', 'openai'] })
      expect(trends.usage.costUsd).toBeCloseTo(0.003)
      const plans = await recommender.proposePlans(criteria, trends.trends, context, signal)
      expect(plans.plans).toHaveLength(3)
      expect(seen).toEqual([`anthropic ${kind}`, `openai ${kind}`, `anthropic ${kind}`, `openai ${kind}`])
    },
  )

  test('the first that answers is the last that is asked', async () => {
    const second = failing('openai', new Error('must not be asked'))
    const recommender = createRecommender({ providers: [offlinePlanner, second] })
    const { usage } = await recommender.proposePlans(criteria, [], context, signal)
    expect(usage.failedFirst).toEqual([])
    expect(second.calls).toBe(0)
  })

  test('a provider that throws something else does not keep the next from answering', async () => {
    const providers = [failing('anthropic', new TypeError('bug')), offlinePlanner]
    const { usage } = await createRecommender({ providers }).analyseTrends(criteria, context, signal)
    expect(usage.failedFirst).toEqual(['anthropic'])
  })

  test('when all fail, the last failure says why', async () => {
    const providers = [
      failing('anthropic', error('refused', 'anthropic')),
      failing('openai', error('unavailable', 'openai')),
    ]
    const outcome = createRecommender({ providers }).analyseTrends(criteria, context, signal)
    await expect(outcome).rejects.toMatchObject({ kind: 'unavailable', provider: 'openai' })
    const none = createRecommender({ providers: [] }).analyseTrends(criteria, context, signal)
    await expect(none).rejects.toBeInstanceOf(AiError)
  })

  test('nobody else is asked once the caller has given up', async () => {
    const caller = new AbortController()
    const first = failing('anthropic', error('retryable', 'anthropic'))
    const giveUp: RecommendationProvider = {
      ...first,
      analyseTrends: async () => {
        caller.abort()
        throw error('unavailable', 'anthropic')
      },
    }
    const outcome = createRecommender({ providers: [giveUp, offlinePlanner] }).analyseTrends(
      criteria,
      context,
      caller.signal,
    )
    await expect(outcome).rejects.toThrow('abort')
  })
})
