/** The wait of the middle one, and the wait that only one in twenty exceeds, milliseconds. */
export interface Waited {
  p50: number
  p95: number
}

/** What some calls of models took together. */
export interface UsageFigures {
  calls: number
  answered: number
  failed: number
  stopped: number
  shared: number
  failures: Record<string, number>
  inputTokens: number
  outputTokens: number
  costUsd: number
  masked: number
  waitMs: Waited | null
  firstTokenMs: Waited | null
}

export type AiTask = 'recommend' | 'chat' | 'embed' | 'image'
export interface UsageDay {
  date: string
  calls: number
  failed: number
  costUsd: number
}

/** The answer of `/ai-usage`: one month. */
export interface AiUsage {
  month: string
  budget: { monthlyUsd: number | null; spentUsd: number; warnedAt?: string; exhaustedAt?: string }
  totals: UsageFigures
  models: (UsageFigures & { provider: string; model: string })[]
  tasks: (UsageFigures & { task: AiTask })[]
  assistants: (UsageFigures & { assistantId: string; name?: string })[]
  byDay: UsageDay[]
  months: { month: string; spentUsd: number; calls: number }[]
}
