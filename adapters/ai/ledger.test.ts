import { describe, expect, test } from 'vitest'
import { createLedger, type KnownSpending, type LedgerDeps, type ModelCall } from './ledger.ts'

const CALL: ModelCall = {
  caller: { merchantId: 'm1' },
  task: 'chat',
  provider: 'openai',
  model: 'gpt',
  outcome: 'answered',
  inputTokens: 1,
  outputTokens: 1,
  costUsd: 1,
  latencyMs: 1,
}

function open(known: KnownSpending | undefined, more: Partial<LedgerDeps> = {}) {
  const state = { known, reports: [] as number[], errors: [] as unknown[], position: 100 }
  const ledger = createLedger({
    append: async () => {
      state.position += 1
      return { position: state.position }
    },
    spending: async () => state.known,
    report: async (_merchant, _month, spentUsd) => void state.reports.push(spentUsd),
    monthOf: (instant) => instant.slice(0, 7),
    now: () => '2026-11-21T03:00:00.000Z',
    onError: (error) => state.errors.push(error),
    ...more,
  })
  return { ledger, state }
}
const budget = (spentUsd: number, position = 100) => ({ monthlyUsd: 10, spentUsd, position })
const admitted = (ledger: ReturnType<typeof open>['ledger'], worst = 0) =>
  ledger.admit({ merchantId: 'm1' }, worst).then(
    () => true,
    (error: { code?: string }) => error.code,
  )

describe('a budget', () => {
  test('that is not set holds nobody up', async () => {
    expect(await admitted(open(undefined).ledger)).toBe(true)
    expect(await admitted(open({ monthlyUsd: null, spentUsd: 1_000, position: 1 }).ledger)).toBe(true)
  })

  test('lets nothing begin once it is used up, and that is reported', async () => {
    const { ledger, state } = open(budget(10))
    expect(await admitted(ledger)).toBe('BUDGET_EXHAUSTED')
    await ledger.flush()
    expect(state.reports).toEqual([10])
  })

  test('counts what is not in the read model yet, once', async () => {
    const { ledger, state } = open(budget(9))
    ledger.record(CALL)
    expect(await admitted(ledger)).toBe('BUDGET_EXHAUSTED')
    await ledger.flush()
    state.known = budget(10, 101)
    ledger.record({ ...CALL, costUsd: 0 })
    await ledger.flush()
    state.known = { ...budget(9.5, 102), monthlyUsd: 10 }
    expect(await admitted(ledger)).toBe(true)
  })

  test('counts calls under way at what they may cost at most, until they are over', async () => {
    const { ledger } = open(budget(9))
    const done = await ledger.admit({ merchantId: 'm1' }, 2)
    expect(await admitted(ledger)).toBe('BUDGET_EXHAUSTED')
    expect(await ledger.admit({ merchantId: 'm2' }, 0).then(() => true)).toBe(true)
    done()
    expect(await admitted(ledger)).toBe(true)
  })

  test('is not spent by what a call under way may cost', async () => {
    const { ledger, state } = open(budget(2))
    await ledger.admit({ merchantId: 'm1' }, 9)
    ledger.record(CALL)
    expect(await admitted(ledger)).toBe('BUDGET_EXHAUSTED')
    await ledger.flush()
    expect(state.reports).toEqual([])
  })

  test('is warned of from 80 % on, and not before', async () => {
    const { ledger, state } = open(budget(6.5))
    ledger.record(CALL)
    await ledger.flush()
    expect(state.reports).toEqual([])
    ledger.record(CALL)
    await ledger.flush()
    expect(state.reports).toEqual([8.5])
  })
})

test('a record that cannot be stored is tried again, and does not keep anybody waiting', async () => {
  let tries = 0
  const append = async () => {
    tries += 1
    if (tries === 1) throw new Error('away')
    return { position: 101 }
  }
  const { ledger, state } = open(budget(0), { append })
  expect(ledger.record(CALL)).toMatch(/^[0-9a-f-]{36}$/)
  expect(tries).toBeLessThanOrEqual(1)
  await ledger.flush()
  expect([tries, state.errors]).toEqual([2, []])
})
