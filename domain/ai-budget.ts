import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id } from './kernel.ts'

/** A month on the shop's calendar, `2026-11`. */
export const Month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'a month such as 2026-11')
const Usd = z.number().min(0).max(1_000_000)
/** Share of the budget at which the shop is warned. */
export const WARN_AT = 0.8

const reached = z.object({
  merchantId: Id,
  month: Month,
  spentUsd: Usd,
  monthlyUsd: Usd,
  at: z.iso.datetime(),
})
const shapes = {
  /** `monthlyUsd` null: no limit. */
  AiBudgetSet: z.object({ merchantId: Id, monthlyUsd: Usd.nullable(), at: z.iso.datetime() }),
  AiBudgetWarned: reached,
  AiBudgetExhausted: reached,
}
export type AiBudgetEvent = EventOf<typeof shapes>
export interface AiBudgetState {
  merchantId?: string
  monthlyUsd: number | null
  /** The months that were warned of, and used up, since the budget was set. */
  warned?: string
  exhausted?: string
}

const command = commandsOf<AiBudgetState, AiBudgetEvent>()

const SetAiBudget = command({
  summary: 'What the shop’s AI may cost in a month, in US dollars as the providers charge it; null for no limit.',
  roles: ['owner'],
  schema: shapes.AiBudgetSet.omit({ at: true }),
  decide: (c, state, { now }) => {
    if (state.merchantId !== undefined && state.monthlyUsd === c.monthlyUsd) return []
    return [{ type: 'AiBudgetSet', data: { ...c, at: now } }]
  },
})

const ReportAiSpending = command({
  summary: 'The gateway says how much of the month’s budget is spent.',
  roles: ['system'],
  schema: reached
    .pick({ merchantId: true, month: true, spentUsd: true })
    .extend({ refused: z.boolean().default(false).describe('what is left did not do for a call') }),
  decide: ({ merchantId, month, spentUsd, refused }, { monthlyUsd, warned, exhausted }, { now }) => {
    if (monthlyUsd === null || exhausted === month) return []
    const data = { merchantId, month, spentUsd, monthlyUsd, at: now }
    if (refused || spentUsd >= monthlyUsd) return [{ type: 'AiBudgetExhausted' as const, data }]
    if (spentUsd < monthlyUsd * WARN_AT || warned === month) return []
    return [{ type: 'AiBudgetWarned' as const, data }]
  },
})

/** What a shop's AI may cost in a month: warned of at 80 %, used up when what is left does not do for a call, each said once a month. */
export const aiBudget: Aggregate<AiBudgetState, AiBudgetEvent> = {
  name: 'ai-budget',
  idField: 'merchantId',
  initial: { monthlyUsd: null },
  events: eventsOf(shapes),
  commands: { SetAiBudget, ReportAiSpending },
  merchantOf: ({ merchantId }) => merchantId,
  evolve: evolveBy<AiBudgetState, AiBudgetEvent>({
    AiBudgetSet: (_, { merchantId, monthlyUsd }) => ({ merchantId, monthlyUsd }),
    AiBudgetWarned: (state, { month }) => ({ ...state, warned: month }),
    AiBudgetExhausted: (state, { month }) => ({ ...state, exhausted: month }),
  }),
}
