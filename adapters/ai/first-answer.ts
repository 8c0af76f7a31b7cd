import type { AiTask } from '../../domain/ai-models.ts'
import type { Usage } from '../../domain/recommendation.ts'
import type { Served } from './catalogue.ts'
import type { ChatDeps } from './chat.ts'
import type { Caller } from './gateway.ts'
import { costUsd } from './models.ts'
import { type AiError, asAiError, type ProviderId, type Tokens } from './port.ts'

interface About {
  caller: Caller
  task: AiTask
  signal: AbortSignal
}

/**
 * The answer of the first model that gives one whole, and what it took; each that is asked is on record.
 *
 * @param ask asks one, and adds what that takes as it goes, so that it is right even when it fails
 * @throws AiError of the last one; whatever the signal aborts with
 */
export async function firstAnswer<M extends { id: ProviderId; model: string }, A>(
  { ledger, onFailure }: Pick<ChatDeps, 'ledger' | 'onFailure'>,
  served: readonly Served<M>[],
  { caller, task, signal }: About,
  ask: (one: Served<M>, spent: Tokens) => Promise<A>,
): Promise<{ answer: A; usage: Usage }> {
  const failures: AiError[] = []
  for (const one of served) {
    const { id: provider, model } = one.model
    const began = performance.now()
    const spent: Tokens = { input: 0, output: 0, tries: 0, masked: 0 }
    const failedFirst = failures.map((failure) => failure.provider)
    const took = () => {
      const { input: inputTokens, output: outputTokens } = spent
      const cost = costUsd(one.price, inputTokens, outputTokens)
      return { provider, model, inputTokens, outputTokens, costUsd: cost, failedFirst }
    }
    const record = (outcome: 'answered' | 'failed' | 'stopped', code?: string) => {
      const { tries, masked } = spent
      const latencyMs = Math.round(performance.now() - began)
      ledger.record({ ...took(), outcome, ...(code ? { code } : {}), caller, task, tries, masked, latencyMs })
    }
    try {
      const answer = await ask(one, spent)
      record('answered')
      return { answer, usage: took() }
    } catch (error) {
      const failure = asAiError(provider, error)
      if (signal.aborted) record('stopped')
      else record('failed', failure.kind)
      signal.throwIfAborted()
      failures.push(failure)
      onFailure?.(failure)
    }
  }
  throw failures.at(-1)
}
