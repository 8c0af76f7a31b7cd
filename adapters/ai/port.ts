import { z } from 'zod'
import type { ChannelId } from '../../domain/channel.ts'
import { type Criteria, Plan, Trend, type Usage } from '../../domain/recommendation.ts'
import type { Caller } from './gateway.ts'

/** What a recommendation must look like, whoever made it. */
export const Trends = z.array(Trend).min(1).max(12)
export const Plans = z
  .array(Plan)
  .length(3)
  .refine((plans) => new Set(plans.map(({ title }) => title.trim())).size === plans.length, 'titles must differ')

export const Language = z.enum(['ko', 'en'])
export type Language = z.infer<typeof Language>

/** What promotions of the same trade and region brought, by channel: sums, never a person or a shop. */
export interface PastResult {
  channel: ChannelId
  promotions: number
  entries: number
  reach: number
  cost: number
}

/** What a provider may know beside the criteria. `now` is an ISO instant. */
export interface AiContext {
  now: string
  pastResults: PastResult[]
  /** Language of the plans, Korean unless said. */
  language?: Language
  /** On whose account models are asked; left out, nothing is recorded. */
  caller?: Caller
}

/** `anthropic`, `openai`, the name of an endpoint of the configuration, or `offline`. */
export type ProviderId = string

/** What a question to a model has taken. */
export interface Tokens {
  input: number
  output: number
  /** Requests that were sent. */
  tries: number
  /** Pieces of personal data that were masked. */
  masked: number
}

/** How a step was done. */
export interface Done {
  usage: Usage
  /** Of one provider: what it took. */
  spent?: Tokens
  /** The record of the call that was paid for. */
  callId?: string
}

/** The two steps of a recommendation, whoever takes them. */
export interface Recommender {
  analyseTrends(criteria: Criteria, context: AiContext, signal: AbortSignal): Promise<Done & { trends: Trend[] }>
  proposePlans(
    criteria: Criteria,
    trends: Trend[],
    context: AiContext,
    signal: AbortSignal,
  ): Promise<Done & { plans: Plan[] }>
}

/** One way of making recommendations. Every failure is an {@link AiError}. */
export interface RecommendationProvider extends Recommender {
  id: ProviderId
  model: string
}

/**
 * - `retryable`: may work in a moment (rate limit, overload, server error, connection lost, timeout)
 * - `refused`: the model will not answer this
 * - `invalid-output`: what it answered is not what was asked for, even after one repair
 * - `unavailable`: no point in trying now (breaker open, deadline over, request not accepted)
 * - `unauthorised`: the key is wrong or may not use the model
 */
export type AiErrorKind = 'retryable' | 'refused' | 'invalid-output' | 'unavailable' | 'unauthorised'

export class AiError extends Error {
  readonly kind: AiErrorKind
  readonly provider: ProviderId
  /** How long the provider asked to be left alone. */
  readonly retryAfterMs: number | undefined
  /** What the failed try had cost already, and taken. */
  costUsd = 0
  spent: Tokens | undefined

  constructor(
    kind: AiErrorKind,
    provider: ProviderId,
    message: string,
    more: { cause?: unknown; retryAfterMs?: number } = {},
  ) {
    super(message, { cause: more.cause })
    this.name = 'AiError'
    this.kind = kind
    this.provider = provider
    this.retryAfterMs = more.retryAfterMs
  }
}

/** Whatever is thrown by mistake must not keep the next provider from answering. */
export const asAiError = (provider: ProviderId, error: unknown): AiError =>
  error instanceof AiError ? error : new AiError('unavailable', provider, String(error), { cause: error })
