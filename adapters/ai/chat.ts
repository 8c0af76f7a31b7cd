import type { AiOutcome } from '../../domain/ai-models.ts'
import type { Catalogue, Served } from './catalogue.ts'
import type { Caller, ChatPart, ChatRequest } from './gateway.ts'
import type { LanguageModel, ModelPart } from './language-model.ts'
import type { Ledger } from './ledger.ts'
import { costUsd } from './models.ts'
import { openStream, type Patience } from './open-stream.ts'
import { AiError, asAiError } from './port.ts'
import { retried } from './retry.ts'
import { estimateTokens } from './tokens.ts'

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

type End = Extract<ModelPart, { type: 'end' }>

/** One model on its way to a reply. */
interface Attempt extends Served<LanguageModel> {
  began: number
  tries: number
  /** Characters that were given on; with a tool's call, what cannot be taken back. */
  said: number
  firstTokenMs?: number
  end?: End
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

interface Context {
  caller: Caller
  signal: AbortSignal
  failures: readonly AiError[]
}

/** Asks one model. Gives its failure where nothing was seen of it, so that the next one may be asked. */
async function* ask(
  deps: ChatDeps,
  attempt: Attempt,
  request: ChatRequest,
  context: Context,
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

/** A model that refuses, or says nothing at all, has not answered. */
function emptiness({ said, end, model }: Attempt): AiError | undefined {
  if (said > 0) return undefined
  const refused = end?.stop === 'refusal'
  return new AiError(
    refused ? 'refused' : 'invalid-output',
    model.id,
    `${model.id} ${refused ? 'refused' : 'said nothing'}`,
  )
}

const since = ({ began }: Attempt) => Math.round(performance.now() - began)
const CHARS_A_TOKEN = 2
/** Its name, description and schema. */
const TOKENS_A_TOOL = 300
const tokensIn = ({ system, turns, tools = [] }: ChatRequest) =>
  estimateTokens(JSON.stringify([system, turns])) + tools.length * TOKENS_A_TOOL

/** What a reply may cost at most, about: by the dearest of those who may have to answer. */
const worstUsd = (served: readonly Served<LanguageModel>[], request: ChatRequest) => {
  const tokens = tokensIn(request)
  return Math.max(...served.map(({ price }) => costUsd(price, tokens, request.maxOutputTokens)))
}

/** Tokens as the provider counted them; where it broke off before that, about as many. */
function tokensOf({ end, said }: Attempt, request: ChatRequest) {
  if (end) return { inputTokens: end.inputTokens, outputTokens: end.outputTokens, estimated: false }
  if (said === 0) return { inputTokens: 0, outputTokens: 0, estimated: false }
  return { inputTokens: tokensIn(request), outputTokens: Math.ceil(said / CHARS_A_TOKEN), estimated: true }
}

function factsOf(attempt: Attempt, request: ChatRequest, { caller, failures }: Context) {
  const { model, price, tries, firstTokenMs, end } = attempt
  const tokens = tokensOf(attempt, request)
  return {
    caller,
    task: 'chat' as const,
    provider: model.id,
    model: model.model,
    ...tokens,
    costUsd: costUsd(price, tokens.inputTokens, tokens.outputTokens),
    latencyMs: since(attempt),
    firstTokenMs,
    tries,
    failedFirst: failures.map(({ provider }) => provider),
    masked: end?.masked ?? 0,
  }
}

function endOf(attempt: Attempt, failures: readonly AiError[]): ChatPart {
  const { model, price, end, firstTokenMs } = attempt
  const { inputTokens = 0, outputTokens = 0, stop = 'end' } = end ?? {}
  const usage = {
    provider: model.id,
    model: model.model,
    inputTokens,
    outputTokens,
    costUsd: costUsd(price, inputTokens, outputTokens),
    failedFirst: failures.map(({ provider }) => provider),
  }
  return { type: 'end', usage, latencyMs: since(attempt), firstTokenMs, stop }
}
