import { Rejected } from '../../domain/kernel.ts'
import type { Criteria, Usage } from '../../domain/recommendation.ts'
import type { Kept, Step, Wanted } from './cache-row.ts'
import type { Caller } from './gateway.ts'
import type { Ledger } from './ledger.ts'
import type { AiContext, Recommender } from './port.ts'
import type { RecommendationCache } from './recommendation-cache.ts'

/** Who pays, and who answers when a shop's budget is used up. */
export interface Billing {
  ledger: Pick<Ledger, 'admit' | 'record'>
  offline: Recommender
  /** What a step may cost at most, about. */
  worstUsd: number
}

/** A recommender whose steps are kept and shared: identical requests cost one call to a model, and one of them pays for it. */
export function sharedRecommender(
  recommender: Recommender,
  cache: RecommendationCache,
  billing?: Billing,
): Recommender {
  async function once<S extends Step>(
    wanted: Wanted<S>,
    { caller }: AiContext,
    make: (by: Recommender, signal: AbortSignal) => Promise<Kept[S]>,
    signal: AbortSignal,
  ): Promise<Kept[S]> {
    const done = await admitted(billing, caller)
    if (!done) return withoutBudget(await cache.find(wanted), () => make((billing as Billing).offline, signal))
    try {
      const { kept, mine } = await cache.once(wanted, (shared) => make(recommender, shared), signal)
      if (mine) return kept
      recordShared(billing?.ledger, caller, kept)
      return { ...kept, usage: paidByAnother(kept.usage) }
    } finally {
      done()
    }
  }
  return {
    async analyseTrends(criteria, context, signal) {
      const make = async (by: Recommender, shared: AbortSignal) => by.analyseTrends(criteria, context, shared)
      const { trends, usage } = await once(wantedOf('trends', criteria, context), context, make, signal)
      return { trends, usage }
    },
    async proposePlans(criteria, trends, context, signal) {
      const make = async (by: Recommender, shared: AbortSignal) => ({
        trends,
        ...(await by.proposePlans(criteria, trends, context, shared)),
      })
      const { plans, usage } = await once(wantedOf('plans', criteria, context), context, make, signal)
      return { plans, usage }
    },
  }
}

const wantedOf = <S extends Step>(step: S, criteria: Criteria, { language = 'ko' }: AiContext): Wanted<S> => ({
  step,
  criteria,
  language,
})

/** Lets the step go on, or gives nothing where the budget is used up. */
async function admitted(billing: Billing | undefined, caller: Caller | undefined) {
  if (!billing || !caller) return () => {}
  return billing.ledger.admit(caller, billing.worstUsd).catch((error: unknown) => {
    if (error instanceof Rejected && error.code === 'BUDGET_EXHAUSTED') return undefined
    throw error
  })
}

/** What another shop has paid for is free; else the offline planner answers, for this shop alone, and it shows why. */
async function withoutBudget<K extends { usage: Usage }>(kept: K | undefined, offline: () => Promise<K>): Promise<K> {
  if (kept) return { ...kept, usage: paidByAnother(kept.usage) }
  const made = await offline()
  return { ...made, usage: { ...made.usage, failedFirst: ['budget'] } }
}

/** Records that an answer cost nothing because another call had paid for it; what needs no model costs nobody. */
export function recordShared(
  ledger: Pick<Ledger, 'record'> | undefined,
  caller: Caller | undefined,
  { usage, callId }: { usage: Usage; callId?: string },
): void {
  if (!ledger || !caller || usage.provider === 'offline') return
  const { provider, model } = usage
  const free = { inputTokens: 0, outputTokens: 0, costUsd: 0, latencyMs: 0 }
  const paid = callId ? { paidBy: callId } : {}
  ledger.record({ caller, task: 'recommend', provider, model, outcome: 'shared', ...free, ...paid })
}

const paidByAnother = (usage: Usage): Usage => ({ ...usage, inputTokens: 0, outputTokens: 0, costUsd: 0 })
