import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChannelId } from '../../domain/channel.ts'
import { Region, Trade } from '../../domain/merchant.ts'
import { type Criteria, type Plan, Purpose, Trend } from '../../domain/recommendation.ts'
import { Season, seasonAt } from '../../domain/season.ts'
import { koreanDate } from './offline/calendar.ts'
import { IDEAS } from './offline/ideas.ts'
import type { Occasion } from './offline/occasion.ts'
import { OCCASIONS } from './offline/occasions.ts'
import { offlinePlanner } from './offline.ts'
import { type AiContext, Language, type PastResult, Plans, Trends } from './port.ts'

const { signal } = new AbortController()
const DAY_MS = 86_400_000
const plansOf = async (criteria: Criteria, context: AiContext) =>
  (await offlinePlanner.proposePlans(criteria, [], context, signal)).plans
const trendsOf = async (criteria: Criteria, context: AiContext) =>
  (await offlinePlanner.analyseTrends(criteria, context, signal)).trends

const ALL: Criteria[] = Trade.options.flatMap((trade) =>
  Region.options.flatMap((region) =>
    Purpose.options.flatMap((purpose) => Season.options.map((season) => ({ trade, region, purpose, season }))),
  ),
)

const amount = fc.integer({ min: 0, max: 5_000_000 })
const pastResult: fc.Arbitrary<PastResult> = fc.record({
  channel: fc.constantFrom(...ChannelId.options),
  promotions: fc.integer({ min: 0, max: 500 }),
  entries: amount,
  reach: amount,
  cost: amount,
})
const criteria: fc.Arbitrary<Criteria> = fc.constantFrom(...ALL)
const context: fc.Arbitrary<AiContext> = fc.record({
  now: fc
    .date({ min: new Date('2025-01-01T00:00:00Z'), max: new Date('2035-12-31T23:59:59Z'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  pastResults: fc.array(pastResult, { maxLength: 6 }),
  language: fc.constantFrom(...Language.options),
})

/** Whether any of its dates lies in the 60 days that follow. */
function isNear(occasion: Occasion, now: string): boolean {
  const today = Date.parse(koreanDate(now))
  const year = new Date(today).getUTCFullYear()
  return [year - 1, year, year + 1].some((one) => {
    const when = occasion.in(one)
    return when && Date.parse(when.to) >= today && Date.parse(when.from) <= today + 60 * DAY_MS
  })
}

const words = (plan: Plan) => [plan.title, plan.idea, plan.prize, plan.mechanic, plan.why].join('\n')

/** What is wrong with three plans; one `expect` per plan would make 8,000 answers slow to check. */
function faults(plans: Plan[], language: Language): string[] {
  const found = Plans.safeParse(plans).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? []
  for (const field of ['title', 'idea', 'cost', 'effort', 'prize'] as const)
    if (new Set(plans.map((plan) => plan[field])).size !== 3) found.push(`same ${field}`)
  for (const plan of plans) {
    if (/[{}]|undefined|NaN| {2}/.test(words(plan))) found.push(`unfilled: ${words(plan)}`)
    if (/[가-힣]/.test(words(plan)) !== (language === 'ko')) found.push(`not ${language}: ${words(plan)}`)
    if (plan.expectedEntries > plan.expectedReach) found.push('more entries than reach')
    if (new Set(plan.channels).size !== plan.channels.length) found.push('a channel twice')
  }
  return found
}

describe('the offline planner', () => {
  test.each(Language.options)('has three proper, different plans for all 4,080 criteria (%s)', async (language) => {
    const found: string[] = []
    for (const one of ALL)
      found.push(...faults(await plansOf(one, { now: '2026-11-21T01:00:00Z', pastResults: [], language }), language))
    expect(found).toEqual([])
  })

  test('every week of a year, for every trade and purpose, has room for its holidays', async () => {
    const found: string[] = []
    for (let week = 0; week < 53; week += 1) {
      const now = new Date(Date.UTC(2027, 0, 1) + week * 7 * DAY_MS).toISOString()
      for (const given of ALL.filter(({ region, season }) => region === 'gyeongnam' && season === seasonAt(now)))
        for (const language of Language.options)
          found.push(...faults(await plansOf(given, { now, pastResults: [], language }), language))
    }
    expect(found).toEqual([])
  })

  test('whatever the day and the results, plans are valid and name only days that are near', async () => {
    await fc.assert(
      fc.asyncProperty(criteria, context, async (given, when) => {
        const language = when.language ?? 'ko'
        const plans = await plansOf(given, when)
        expect(faults(plans, language)).toEqual([])
        const trends = await trendsOf(given, when)
        expect(Trends.safeParse(trends).error).toBeUndefined()
        const text = [...plans.map(words), ...trends.map(({ topic, finding }) => `${topic} ${finding}`)].join('\n')
        const named = OCCASIONS.filter(({ name }) => text.includes(name[language]))
        expect(named.filter((occasion) => !isNear(occasion, when.now))).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })

  test('the same criteria and context give the same plans', async () => {
    await fc.assert(
      fc.asyncProperty(criteria, context, async (given, when) => {
        expect(await plansOf(given, when)).toEqual(await plansOf(given, structuredClone(when)))
      }),
      { numRuns: 200 },
    )
  })

  test('every idea is used, and none appears twice among the plans of one answer', async () => {
    const seen = new Set<string>()
    for (const one of ALL)
      for (const { mechanic } of await plansOf(one, { now: '2026-11-21T01:00:00Z', pastResults: [] }))
        seen.add(mechanic)
    const ideas = Object.values(IDEAS).flatMap((efforts) => Object.values(efforts).flat())
    const starts = ideas.map(({ ko }) => ko.mechanic.split('{')[0] as string).filter((start) => start !== '')
    for (const start of starts)
      expect(
        [...seen].some((mechanic) => mechanic.startsWith(start)),
        start,
      ).toBe(true)
  })

  test('names the holiday, the trade, the region and the season', async () => {
    const given: Criteria = { trade: 'bakery', region: 'busan', purpose: 'season', season: 'winter' }
    const plans = await plansOf(given, { now: '2026-12-01T00:00:00Z', pastResults: [] })
    expect(plans.some(({ why }) => why.includes('12월 25일(금) 크리스마스가 다가와요'))).toBe(true)
    for (const { why } of plans) expect(why).toMatch(/부산.*겨울/s)
    expect(plans.some(({ why }) => why.includes('빵집'))).toBe(true)
  })

  test('measured results decide the channels and the figures', async () => {
    const given: Criteria = { trade: 'cafe', region: 'jeju', purpose: 'sales', season: 'summer' }
    const now = '2027-07-01T00:00:00Z'
    const pastResults = [{ channel: 'ringobiz' as const, promotions: 4, entries: 800, reach: 4_000, cost: 40_000 }]
    const before = await plansOf(given, { now, pastResults: [] })
    const after = await plansOf(given, { now, pastResults })
    for (const [index, plan] of after.entries()) {
      expect(plan.channels[0]).toBe('ringobiz')
      expect(plan.expectedEntries).toBeGreaterThan(before[index]?.expectedEntries ?? Infinity)
      expect(plan.why).toContain('링고비즈 참여가 한 번에 평균 200명')
    }
    expect(before.every(({ why }) => why.includes('아직 쌓인 결과가 없어'))).toBe(true)
  })

  test('with no holiday of the season ahead it speaks of the season', async () => {
    const given: Criteria = { trade: 'cafe', region: 'seoul', purpose: 'season', season: 'summer' }
    for (const { title } of await plansOf(given, { now: '2026-11-21T00:00:00Z', pastResults: [] }))
      expect(title).toContain('여름맞이')
  })

  test('trends fit the domain and say where they come from', async () => {
    for (const one of ALL.slice(0, 400)) {
      const trends = await trendsOf(one, { now: '2026-11-21T01:00:00Z', pastResults: [] })
      for (const trend of trends) expect(Trend.safeParse(trend).error).toBeUndefined()
      expect(trends.map(({ source }) => source)).toContain('지역 안내')
    }
  })
})
