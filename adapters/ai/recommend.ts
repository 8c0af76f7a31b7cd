import type { Usage } from '../../domain/recommendation.ts'
import { AiError, type ProviderId, type RecommendationProvider, type Recommender } from './port.ts'

/** Together below the 10 s that a merchant may be kept waiting. */
export const DEADLINES_MS = { trends: 3_000, plans: 6_500 }

export interface RecommendOptions {
  /** In order of preference; the offline planner belongs at the end. */
  providers: readonly RecommendationProvider[]
  /** How long the remote providers may take for each step, all of them together. */
  deadlinesMs?: { trends: number; plans: number }
  /** Hears of every provider that failed, with the reason. */
  onFailure?: (provider: ProviderId, error: AiError) => void
}

/**
 * Runs each step on the first provider that answers, and notes in `usage.failedFirst` which did not.
 * `usage.costUsd` includes what the failed ones had charged. Rejects only when every provider fails,
 * or at once with the signal's reason when the caller gives up.
 */
export function createRecommender(options: RecommendOptions): Recommender {
  const { providers, deadlinesMs = DEADLINES_MS, onFailure = () => {} } = options

  async function firstThatAnswers<T extends { usage: Usage }>(
    step: (provider: RecommendationProvider, signal: AbortSignal) => Promise<T>,
    deadlineMs: number,
    signal: AbortSignal,
  ): Promise<T> {
    const failures: AiError[] = []
    const deadline = AbortSignal.timeout(deadlineMs)
    for (const provider of providers) {
      signal.throwIfAborted()
      if (deadline.aborted && provider.id !== 'offline') continue
      try {
        const answer = await step(provider, AbortSignal.any([signal, deadline]))
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
    analyseTrends: (criteria, context, signal) =>
      firstThatAnswers((one, limited) => one.analyseTrends(criteria, context, limited), deadlinesMs.trends, signal),
    proposePlans: (criteria, trends, context, signal) =>
      firstThatAnswers(
        (one, limited) => one.proposePlans(criteria, trends, context, limited),
        deadlinesMs.plans,
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
