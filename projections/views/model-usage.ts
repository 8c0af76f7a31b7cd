import { kst } from '../event.ts'
import type { ModelUsageRow } from '../rows/ai-usage.ts'
import { upsert, type View } from '../view.ts'

/** Upper bounds of the steps in which waiting is counted, milliseconds; the last step has none. */
export const WAIT_STEPS_MS = [100, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000]

const counted = (steps: readonly number[], ms: number): number[] => {
  const found = WAIT_STEPS_MS.findIndex((bound) => ms <= bound)
  const at = found < 0 ? WAIT_STEPS_MS.length : found
  return Array.from({ length: WAIT_STEPS_MS.length + 1 }, (_, step) => (steps[step] ?? 0) + (step === at ? 1 : 0))
}

/** What a shop's models were asked and what it took: a row for each day, task, model and assistant. */
export const modelUsage: View<ModelUsageRow> = {
  name: 'model_usage',
  version: 1,
  indexes: [{ key: { merchantId: 1, month: 1, date: 1, _id: 1 } }],
  on: {
    ModelCallRecorded: ({ data }) => {
      const { merchantId, assistantId, task, provider, model, outcome, code } = data
      const { date } = kst(data.at)
      const id = [merchantId, date, task, provider, model, assistantId ?? '-'].join('_')
      const fresh = {
        merchantId,
        date,
        month: date.slice(0, 7),
        task,
        provider,
        model,
        ...(assistantId ? { assistantId } : {}),
        outcomes: {},
        failures: {},
        inputTokens: 0,
        outputTokens: 0,
        costUsd: 0,
        masked: 0,
        latency: [],
        firstToken: [],
      }
      return [
        upsert<ModelUsageRow>(id, fresh, (row) => ({
          ...row,
          outcomes: { ...row.outcomes, [outcome]: (row.outcomes[outcome] ?? 0) + 1 },
          failures: code ? { ...row.failures, [code]: (row.failures[code] ?? 0) + 1 } : row.failures,
          inputTokens: row.inputTokens + data.inputTokens,
          outputTokens: row.outputTokens + data.outputTokens,
          costUsd: row.costUsd + data.costUsd,
          masked: row.masked + data.masked,
          latency: outcome === 'shared' ? row.latency : counted(row.latency, data.latencyMs),
          firstToken: data.firstTokenMs === undefined ? row.firstToken : counted(row.firstToken, data.firstTokenMs),
        })),
      ]
    },
  },
}
