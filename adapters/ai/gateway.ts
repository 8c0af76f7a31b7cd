import type { z } from 'zod'
import type { Usage } from '../../domain/recommendation.ts'
import type { Question } from './ask-for-data.ts'

/** On whose account a model is asked. */
export interface Caller {
  merchantId: string
  assistantId?: string
  conversationId?: string
  accountId?: string
}

/** A tool that the model may ask for. What it asks with is JSON, but only the caller checks it against `input`. */
export interface ToolSpec {
  name: string
  description: string
  input: z.ZodObject
}

export interface ToolCall {
  id: string
  name: string
  input: unknown
}

export type ChatTurn =
  | { role: 'user'; content: string }
  | { role: 'assistant'; content: string; calls?: ToolCall[] }
  | { role: 'tool'; callId: string; name: string; content: string }

export interface ChatRequest {
  system: string
  turns: ChatTurn[]
  tools?: ToolSpec[]
  maxOutputTokens: number
  /** Names of models, in order; the usual ones follow them. */
  prefer?: readonly string[]
  /** Names of people that may stand in the text: they are masked with the rest of the personal data. */
  names?: readonly string[]
}

/** Why a reply ended: by itself, for a tool's answer, at the output limit, or because the model would say no more. */
export type Stop = 'end' | 'tool' | 'length' | 'refusal'

export type ChatPart =
  | { type: 'text'; text: string }
  | ({ type: 'call' } & ToolCall)
  | { type: 'end'; usage: Usage; latencyMs: number; firstTokenMs: number | undefined; stop: Stop }

/** Data that a model answered with, and what it took. */
export interface Asked<S extends z.ZodType> {
  data: z.output<S>
  usage: Usage
}

/** Vectors of one model. Those of two models cannot be compared, so keep `model` beside them. */
export interface Embedding {
  vectors: Float32Array[]
  model: string
  usage: Usage
}

/**
 * The one way to any model. Personal data is masked before it leaves and stands in the answer again; the merchant's
 * budget is held; every model that was asked is recorded, in the background.
 */
export interface Gateway {
  /**
   * A streamed reply. A model that fails before the first visible part is followed by the next one; after it, never.
   *
   * @throws Rejected BUDGET_EXHAUSTED before any model is asked
   * @throws AiError when no model answered (`unavailable` of `offline` where there is none), or one broke off
   */
  chat(request: ChatRequest, caller: Caller, signal: AbortSignal): AsyncIterable<ChatPart>
  /**
   * An answer of a given shape: what does not fit is sent back once, and then the next model is asked.
   *
   * @throws Rejected BUDGET_EXHAUSTED, AiError
   */
  ask<S extends z.ZodType>(question: Question<S>, caller: Caller, signal: AbortSignal): Promise<Asked<S>>
  /**
   * @param model the model whose vectors are wanted; the preferred one when left out
   * @throws Rejected BUDGET_EXHAUSTED, AiError. There is no other model's vector in the place of a failed one.
   */
  embed(texts: readonly string[], caller: Caller, signal: AbortSignal, model?: string): Promise<Embedding>
}
