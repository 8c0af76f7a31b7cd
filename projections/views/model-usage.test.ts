import { expect, test } from 'vitest'
import { type Data, NOON, recorded, rowsOf } from '../harness.ts'
import { aiBudgets } from './ai-budgets.ts'
import { modelUsage, WAIT_STEPS_MS } from './model-usage.ts'
import { notices } from './notices.ts'

const CALL: Data<'ModelCallRecorded'> = {
  callId: 'c1',
  merchantId: 'shop',
  task: 'chat',
  provider: 'anthropic',
  model: 'claude',
  outcome: 'answered',
  inputTokens: 100,
  outputTokens: 50,
  estimated: false,
  costUsd: 0.5,
  latencyMs: 900,
  firstTokenMs: 80,
  tries: 1,
  failedFirst: [],
  masked: 2,
}
let position = 0
const next = () => {
  position += 1
  return position
}
const call = (more: Partial<Data<'ModelCallRecorded'>> = {}) =>
  recorded('ModelCallRecorded', next(), { ...CALL, callId: `c${position}`, ...more })

test('calls add up by day, task, model and assistant', () => {
  const rows = rowsOf(modelUsage, [
    call(),
    call({ outcome: 'failed', code: 'retryable', latencyMs: 40_000, costUsd: 0, masked: 0 }),
    call({ assistantId: 'a1' }),
    call({ task: 'embed' }),
    call({ at: '2026-11-21T15:30:00.000Z' }),
  ])
  expect([...rows.keys()]).toEqual([
    'shop_2026-11-21_chat_anthropic_claude_-',
    'shop_2026-11-21_chat_anthropic_claude_a1',
    'shop_2026-11-21_embed_anthropic_claude_-',
    'shop_2026-11-22_chat_anthropic_claude_-',
  ])
  const [first] = rows.values()
  expect(first).toMatchObject({
    outcomes: { answered: 1, failed: 1 },
    failures: { retryable: 1 },
    costUsd: 0.5,
    masked: 2,
  })
  expect(first?.latency).toHaveLength(WAIT_STEPS_MS.length + 1)
  expect(first?.latency.flatMap((count, step) => (count > 0 ? [step] : []))).toEqual([3, 9])
  expect(first?.firstToken[0]).toBe(2)
})

test('what was shared costs nothing and says nothing about how fast a model is', () => {
  const [row] = rowsOf(modelUsage, [call({ outcome: 'shared', costUsd: 0, latencyMs: 1 })]).values()
  expect(row).toMatchObject({ outcomes: { shared: 1 }, latency: [] })
})

test('a month’s spending stands beside its budget, by the shop’s own calendar', () => {
  const rows = rowsOf(aiBudgets, [
    recorded('AiBudgetSet', next(), { merchantId: 'shop', monthlyUsd: 1 }),
    call({ at: '2026-11-30T14:59:00.000Z' }),
    call({ at: '2026-11-30T15:00:00.000Z' }),
    recorded('AiBudgetWarned', next(), { merchantId: 'shop', month: '2026-11', spentUsd: 0.9, monthlyUsd: 1 }),
  ])
  expect(rows.get('shop')).toMatchObject({
    monthlyUsd: 1,
    months: { '2026-11': { spentUsd: 0.5, calls: 1, warnedAt: NOON }, '2026-12': { spentUsd: 0.5, calls: 1 } },
  })
})

test('what was said of a budget does not hold of another one', () => {
  const about = { merchantId: 'shop', month: '2026-11', spentUsd: 0.5, monthlyUsd: 1 }
  const events = [call(), recorded('AiBudgetExhausted', next(), about)]
  const set = recorded('AiBudgetSet', next(), { merchantId: 'shop', monthlyUsd: 5 })
  expect(rowsOf(aiBudgets, [...events, set]).get('shop')).toMatchObject({
    ...{ monthlyUsd: 5, months: { '2026-11': { spentUsd: 0.5, calls: 1 } } },
  })
  expect(JSON.stringify(rowsOf(aiBudgets, [...events, set]).get('shop'))).not.toContain('exhaustedAt')
})

test('the notice of a used-up budget ends with the month, or when another budget is set', () => {
  const about = { merchantId: 'shop', month: '2026-12', spentUsd: 1, monthlyUsd: 1 }
  const events = [recorded('AiBudgetWarned', next(), about), recorded('AiBudgetExhausted', next(), about)]
  const row = rowsOf(notices, events).get('shop_ai-budget')
  expect(row).toMatchObject({ kind: 'ai-budget-exhausted', open: true, until: '2026-12-31T15:00:00.000Z' })
  const set = recorded('AiBudgetSet', next(), { merchantId: 'shop', monthlyUsd: 5 })
  expect(rowsOf(notices, [...events, set]).get('shop_ai-budget')?.open).toBe(false)
})
