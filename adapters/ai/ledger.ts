import { randomUUID } from 'node:crypto'
import pRetry from 'p-retry'
import type { AiOutcome, AiTask } from '../../domain/ai-models.ts'
import { Rejected } from '../../domain/kernel.ts'
import { type BudgetHolds, heldIn } from './budget-holds.ts'
import type { Caller } from './gateway.ts'

/** What asking one model took. */
export interface ModelCall {
  caller: Caller
  task: AiTask
  provider: string
  model: string
  outcome: AiOutcome
  /** Of a failure: its kind. */
  code?: string
  inputTokens: number
  outputTokens: number
  estimated?: boolean
  costUsd: number
  latencyMs: number
  firstTokenMs?: number | undefined
  tries?: number
  failedFirst?: readonly string[]
  masked?: number
  paidBy?: string
}

/** A shop's budget as the read model knows it. `position` says which calls are in it. */
export interface KnownSpending {
  monthlyUsd: number | null
  /** Whether it was said that the month's budget is used up. */
  isUsedUp: boolean
  spentUsd: number
  position: number
}

export interface LedgerDeps {
  /** Appends the event of one call; `position` is where. */
  append(call: ModelCall & { callId: string; at: string }): Promise<{ position: number }>
  /** What is known of a shop's month; undefined while nothing is. */
  spending(merchantId: string, month: string): Promise<KnownSpending | undefined>
  /** Says what has been spent, so that the shop is warned in time; `refused`: what is left did not do for a call. */
  report(merchantId: string, month: string, spentUsd: number, refused: boolean): Promise<void>
  /** What calls under way may cost, of every process. */
  holds: BudgetHolds
  /** A month by the shop's calendar, of an ISO instant. */
  monthOf(instant: string): string
  now(): string
  onError(error: unknown): void
}

export interface Ledger {
  /**
   * Lets a call begin that may cost so much, in US dollars, where that fits into what is left; what it gives is called
   * when the call is over and was recorded.
   *
   * @throws Rejected BUDGET_EXHAUSTED
   */
  admit(caller: Caller, worstUsd: number): Promise<() => void>
  /** Records a call in the background and gives its id. */
  record(call: ModelCall): string
  /** Resolves once everything that was recorded is stored, or given up. */
  flush(): Promise<void>
}

/** What a recorded call cost, until the read model has it. */
interface Debt {
  merchantId: string
  month: string
  usd: number
  /** Where it stands in the log, once it does. */
  position: number
}

/** A call under way, with what its shop's records since it began cost, and where the last one stands. */
interface Admission {
  merchantId: string
  usd: number
  /** 0 without any. */
  position: number
}

const WARN_FROM = 0.8
const RETRIES = 6
/** Longer than any call takes with all its tries. */
const HELD_MS = 15 * 60_000

/** Keeps what every call took, and holds each shop's budget: with what is stored and what calls under way may cost. */
export function createLedger(deps: LedgerDeps): Ledger {
  const debts = new Set<Debt>()
  const admissions = new Set<Admission>()
  const storing = new Set<Promise<void>>()
  const pending = new Set<Promise<void>>()

  const report = async (merchantId: string, month: string, refused = false) => {
    const known = await deps.spending(merchantId, month)
    const { monthlyUsd = null, spentUsd = 0, position = -1 } = known ?? {}
    let spent = spentUsd
    for (const debt of debts) {
      if (debt.merchantId !== merchantId) continue
      if (debt.position <= position) debts.delete(debt)
      else if (debt.month === month) spent += debt.usd
    }
    if (monthlyUsd === null) return
    if (refused || spent >= monthlyUsd * WARN_FROM) await deps.report(merchantId, month, spent, refused)
  }

  const inBackground = (work: Promise<void>, ...among: Set<Promise<void>>[]) => {
    const sets = [pending, ...among]
    const kept = work.catch(deps.onError).finally(() => {
      for (const set of sets) set.delete(kept)
    })
    for (const set of sets) set.add(kept)
  }

  async function store(call: ModelCall & { callId: string; at: string }, debt: Debt): Promise<void> {
    const { position } = await pRetry(() => deps.append(call), { retries: RETRIES, minTimeout: 250, factor: 2 })
    debt.position = position
    for (const one of admissions) {
      if (one.merchantId !== debt.merchantId) continue
      one.position = Math.max(one.position, position)
      one.usd += debt.usd
    }
    if (call.costUsd > 0) await report(debt.merchantId, debt.month)
  }

  /** The call's hold goes once what it cost stands in the read model; who looks at it next takes it away. */
  async function settle(admission: Admission, id: string, gone: readonly string[]): Promise<void> {
    await Promise.all(storing)
    admissions.delete(admission)
    const { merchantId, ...record } = admission
    const { position } = record
    if (position > 0) await deps.holds.recorded(merchantId, id, record)
    await deps.holds.remove(merchantId, position > 0 ? gone : [...gone, id])
  }

  return {
    async admit({ merchantId }, worstUsd) {
      const now = deps.now()
      const month = deps.monthOf(now)
      const before = await deps.spending(merchantId, month)
      if (!before || before.monthlyUsd === null) return () => {}
      // Also for what might still fit: people are told that no model is asked any more.
      if (before.isUsedUp) throw exhausted(before.monthlyUsd)
      const until = Date.parse(now) + HELD_MS
      const { id, all } = await deps.holds.place(merchantId, { month, usd: worstUsd, until })
      // Read after the holds: what is no longer among them has come into what is spent by now.
      const known = (await deps.spending(merchantId, month)) ?? before
      const { [id]: _, ...others } = all
      const { promised, gone } = heldIn(others, { month, now: Date.parse(now), position: known.position })
      const monthlyUsd = known.monthlyUsd ?? Number.POSITIVE_INFINITY
      const left = monthlyUsd - known.spentUsd
      if (left <= 0 || promised + worstUsd > left) {
        inBackground(deps.holds.remove(merchantId, [...gone, id]))
        if (left <= 0 || worstUsd > left) inBackground(report(merchantId, month, true))
        throw exhausted(monthlyUsd)
      }
      const admission = { merchantId, usd: 0, position: 0 }
      admissions.add(admission)
      return () => inBackground(settle(admission, id, gone))
    },
    record(call) {
      const callId = randomUUID()
      const at = deps.now()
      const { merchantId } = call.caller
      const month = deps.monthOf(at)
      const debt: Debt = { merchantId, month, usd: call.costUsd, position: Number.POSITIVE_INFINITY }
      if (call.costUsd > 0) debts.add(debt)
      inBackground(store({ ...call, callId, at }, debt), storing)
      return callId
    },
    async flush() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}

const exhausted = (monthlyUsd: number) =>
  new Rejected(
    'BUDGET_EXHAUSTED',
    `What is left of this month’s AI budget of $${monthlyUsd} does not do for another answer, so no model is asked. What needs no model goes on; the owner can raise the budget under “AI usage”.`,
  )
