import type { Criteria, Plan, Trend, Usage } from '../domain/recommendation.ts'
import type { AnalyseTrends, ProposePlans } from './recommendation-pipeline.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

/** Who makes recommendations; identical requests at once share one call. Throws when nobody could. */
export interface Recommender {
  analyse(criteria: Criteria, merchantId: string, signal: AbortSignal): Promise<{ trends: Trend[]; usage: Usage }>
  propose(
    criteria: Criteria,
    trends: Trend[],
    merchantId: string,
    signal: AbortSignal,
  ): Promise<{ plans: Plan[]; usage: Usage }>
}

/** Handlers of the saga recommendation-pipeline, by effect type. */
export function recommendationHandlers(
  recommender: Recommender,
  send: SendAsSaga,
): Record<string, EffectHandler<never>> {
  /** A failure here is the job's failure: every provider and the offline planner have been tried by then. */
  const madeOrFailed = async <T>(recommendationId: string, context: EffectContext, made: Promise<T>) => {
    try {
      return await made
    } catch (error) {
      context.signal.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      await send('FailRecommendation', { recommendationId, code: 'NO_PLANS', reason }, context)
      return undefined
    }
  }
  return {
    'analyse-trends': async ({ recommendationId, criteria }: AnalyseTrends, context) => {
      const { merchantId, signal } = context
      const found = await madeOrFailed(recommendationId, context, recommender.analyse(criteria, merchantId, signal))
      if (found) await send('RecordTrends', { recommendationId, ...found }, context)
    },
    'propose-plans': async ({ recommendationId, criteria, trends }: ProposePlans, context) => {
      const { merchantId, signal } = context
      const proposed = recommender.propose(criteria, trends, merchantId, signal)
      const made = await madeOrFailed(recommendationId, context, proposed)
      if (made) await send('RecordPlans', { recommendationId, trends, ...made, cached: false }, context)
    },
  }
}
