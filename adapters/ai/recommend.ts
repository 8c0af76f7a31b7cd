import type { Criteria, Plan, Trend, Usage } from '../../domain/recommendation.ts'
import { type AiContext, AiError, type ProviderId, type RecommendationProvider } from './port.ts'

export interface RecommendOptions {
  /** In order of preference; the offline planner belongs at the end. */
  providers: readonly RecommendationProvider[]
  /** Hears of every provider that failed, with the reason. */
  onFailure?: (provider: ProviderId, error: AiError) => void
}

export type Recommender = ReturnType<typeof createRecommender>

/**
 * Runs each step on the first provider that answers, and notes in `usage.failedFirst` which did not.
 * `usage.costUsd` includes what the failed ones had charged. Rejects only when every provider fails,
 * or at once with the signal's reason when the caller gives up.
 */
export function createRecommender({ providers, onFailure = () => {} }: RecommendOptions) {
  async function firstThatAnswers<T extends { usage: Usage }>(
    step: (provider: RecommendationProvider) => Promise<T>,
    signal: AbortSignal,
  ): Promise<T> {
    const failures: AiError[] = []
    for (const provider of providers) {
      signal.throwIfAborted()
      try {
        const answer = await step(provider)
        return { ...answer, usage: withFailures(answer.usage, failures) }
      } catch (error) {
        signal.throwIfAborted()
        const failure = asAiError(error, provider.id)
        failures.push(failure)
        onFailure(provider.id, failure)
      }
    }
    throw failures.at(-1) ?? new AiError('unavailable', 'offline', 'no provider is configured')
  }

  return {
    analyseTrends: (criteria: Criteria, context: AiContext, signal: AbortSignal) =>
      firstThatAnswers<{ trends: Trend[]; usage: Usage }>(
        (provider) => provider.analyseTrends(criteria, context, signal),
        signal,
      ),
    proposePlans: (criteria: Criteria, trends: Trend[], context: AiContext, signal: AbortSignal) =>
      firstThatAnswers<{ plans: Plan[]; usage: Usage }>(
        (provider) => provider.proposePlans(criteria, trends, context, signal),
        signal,
      ),
  }
}

function withFailures(usage: Usage, failures: AiError[]): Usage {
  const costUsd = failures.reduce((sum, failure) => sum + failure.costUsd, usage.costUsd)
  return { ...usage, costUsd, failedFirst: failures.map(({ provider }) => provider) }
}

/** Whatever a provider throws by mistake must not keep the next one from answering. */
const asAiError = (error: unknown, provider: ProviderId): AiError =>
  error instanceof AiError ? error : new AiError('unavailable', provider, String(error), { cause: error })
