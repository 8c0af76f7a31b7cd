import type { Db } from 'mongodb'
import { z } from 'zod'
import { Month } from '../domain/ai-budget.ts'
import { AiTask } from '../domain/ai-models.ts'
import { kst } from '../projections/event.ts'
import type { AiBudgetRow, ModelUsageRow } from '../projections/rows/ai-usage.ts'
import { count } from './answers/fields.ts'
import { query } from './query.ts'
import { type TenantRows, viewRows } from './read-model.ts'
import { figuresOf, type UsageFigures } from './usage-figures.ts'

const MAX_ROWS = 10_000
const MAX_MONTHS = 12
/** Whose assistants every shop may use. */
const SHARED_BY = 'madang'

const Waited = z.object({ p50: count, p95: count }).nullable()
const figures = {
  calls: count.describe('models that were asked; shared answers are not among them'),
  answered: count,
  failed: count,
  stopped: count,
  shared: count.describe('answers that had been paid for already'),
  failures: z.record(z.string(), count).describe('by kind'),
  inputTokens: count,
  outputTokens: count,
  costUsd: z.number(),
  masked: count.describe('pieces of personal data that were masked before anything left'),
  waitMs: Waited,
  firstTokenMs: Waited,
}
const Figures = z.object(figures) satisfies z.ZodType<UsageFigures>
const at = z.iso.datetime().exactOptional()

const AiUsage = z
  .object({
    month: Month,
    budget: z.object({ monthlyUsd: z.number().nullable(), spentUsd: z.number(), warnedAt: at, exhaustedAt: at }),
    totals: Figures,
    models: z.array(z.object({ provider: z.string(), model: z.string(), ...figures })),
    tasks: z.array(z.object({ task: AiTask, ...figures })),
    assistants: z.array(z.object({ assistantId: z.string(), name: z.string().exactOptional(), ...figures })),
    byDay: z.array(z.object({ date: z.iso.date(), calls: count, failed: count, costUsd: z.number() })),
    months: z.array(z.object({ month: Month, spentUsd: z.number(), calls: count })),
  })
  .meta({ id: 'AiUsage' })
export type AiUsage = z.output<typeof AiUsage>

const byCost = (a: UsageFigures, b: UsageFigures) => b.costUsd - a.costUsd || b.calls - a.calls

/** Figures of each group of rows, the dearest first. */
function grouped<K>(
  rows: readonly ModelUsageRow[],
  keyOf: (row: ModelUsageRow) => string,
  about: (row: ModelUsageRow) => K,
) {
  return [...Map.groupBy(rows, keyOf).values()]
    .map((group) => ({ ...about(group[0] as ModelUsageRow), ...figuresOf(group) }))
    .sort(byCost)
}

async function namesOf(db: Db, merchantId: string, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const assistants = await viewRows(db, 'assistants')
  const found = await assistants
    .find({ _id: { $in: [...ids] }, merchantId: { $in: [merchantId, SHARED_BY] } })
    .toArray()
  return new Map(found.map(({ _id, latest }) => [_id, latest.name]))
}

/** Every day of the month so far. */
function daysOf(rows: readonly ModelUsageRow[], month: string, today: string) {
  const byDate = Map.groupBy(rows, ({ date }) => date)
  const [year = 0, number = 0] = month.split('-').map(Number)
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate()
  return Array.from({ length }, (_, day) => `${month}-${String(day + 1).padStart(2, '0')}`)
    .filter((date) => date <= today)
    .map((date) => {
      const { calls, failed, costUsd } = figuresOf(byDate.get(date) ?? [])
      return { date, calls, failed, costUsd }
    })
}

function budgetOf(row: AiBudgetRow | undefined, month: string): AiUsage['budget'] {
  const { spentUsd = 0, warnedAt, exhaustedAt } = row?.months[month] ?? {}
  const said = { ...(warnedAt ? { warnedAt } : {}), ...(exhaustedAt ? { exhaustedAt } : {}) }
  return { monthlyUsd: row?.monthlyUsd ?? null, spentUsd, ...said }
}

async function readUsage(db: Db, rows: TenantRows, month: string, today: string): Promise<AiUsage> {
  const [found, budget] = await Promise.all([
    rows.list('model_usage', { month }, { sort: { date: 1, _id: 1 }, limit: MAX_ROWS }),
    rows.one('ai_budgets', rows.merchantId),
  ])
  const assistants = grouped(
    found.filter(({ assistantId }) => assistantId),
    ({ assistantId = '' }) => assistantId,
    ({ assistantId = '' }) => ({ assistantId }),
  )
  const names = await namesOf(
    db,
    rows.merchantId,
    assistants.map(({ assistantId }) => assistantId),
  )
  const named = (assistantId: string) => (names.has(assistantId) ? { name: names.get(assistantId) as string } : {})
  return {
    month,
    budget: budgetOf(budget, month),
    totals: figuresOf(found),
    models: grouped(
      found,
      ({ provider, model }) => `${provider} ${model}`,
      ({ provider, model }) => ({ provider, model }),
    ),
    tasks: grouped(
      found,
      ({ task }) => task,
      ({ task }) => ({ task }),
    ),
    assistants: assistants.map((one) => ({ ...one, ...named(one.assistantId) })),
    byDay: daysOf(found, month, today),
    months: Object.entries(budget?.months ?? {})
      .map(([of, { spentUsd, calls }]) => ({ month: of, spentUsd, calls }))
      .sort((a, b) => b.month.localeCompare(a.month))
      .slice(0, MAX_MONTHS),
  }
}

export const aiUsageQueries = [
  query({
    name: 'GetAiUsage',
    path: '/ai-usage',
    roles: ['owner', 'auditor'],
    views: ['model_usage', 'ai_budgets'],
    summary: 'What the shop’s AI was asked and cost in a month, by model, task, assistant and day, beside its budget.',
    querystring: z.strictObject({ month: Month.optional().describe('the present one when left out') }),
    response: AiUsage,
    run: ({ db, rows, now }, { query: { month } }) => {
      const today = kst(now()).date
      return readUsage(db, rows, month ?? today.slice(0, 7), today)
    },
  }),
]
