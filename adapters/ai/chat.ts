import type { AiOutcome } from '../../domain/ai-models.ts'
import type { Catalogue } from './catalogue.ts'
import { type Attempt, type AttemptContext, emptiness, endOf, factsOf, since, worstUsd } from './chat-attempt.ts'
import type { Caller, ChatPart, ChatRequest } from './gateway.ts'
import type { ModelPart } from './language-model.ts'
import type { Ledger } from './ledger.ts'
import { openStream, type Patience } from './open-stream.ts'
import { AiError, asAiError } from './port.ts'
import { retried } from './retry.ts'

export interface ChatDeps {
  catalogue: Catalogue
  ledger: Ledger
  patience: Patience
  /** People of the caller's that some texts may name. */
  namesIn?: (caller: Caller, texts: readonly string[]) => Promise<readonly string[]>
  /** Pause before the second try of one model; doubles. */
  retryDelayMs?: number
  /** Hears of every model that failed. */
  onFailure?: (error: AiError) => void
}

/** The reply of the first model that begins one: see `Gateway.chat`. */
export async function* chat(
  deps: ChatDeps,
  request: ChatRequest,
  caller: Caller,
  signal: AbortSignal,
): AsyncGenerator<ChatPart> {
  const served = deps.catalogue.chat(request.prefer)
  if (served.length === 0) throw new AiError('unavailable', 'offline', 'there is no model')
  const done = await deps.ledger.admit(caller, worstUsd(served, request))
  const failures: AiError[] = []
  try {
    const asked = await withNames(deps, request, caller)
    for (const one of served) {
      signal.throwIfAborted()
      const attempt: Attempt = { ...one, began: performance.now(), tries: 0, said: 0 }
      const failure = yield* ask(deps, attempt, asked, { caller, signal, failures })
      if (!failure) return
      failures.push(failure)
    }
    throw failures.at(-1)
  } finally {
    done()
  }
}

async function withNames({ namesIn }: ChatDeps, request: ChatRequest, caller: Caller): Promise<ChatRequest> {
  const known = await namesIn?.(caller, [request.system, ...request.turns.map(({ content }) => content)])
  return known?.length ? { ...request, names: [...(request.names ?? []), ...known] } : request
}

/** Asks one model. Gives its failure where nothing was seen of it, so that the next one may be asked. */
async function* ask(
  deps: ChatDeps,
  attempt: Attempt,
  request: ChatRequest,
  context: AttemptContext,
): AsyncGenerator<ChatPart, AiError | undefined> {
  let outcome: AiOutcome = 'stopped'
  let failure: AiError | undefined
  try {
    for await (const part of begun(deps, attempt, request, context.signal)) {
      if (part.type === 'end') attempt.end = part
      else {
        attempt.firstTokenMs ??= since(attempt)
        attempt.said += part.type === 'text' ? part.text.length : JSON.stringify(part.input).length + 1
        yield part
      }
    }
    failure = emptiness(attempt)
    outcome = failure ? 'failed' : 'answered'
    if (!failure) yield endOf(attempt, context.failures)
    return failure
  } catch (error) {
    if (context.signal.aborted) throw error
    failure = asAiError(attempt.model.id, error)
    outcome = attempt.said > 0 ? 'broke-off' : 'failed'
    if (attempt.said > 0) throw failure
    return failure
  } finally {
    if (failure) deps.onFailure?.(failure)
    deps.ledger.record({ ...factsOf(attempt, request, context), outcome, ...(failure ? { code: failure.kind } : {}) })
  }
}

/** A stream that has begun: until its first part, what may work in a moment is tried again. */
async function* begun(
  { patience, retryDelayMs }: ChatDeps,
  attempt: Attempt,
  request: ChatRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart> {
  const { model, guard } = attempt
  const begin = async () => {
    attempt.tries += 1
    const parts = openStream(model, request, { guard, ...patience }, signal)
    return { parts, first: await parts.next() }
  }
  const { parts, first } = await retried(model.id, begin, { delayMs: retryDelayMs, signal })
  try {
    if (!first.done) yield first.value
    yield* parts
  } finally {
    await parts.return(undefined)
  }
}
