import { kst } from '../event.ts'
import type { AiBudgetRow, AiMonth } from '../rows/ai-usage.ts'
import { type Change, upsert, type View } from '../view.ts'

const NOTHING: AiMonth = { spentUsd: 0, calls: 0 }

const changed = (merchantId: string, change: (row: AiBudgetRow) => Partial<AiBudgetRow>): Change<AiBudgetRow>[] => [
  upsert<AiBudgetRow>(merchantId, { merchantId, monthlyUsd: null, months: {} }, (row) => ({ ...row, ...change(row) })),
]
const monthChanged = (merchantId: string, month: string, change: (of: AiMonth) => AiMonth) =>
  changed(merchantId, ({ months }) => ({ months: { ...months, [month]: change(months[month] ?? NOTHING) } }))

/** What a shop's AI may cost in a month and what it has cost; what the gateway looks at before it asks a model. */
export const aiBudgets: View<AiBudgetRow> = {
  name: 'ai_budgets',
  version: 2,
  indexes: [],
  on: {
    // What was said of the budget before does not hold of another one.
    AiBudgetSet: ({ data: { merchantId, monthlyUsd, at } }) => {
      const month = kst(at).date.slice(0, 7)
      return changed(merchantId, ({ months }) => {
        const { spentUsd, calls } = months[month] ?? NOTHING
        return { monthlyUsd, months: { ...months, [month]: { spentUsd, calls } } }
      })
    },
    AiBudgetWarned: ({ data: { merchantId, month, at } }) =>
      monthChanged(merchantId, month, (of) => ({ ...of, warnedAt: at })),
    AiBudgetExhausted: ({ data: { merchantId, month, at } }) =>
      monthChanged(merchantId, month, (of) => ({ ...of, exhaustedAt: at })),
    ModelCallRecorded: ({ data: { merchantId, at, costUsd } }) =>
      monthChanged(merchantId, kst(at).date.slice(0, 7), (of) => ({
        ...of,
        spentUsd: of.spentUsd + costUsd,
        calls: of.calls + 1,
      })),
  },
}
