import type { Served } from './catalogue.ts'
import type { Caller, ChatPart, ChatRequest } from './gateway.ts'
import type { LanguageModel, ModelPart } from './language-model.ts'
import { costUsd } from './models.ts'
import { AiError } from './port.ts'
import { estimateTokens } from './tokens.ts'

const CHARS_A_TOKEN = 2
/** Its name, description and schema. */
const TOKENS_A_TOOL = 300

type End = Extract<ModelPart, { type: 'end' }>

/** One model on its way to a reply. */
export interface Attempt extends Served<LanguageModel> {
  began: number
  tries: number
  /** Characters that were given on; with a tool's call, what cannot be taken back. */
  said: number
  firstTokenMs?: number
  end?: End
}

/** Who asks, and which models failed before. */
export interface AttemptContext {
  caller: Caller
  signal: AbortSignal
  failures: readonly AiError[]
}

/** A model that refuses, or says nothing at all, has not answered. */
export function emptiness({ said, end, model }: Attempt): AiError | undefined {
  if (said > 0) return undefined
  const refused = end?.stop === 'refusal'
  return new AiError(
    refused ? 'refused' : 'invalid-output',
    model.id,
    `${model.id} ${refused ? 'refused' : 'said nothing'}`,
  )
}

/** Milliseconds since the attempt began. */
export const since = ({ began }: Attempt) => Math.round(performance.now() - began)

const tokensIn = ({ system, turns, tools = [] }: ChatRequest) =>
  estimateTokens(JSON.stringify([system, turns])) + tools.length * TOKENS_A_TOOL

/** What a reply may cost at most, about: by the dearest of those who may have to answer. */
export const worstUsd = (served: readonly Served<LanguageModel>[], request: ChatRequest) => {
  const tokens = tokensIn(request)
  return Math.max(...served.map(({ price }) => costUsd(price, tokens, request.maxOutputTokens)))
}

/** Tokens as the provider counted them; where it broke off before that, about as many. */
function tokensOf({ end, said }: Attempt, request: ChatRequest) {
  if (end) return { inputTokens: end.inputTokens, outputTokens: end.outputTokens, estimated: false }
  if (said === 0) return { inputTokens: 0, outputTokens: 0, estimated: false }
  return { inputTokens: tokensIn(request), outputTokens: Math.ceil(said / CHARS_A_TOKEN), estimated: true }
}

/** The attempt as the ledger records it, but for its outcome. */
export function factsOf(attempt: Attempt, request: ChatRequest, { caller, failures }: AttemptContext) {
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

/** The last part of a reply: who gave it, and what it took. */
export function endOf(attempt: Attempt, failures: readonly AiError[]): ChatPart {
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
