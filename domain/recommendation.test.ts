import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cachedRecommendation } from './cached-recommendation.ts'
import { given, NOW, past, play } from './given.ts'
import { Rejected } from './kernel.ts'
import { planOf, recommendation } from './recommendation.ts'

const without = (data: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(Object.entries(data).filter(([name]) => !names.includes(name)))
const requested = past('RecommendationRequested')
const analysed = past('TrendsAnalysed')
const proposed = past('PlansProposed')
const failed = past('RecommendationFailed')
const request = without(requested.data, 'at', 'merchantId', 'fromCache')
const trends = without(analysed.data, 'at')
const plans = without(proposed.data, 'at')
const failure = without(failed.data, 'at')
const cached = without(proposed.data, 'at', 'recommendationId', 'cached')

describe('request', () => {
  test('begins the work', () => {
    expect(given(recommendation).when('RequestRecommendation', request)).toEqual([
      { type: 'RecommendationRequested', data: { ...request, merchantId: 'm1', fromCache: false, at: NOW } },
    ])
  })
  test('is answered in the same breath when the plans are known', () => {
    expect(given(recommendation).when('RequestRecommendation', { ...request, cached })).toEqual([
      { type: 'RecommendationRequested', data: { ...request, merchantId: 'm1', fromCache: true, at: NOW } },
      { type: 'PlansProposed', data: { ...cached, recommendationId: 'r1', cached: true, at: NOW } },
    ])
  })
  test('twice changes nothing', () => {
    expect(given(recommendation, [requested]).when('RequestRecommendation', request)).toEqual([])
  })
})

describe('what the saga records', () => {
  const done = { ...proposed.data, at: NOW }
  test('trends, then plans', () => {
    const trend = { type: 'TrendsAnalysed', data: { ...analysed.data, at: NOW } }
    expect(given(recommendation, [requested]).when('RecordTrends', trends)).toEqual([trend])
    expect(given(recommendation, [requested, analysed]).when('RecordTrends', trends)).toEqual([])
    const plan = { type: 'PlansProposed', data: done }
    expect(given(recommendation, [requested, analysed]).when('RecordPlans', plans)).toEqual([plan])
  })
  test('a failure, unless the plans are there', () => {
    const fail = { type: 'RecommendationFailed', data: { ...failed.data, at: NOW } }
    expect(given(recommendation, [requested]).when('FailRecommendation', failure)).toEqual([fail])
    expect(given(recommendation, [requested, analysed]).when('FailRecommendation', failure)).toEqual([fail])
    expect(given(recommendation, [requested, proposed]).when('FailRecommendation', failure)).toEqual([])
  })
  test('plans that come after the failure are too late', () => {
    expect(given(recommendation, [requested, failed]).when('RecordPlans', plans)).toEqual([])
    expect(given(recommendation, [requested, failed]).when('RecordTrends', trends)).toEqual([])
  })
  test('nothing of what nobody asked for', () => {
    for (const [type, input] of [
      ['RecordTrends', trends],
      ['RecordPlans', plans],
      ['FailRecommendation', failure],
    ] as const)
      expect(given(recommendation).when(type, input)).toEqual([])
  })
})

test('a plan is one of the three, once they are there', () => {
  const codeOf = (history: (typeof requested)[], index: number) => {
    try {
      return planOf(given(recommendation, history).state, index).title
    } catch (error) {
      return error instanceof Rejected ? error.code : error
    }
  }
  expect([0, 1, 2].map((index) => codeOf([requested, proposed], index))).toEqual(['첫째', '도장 열 개', '셋째'])
  expect(codeOf([requested, proposed], 3)).toBe('PLAN_NOT_FOUND')
  expect(codeOf([requested], 0)).toBe('PLANS_NOT_READY')
})

test('any commands: a repeat records nothing, the end is reached once', () => {
  const anything = fc.constantFrom(
    { type: 'RequestRecommendation', input: request },
    { type: 'RequestRecommendation', input: { ...request, cached } },
    { type: 'RecordTrends', input: trends },
    { type: 'RecordPlans', input: plans },
    { type: 'FailRecommendation', input: failure },
  )
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (commands) => {
      const { steps, state, events } = play(recommendation, commands)
      for (const { again } of steps) expect(again).toEqual([])
      expect(['none', 'requested', 'analysed', 'proposed', 'failed']).toContain(state.status)
      const ends = events.filter(({ type }) => type === 'PlansProposed' || type === 'RecommendationFailed')
      expect(ends.length).toBe(state.status === 'proposed' || state.status === 'failed' ? 1 : 0)
    }),
    { numRuns: 100 },
  )
})

test('what is kept is forgotten each time someone asks', () => {
  const { at: _, ...forget } = past('RecommendationsInvalidated').data
  const forgotten = [{ type: 'RecommendationsInvalidated', data: { ...forget, at: NOW } }]
  expect(given(cachedRecommendation).when('InvalidateRecommendations', forget)).toEqual(forgotten)
  const again = given(cachedRecommendation, [past('RecommendationsInvalidated')])
  expect(again.when('InvalidateRecommendations', forget)).toEqual(forgotten)
  expect(cachedRecommendation.merchantOf(again.state)).toBeUndefined()
})
