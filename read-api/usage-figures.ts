import type { ModelUsageRow } from '../projections/rows/ai-usage.ts'
import { WAIT_STEPS_MS } from '../projections/views/model-usage.ts'

/** What some calls took together. */
export interface UsageFigures {
  /** Models that were asked; answers that had been paid for already are not among them. */
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

/** The wait of the middle one, and the wait that only one in twenty exceeds. */
export interface Waited {
  p50: number
  p95: number
}

const sumOf = (rows: readonly ModelUsageRow[], of: (row: ModelUsageRow) => number | undefined) =>
  rows.reduce((total, row) => total + (of(row) ?? 0), 0)

/** Adds up rows of the view. */
export function figuresOf(rows: readonly ModelUsageRow[]): UsageFigures {
  const answered = sumOf(rows, ({ outcomes }) => outcomes.answered)
  const failed = sumOf(rows, ({ outcomes }) => (outcomes.failed ?? 0) + (outcomes['broke-off'] ?? 0))
  const stopped = sumOf(rows, ({ outcomes }) => outcomes.stopped)
  const failures: Record<string, number> = {}
  for (const row of rows)
    for (const [code, count] of Object.entries(row.failures)) failures[code] = (failures[code] ?? 0) + count
  return {
    calls: answered + failed + stopped,
    answered,
    failed,
    stopped,
    shared: sumOf(rows, ({ outcomes }) => outcomes.shared),
    failures,
    inputTokens: sumOf(rows, ({ inputTokens }) => inputTokens),
    outputTokens: sumOf(rows, ({ outputTokens }) => outputTokens),
    costUsd: sumOf(rows, ({ costUsd }) => costUsd),
    masked: sumOf(rows, ({ masked }) => masked),
    waitMs: waitedIn(rows.map(({ latency }) => latency)),
    firstTokenMs: waitedIn(rows.map(({ firstToken }) => firstToken)),
  }
}

function waitedIn(counts: readonly (readonly number[])[]): Waited | null {
  const steps = Array.from({ length: WAIT_STEPS_MS.length + 1 }, (_, step) =>
    counts.reduce((total, one) => total + (one[step] ?? 0), 0),
  )
  const all = steps.reduce((total, count) => total + count, 0)
  return all === 0 ? null : { p50: quantile(steps, all * 0.5), p95: quantile(steps, all * 0.95) }
}

/** Where the n-th wait lies, evenly spread within its step; what is beyond the last bound counts as that bound. */
function quantile(steps: readonly number[], nth: number): number {
  let before = 0
  for (const [step, count] of steps.entries()) {
    if (count > 0 && before + count >= nth) {
      const low = WAIT_STEPS_MS[step - 1] ?? 0
      const high = WAIT_STEPS_MS[step] ?? low
      return Math.round(low + ((nth - before) / count) * (high - low))
    }
    before += count
  }
  return WAIT_STEPS_MS.at(-1) ?? 0
}
