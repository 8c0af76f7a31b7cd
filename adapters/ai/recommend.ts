import type { Usage } from '../../domain/recommendation.ts'
import type { Caller } from './gateway.ts'
import type { Ledger, ModelCall } from './ledger.ts'
import {
  type AiContext,
  AiError,
  asAiError,
  type Done,
  type ProviderId,
  type RecommendationProvider,
  type Recommender,
  type Tokens,
} from './port.ts'

/** Together below the 10 s that a merchant may be kept waiting. */
export const DEADLINES_MS = { trends: 3_000, plans: 6_500 }

export interface RecommendOptions {
  /** In order of preference; the offline planner belongs at the end. */
  providers: readonly RecommendationProvider[]
  /** How long the remote providers may take for each step, all of them together. */
  deadlinesMs?: { trends: number; plans: number }
  /** Hears of every provider that failed, with the reason. */
  onFailure?: (provider: ProviderId, error: AiError) => void
  /** Keeps what each model took, where the context says for whom it was asked. */
  ledger?: Pick<Ledger, 'record'>
}

/**
 * Runs each step on the first provider that answers, and notes in `usage.failedFirst` which did not.
 * `usage.costUsd` includes what the failed ones had charged. Rejects only when every provider fails,
 * or at once with the signal's reason when the caller gives up.
 */
export function createRecommender(options: RecommendOptions): Recommender {
  const { providers, deadlinesMs = DEADLINES_MS, onFailure = () => {}, ledger } = options

  async function firstThatAnswers<T extends Done>(
    step: (provider: RecommendationProvider, signal: AbortSignal) => Promise<T>,
    deadlineMs: number,
    { caller }: AiContext,
    signal: AbortSignal,
  ): Promise<T> {
    const failures: AiError[] = []
    const deadline = AbortSignal.timeout(deadlineMs)
    for (const provider of providers) {
      signal.throwIfAborted()
      if (deadline.aborted && provider.id !== 'offline') continue
      const record = recorder(ledger, provider, caller, failures)
      try {
        const { spent, ...answer } = await step(provider, AbortSignal.any([signal, deadline]))
        const callId = record({ outcome: 'answered', spent, costUsd: answer.usage.costUsd })
        return { ...answer, ...(callId ? { callId } : {}), usage: withFailures(answer.usage, failures) } as unknown as T
      } catch (error) {
        const failure = asAiError(provider.id, error)
        const { kind, spent, costUsd } = failure
        record({ ...(signal.aborted ? { outcome: 'stopped' } : { outcome: 'failed', code: kind }), spent, costUsd })
        signal.throwIfAborted()
        failures.push(failure)
        onFailure(provider.id, failure)
      }
    }
    throw failures.at(-1) ?? new AiError('unavailable', 'offline', 'no provider is configured')
  }

  return {
    analyseTrends: (criteria, context, signal) =>
      firstThatAnswers(
        (one, limited) => one.analyseTrends(criteria, context, limited),
        deadlinesMs.trends,
        context,
        signal,
      ),
    proposePlans: (criteria, trends, context, signal) =>
      firstThatAnswers(
        (one, limited) => one.proposePlans(criteria, trends, context, limited),
        deadlinesMs.plans,
        context,
        signal,
      ),
  }
}

/** Records one provider's try; the offline planner asks no model. */
function recorder(
  ledger: RecommendOptions['ledger'],
  { id, model }: RecommendationProvider,
  caller: Caller | undefined,
  failures: readonly AiError[],
) {
  const began = performance.now()
  const failedFirst = failures.map(({ provider }) => provider)
  return (
    ended: Pick<ModelCall, 'outcome' | 'code' | 'costUsd'> & { spent: Tokens | undefined },
  ): string | undefined => {
    if (!ledger || !caller || id === 'offline') return undefined
    const { spent = { input: 0, output: 0, tries: 0, masked: 0 }, ...how } = ended
    const latencyMs = Math.round(performance.now() - began)
    const { input: inputTokens, output: outputTokens, tries, masked } = spent
    const took = { inputTokens, outputTokens, tries, masked, latencyMs, failedFirst }
    return ledger.record({ caller, task: 'recommend', provider: id, model, ...how, ...took })
  }
}

function withFailures(usage: Usage, failures: AiError[]): Usage {
  const costUsd = failures.reduce((sum, failure) => sum + failure.costUsd, usage.costUsd)
  return { ...usage, costUsd, failedFirst: failures.map(({ provider }) => provider) }
}
