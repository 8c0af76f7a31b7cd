import type { z } from 'zod'
import type { ChatTurn, Stop, ToolCall, ToolSpec } from './gateway.ts'
import { AiError, type ProviderId } from './port.ts'

export interface Turn {
  role: 'user' | 'assistant'
  content: string
}

/** One question whose answer must be JSON of a given shape. */
export interface DataRequest {
  system: string
  turns: Turn[]
  format: { name: string; schema: z.ZodType }
  maxOutputTokens: number
  /** People whose names are masked. */
  names?: readonly string[]
}

export interface ModelReply {
  text: string
  /** Set when the model or its provider's filter would not answer. */
  refusal?: string
  inputTokens: number
  outputTokens: number
  /** Pieces of personal data that were masked before it left. */
  masked?: number
}

/** One turn of a chat, as a model is asked for it. */
export interface StreamRequest {
  system: string
  turns: readonly ChatTurn[]
  tools?: readonly ToolSpec[]
  maxOutputTokens: number
  /** People whose names are masked. */
  names?: readonly string[]
}

/** What a model says, as it comes. `end` is the last one; a stream that stops without it broke off. */
export type ModelPart =
  | { type: 'text'; text: string }
  | ({ type: 'call' } & ToolCall)
  | { type: 'end'; stop: Stop; inputTokens: number; outputTokens: number; masked?: number }

/** A vendor's model behind its official SDK. Every failure is an {@link AiError}; nothing is retried in here. */
export interface LanguageModel {
  id: ProviderId
  model: string
  answer(request: DataRequest, signal: AbortSignal): Promise<ModelReply>
  stream(request: StreamRequest, signal: AbortSignal): AsyncIterable<ModelPart>
}

const RETRYABLE = new Set([408, 409, 429])
const UNAUTHORISED = new Set([401, 403])

/** What both vendors' SDKs throw, in the port's terms: they agree on `status`, `headers` and `code`. */
export function failureOf(provider: ProviderId, error: unknown, signal: AbortSignal): AiError {
  // A stream that its reader has left looks as if it had broken off.
  if (error instanceof AiError && !signal.aborted) return error
  const { status, headers, code } = error as { status?: number; headers?: Headers; code?: string | null }
  const message = `${provider}: ${error instanceof Error ? error.message : String(error)}`
  const failed = (kind: AiError['kind']) =>
    new AiError(kind, provider, message, { cause: error, ...retryAfter(headers) })
  if (signal.aborted) return failed('unavailable')
  if (status === undefined) return failed('retryable')
  if (UNAUTHORISED.has(status)) return failed('unauthorised')
  if (code === 'insufficient_quota') return failed('unavailable')
  return failed(RETRYABLE.has(status) || status >= 500 ? 'retryable' : 'unavailable')
}

function retryAfter(headers: Headers | undefined): { retryAfterMs?: number } {
  const value = headers?.get?.('retry-after')
  if (!value) return {}
  const seconds = Number(value)
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(value) - Date.now()
  return Number.isFinite(ms) ? { retryAfterMs: Math.max(0, ms) } : {}
}
