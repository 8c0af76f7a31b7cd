import type { AiOutcome, AiTask } from '../../domain/ai-models.ts'
import type { BudgetHolds } from './budget-holds.ts'
import type { Caller } from './gateway.ts'
import { admit } from './ledger-admit.ts'
import { emptyBooks } from './ledger-books.ts'
import { record } from './ledger-record.ts'

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

/** Keeps what every call took, and holds each shop's budget: with what is stored and what calls under way may cost. */
export function createLedger(deps: LedgerDeps): Ledger {
  const books = emptyBooks()
  return {
    admit: (caller, worstUsd) => admit(deps, books, caller, worstUsd),
    record: (call) => record(deps, books, call),
    async flush() {
      while (books.pending.size > 0) await Promise.all(books.pending)
    },
  }
}
