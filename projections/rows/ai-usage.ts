import type { AiOutcome, AiTask } from '../../domain/ai-models.ts'
import type { Row } from './row.ts'

/** View `model_usage`: what a model was asked on one KST date for one task and assistant, and what it took. */
export interface ModelUsageRow extends Row {
  date: string
  month: string
  task: AiTask
  provider: string
  model: string
  assistantId?: string
  outcomes: Partial<Record<AiOutcome, number>>
  /** Failures by their kind. */
  failures: Record<string, number>
  inputTokens: number
  outputTokens: number
  costUsd: number
  /** Pieces of personal data that were masked. */
  masked: number
  /** How many answers took how long, by the steps of the view. */
  latency: number[]
  firstToken: number[]
}

/** What a shop's AI cost in one month. */
export interface AiMonth {
  spentUsd: number
  calls: number
  warnedAt?: string
  exhaustedAt?: string
}

/** View `ai_budgets`: `_id` is the merchant id. */
export interface AiBudgetRow extends Row {
  /** US dollars; null is no limit. */
  monthlyUsd: number | null
  /** By month, `2026-11`. */
  months: Record<string, AiMonth>
}
