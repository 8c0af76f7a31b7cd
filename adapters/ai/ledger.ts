import { randomUUID } from 'node:crypto'
import pRetry from 'p-retry'
import type { AiOutcome, AiTask } from '../../domain/ai-models.ts'
import { Rejected } from '../../domain/kernel.ts'
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
  spentUsd: number
  position: number
}

export interface LedgerDeps {
  /** Appends the event of one call; `position` is where. */
  append(call: ModelCall & { callId: string; at: string }): Promise<{ position: number }>
  /** What is known of a shop's month; undefined while nothing is. */
  spending(merchantId: string, month: string): Promise<KnownSpending | undefined>
  /** Says what has been spent, so that the shop is warned in time. */
  report(merchantId: string, month: string, spentUsd: number): Promise<void>
  /** A month by the shop's calendar, of an ISO instant. */
  monthOf(instant: string): string
  now(): string
  onError(error: unknown): void
}

export interface Ledger {
  /**
   * Lets a call begin that may cost so much, in US dollars; what it gives is called when the call is over.
   *
   * @throws Rejected BUDGET_EXHAUSTED
   */
  admit(caller: Caller, worstUsd: number): Promise<() => void>
  /** Records a call in the background and gives its id. */
  record(call: ModelCall): string
  /** Resolves once everything that was recorded is stored, or given up. */
  flush(): Promise<void>
}

interface Debt {
  merchantId: string
  month: string
  usd: number
  /** What a call under way may cost at most: it counts against beginning another, not as spent. */
  promised: boolean
  /** Where it stands in the log, once it does. */
  position: number
}

const WARN_FROM = 0.8
const RETRIES = 6

/** Keeps what every call took, and holds each shop's budget: with what is stored, on its way there, and under way. */
export function createLedger(deps: LedgerDeps): Ledger {
  const debts = new Set<Debt>()
  const pending = new Set<Promise<void>>()

  async function spentOf(merchantId: string, month: string, withPromised: boolean) {
    const known = await deps.spending(merchantId, month)
    let spentUsd = known?.spentUsd ?? 0
    for (const debt of debts) {
      if (debt.merchantId !== merchantId || debt.month !== month) continue
      if (known && debt.position <= known.position) debts.delete(debt)
      else if (withPromised || !debt.promised) spentUsd += debt.usd
    }
    return { monthlyUsd: known?.monthlyUsd ?? null, spentUsd }
  }

  const report = async (merchantId: string, month: string) => {
    const { monthlyUsd, spentUsd } = await spentOf(merchantId, month, false)
    if (monthlyUsd !== null && spentUsd >= monthlyUsd * WARN_FROM) await deps.report(merchantId, month, spentUsd)
  }

  const inBackground = (work: Promise<void>) => {
    const kept = work.catch(deps.onError).finally(() => pending.delete(kept))
    pending.add(kept)
  }

  async function store(call: ModelCall & { callId: string; at: string }, debt: Debt): Promise<void> {
    const { position } = await pRetry(() => deps.append(call), { retries: RETRIES, minTimeout: 250, factor: 2 })
    debt.position = position
    if (call.costUsd > 0) await report(debt.merchantId, debt.month)
  }

  return {
    async admit({ merchantId }, worstUsd) {
      const month = deps.monthOf(deps.now())
      const { monthlyUsd, spentUsd } = await spentOf(merchantId, month, true)
      if (monthlyUsd !== null && spentUsd >= monthlyUsd) {
        inBackground(report(merchantId, month))
        throw exhausted(monthlyUsd)
      }
      const debt: Debt = { merchantId, month, usd: worstUsd, promised: true, position: Number.POSITIVE_INFINITY }
      debts.add(debt)
      return () => void debts.delete(debt)
    },
    record(call) {
      const callId = randomUUID()
      const at = deps.now()
      const { merchantId } = call.caller
      const debt: Debt = {
        merchantId,
        month: deps.monthOf(at),
        usd: call.costUsd,
        promised: false,
        position: Number.POSITIVE_INFINITY,
      }
      if (call.costUsd > 0) debts.add(debt)
      inBackground(store({ ...call, callId, at }, debt))
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
    `This month’s AI budget of $${monthlyUsd} is used up or promised to answers under way, so no model is asked. What needs no model goes on; the owner can raise the budget under “AI usage”.`,
  )
