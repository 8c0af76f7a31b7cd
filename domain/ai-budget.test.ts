import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { aiBudget } from './ai-budget.ts'
import { given, NOW, past, play } from './given.ts'

const set = past('AiBudgetSet', { monthlyUsd: 20 })
const spent = (spentUsd: number, month = '2026-11') => ({ merchantId: 'm1', month, spentUsd })
const said = (type: string, spentUsd: number) => [
  { type, data: { merchantId: 'm1', month: '2026-11', spentUsd, monthlyUsd: 20, at: NOW } },
]

describe('what a shop’s AI may cost', () => {
  test('is set once, and again only when it changes', () => {
    const input = { merchantId: 'm1', monthlyUsd: 20 }
    expect(given(aiBudget).when('SetAiBudget', input)).toEqual([{ type: 'AiBudgetSet', data: { ...input, at: NOW } }])
    expect(given(aiBudget, [set]).when('SetAiBudget', input)).toEqual([])
    expect(given(aiBudget, [set]).when('SetAiBudget', { merchantId: 'm1', monthlyUsd: null })).toHaveLength(1)
  })

  test('is warned of at 80 % and used up at 100 %, each once a month', () => {
    expect(given(aiBudget, [set]).when('ReportAiSpending', spent(15.99))).toEqual([])
    expect(given(aiBudget, [set]).when('ReportAiSpending', spent(16))).toEqual(said('AiBudgetWarned', 16))
    const warned = past('AiBudgetWarned')
    expect(given(aiBudget, [set, warned]).when('ReportAiSpending', spent(19))).toEqual([])
    expect(given(aiBudget, [set, warned]).when('ReportAiSpending', spent(20))).toEqual(said('AiBudgetExhausted', 20))
    expect(given(aiBudget, [set]).when('ReportAiSpending', spent(25))).toEqual(said('AiBudgetExhausted', 25))
    expect(given(aiBudget, [set, past('AiBudgetExhausted')]).when('ReportAiSpending', spent(30))).toEqual([])
  })

  test('is used up as well when what is left does not do for a call', () => {
    const refused = { ...spent(19), refused: true }
    expect(given(aiBudget, [set]).when('ReportAiSpending', refused)).toEqual(said('AiBudgetExhausted', 19))
    expect(given(aiBudget, [set, past('AiBudgetExhausted')]).when('ReportAiSpending', refused)).toEqual([])
    expect(given(aiBudget).when('ReportAiSpending', refused)).toEqual([])
  })

  test('begins anew with the month, and when it is set to something else', () => {
    const used = [set, past('AiBudgetExhausted')]
    expect(given(aiBudget, used).when('ReportAiSpending', spent(16, '2026-12'))).toHaveLength(1)
    const raised = [...used, past('AiBudgetSet', { monthlyUsd: 40 })]
    expect(given(aiBudget, raised).when('ReportAiSpending', spent(33))).toMatchObject([{ type: 'AiBudgetWarned' }])
  })

  test('has no limit until one is set', () => {
    expect(given(aiBudget).when('ReportAiSpending', spent(99_999))).toEqual([])
  })
})

test('whatever is reported, nothing is said twice in a month', () => {
  const report = fc.record({
    spentUsd: fc.integer({ min: 0, max: 30 }),
    month: fc.constantFrom('2026-11', '2026-12'),
  })
  fc.assert(
    fc.property(fc.array(report, { maxLength: 20 }), (reports) => {
      const ordered = reports.toSorted((a, b) => a.month.localeCompare(b.month))
      const sent = ordered.map((one) => ({ type: 'ReportAiSpending', input: { merchantId: 'm1', ...one } }))
      const first = { type: 'SetAiBudget', input: { merchantId: 'm1', monthlyUsd: 20 } }
      const { events, steps } = play(aiBudget, [first, ...sent])
      const keys = events.map(({ type, data }) => `${type} ${(data as { month?: string }).month}`)
      expect(new Set(keys).size).toBe(keys.length)
      for (const { again } of steps) expect(again).toEqual([])
    }),
  )
})
