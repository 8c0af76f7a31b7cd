import { describe, expect, test } from 'vitest'
import type { BudgetHolds, Hold } from './budget-holds.ts'
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

/** Holds as one process keeps them; those of several are in budget-holds.int.test.ts. */
function memoryHolds(): BudgetHolds & { all: Record<string, Hold> } {
  const all: Record<string, Hold> = {}
  return {
    all,
    place: async (_merchantId, hold) => {
      const id = `h${Object.keys(all).length}`
      all[id] = { ...hold }
      return { id, all: { ...all } }
    },
    recorded: async (_merchantId, id, record) => void (all[id] && Object.assign(all[id], record)),
    remove: async (_merchantId, ids) => {
      for (const id of ids) delete all[id]
    },
  }
}

function open(known: KnownSpending | undefined, more: Partial<LedgerDeps> = {}) {
  const holds = memoryHolds()
  const state = { known, holds, reports: [] as (number | string)[], errors: [] as unknown[], position: 100 }
  const ledger = createLedger({
    append: async () => {
      state.position += 1
      return { position: state.position }
    },
    spending: async () => state.known,
    report: async (_merchant, _month, spentUsd, refused) =>
      void state.reports.push(refused ? `refused at ${spentUsd}` : spentUsd),
    holds,
    monthOf: (instant) => instant.slice(0, 7),
    now: () => '2026-11-21T03:00:00.000Z',
    onError: (error) => state.errors.push(error),
    ...more,
  })
  return { ledger, state }
}
const budget = (spentUsd: number, position = 100) => ({ monthlyUsd: 10, isUsedUp: false, spentUsd, position })
const admitted = (ledger: ReturnType<typeof open>['ledger'], worst = 0) =>
  ledger.admit({ merchantId: 'm1' }, worst).then(
    () => true,
    (error: { code?: string }) => error.code,
  )

describe('a budget', () => {
  test('that is not set holds nobody up', async () => {
    expect(await admitted(open(undefined).ledger)).toBe(true)
    expect(await admitted(open({ ...budget(1_000), monthlyUsd: null }).ledger)).toBe(true)
  })

  test('lets nothing begin once it is used up, and that is reported', async () => {
    const { ledger, state } = open(budget(10))
    expect(await admitted(ledger)).toBe('BUDGET_EXHAUSTED')
    await ledger.flush()
    expect([state.reports, state.holds.all]).toEqual([['refused at 10'], {}])
  })

  test('lets nothing begin that might not fit into what is left, and that is reported too', async () => {
    const { ledger, state } = open(budget(9))
    expect([await admitted(ledger, 1.01), await admitted(ledger, 1)]).toEqual(['BUDGET_EXHAUSTED', true])
    await ledger.flush()
    expect(state.reports).toEqual(['refused at 9'])
  })

  test('that was said to be used up lets nothing begin, however little it may cost', async () => {
    const { ledger, state } = open({ ...budget(9), isUsedUp: true })
    expect(await admitted(ledger)).toBe('BUDGET_EXHAUSTED')
    expect(state.holds.all).toEqual({})
  })

  test('holds back what calls under way may cost at most, until they are over; that is nobody’s fault', async () => {
    const { ledger, state } = open(budget(7))
    const done = await ledger.admit({ merchantId: 'm1' }, 2)
    expect(await admitted(ledger, 1.5)).toBe('BUDGET_EXHAUSTED')
    done()
    await ledger.flush()
    expect(state.holds.all).toEqual({})
    expect([await admitted(ledger, 1.5), state.reports]).toEqual([true, []])
  })

  test('holds back what a call that is over has cost until that is in the read model', async () => {
    const { ledger, state } = open(budget(7))
    const done = await ledger.admit({ merchantId: 'm1' }, 2)
    ledger.record(CALL)
    done()
    await ledger.flush()
    expect(await admitted(ledger, 2.5)).toBe('BUDGET_EXHAUSTED')
    state.known = budget(7.4, 101)
    expect(await admitted(ledger, 2.5)).toBe(true)
  })

  test('holds back a call’s cost until the last of its records is in the read model, in whatever order they are stored', async () => {
    const stored = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const append = async ({ inputTokens }: ModelCall) => {
      await stored[inputTokens]?.promise
      return { position: 101 + inputTokens }
    }
    const { ledger, state } = open(budget(7), { append })
    const done = await ledger.admit({ merchantId: 'm1' }, 2)
    for (const inputTokens of [0, 1]) ledger.record({ ...CALL, inputTokens })
    done()
    for (const { resolve, promise } of stored.toReversed()) {
      resolve()
      await promise
    }
    await ledger.flush()
    expect(Object.values(state.holds.all)).toMatchObject([{ position: 102, usd: 2 }])
  })

  test('does not wait for a process that died, nor count another month', async () => {
    const { ledger, state } = open(budget(7))
    const until = Date.parse('2026-11-21T02:59:59.000Z')
    state.holds.all.dead = { month: '2026-11', usd: 3, until }
    state.holds.all.old = { month: '2026-10', usd: 3, until: until + 60_000 }
    const done = await ledger.admit({ merchantId: 'm1' }, 2)
    done()
    await ledger.flush()
    expect(Object.keys(state.holds.all)).toEqual(['old'])
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
