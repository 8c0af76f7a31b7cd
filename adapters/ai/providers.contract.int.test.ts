import { describe, expect, test } from 'vitest'
import { Plan, Trend } from '../../domain/recommendation.ts'
import { createBreakers } from '../resilience/breakers.ts'
import { configureAi } from './configure.ts'
import { offlinePlanner } from './offline.ts'
import { Plans, type RecommendationProvider, Trends } from './port.ts'
import { CONTEXT, CRITERIA, doubleForTests, freshSignal } from './test-support.ts'

const double = doubleForTests()

const REAL = ['anthropic', 'openai'] as const
const REAL_TIMEOUT_MS = 60_000

/** What every provider owes its caller. */
function contract(name: string, open: () => RecommendationProvider, timeoutMs?: number) {
  describe(name, () => {
    test('finds trends, and plans that follow from them', { timeout: timeoutMs ?? 60_000 }, async () => {
      const provider = open()
      const { trends, usage } = await provider.analyseTrends(CRITERIA, CONTEXT, freshSignal())
      expect(Trends.safeParse(trends).error).toBeUndefined()
      for (const trend of trends) expect(Object.keys(trend).sort()).toEqual(Object.keys(Trend.shape).sort())
      const proposed = await provider.proposePlans(CRITERIA, trends, CONTEXT, freshSignal())
      expect(Plans.safeParse(proposed.plans).error).toBeUndefined()
      for (const plan of proposed.plans) expect(Object.keys(plan).sort()).toEqual(Object.keys(Plan.shape).sort())
      for (const one of [usage, proposed.usage]) {
        expect(one).toMatchObject({ provider: provider.id, model: provider.model, failedFirst: [] })
        expect(one.costUsd > 0).toBe(one.outputTokens > 0)
      }
    })

    test('speaks Korean unless told otherwise', { timeout: timeoutMs ?? 60_000 }, async () => {
      const { plans } = await open().proposePlans(CRITERIA, [], CONTEXT, freshSignal())
      for (const { title, idea, why } of plans) expect(`${title} ${idea} ${why}`).toMatch(/[가-힣]/)
    })
  })
}

contract('the offline planner', () => offlinePlanner)
contract('Anthropic, by its SDK against the double', () => double.provider('anthropic'))
contract('OpenAI, by its SDK against the double', () => double.provider('openai'))

for (const id of REAL) {
  const key = `${id.toUpperCase()}_API_KEY`
  if (!process.env[key]) {
    const why = `${id}, the real one: skipped, there is no ${key}`
    console.log(why)
    test.skip(why, () => {})
    continue
  }
  const real = () => {
    const { providers } = configureAi(process.env, createBreakers())
    return providers.find((one) => one.id === id) as RecommendationProvider
  }
  contract(`${id}, the real one`, real, REAL_TIMEOUT_MS)
}
