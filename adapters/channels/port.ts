import type { z } from 'zod'
import type { ChannelId, PostContent } from '../../domain/channel.ts'
import type { Guard } from '../resilience/guard.ts'
import type { Trouble } from '../resilience/http.ts'

/** A reason why the channel would refuse, found before anything starts. `code` names the sentence that people see. */
export interface PreflightProblem {
  code: string
  params: Record<string, string | number>
}

export interface Post {
  postId: string
  url?: string
  costWon: number
}

export type PrepareOutcome = { outcome: 'prepared'; handle: string } | Exclude<Trouble, { outcome: 'unknown' }>
export type PublishOutcome = { outcome: 'published'; post: Post } | Trouble
export type FindOutcome =
  | { outcome: 'published'; post: Post }
  | { outcome: 'absent' }
  | { outcome: 'unknown'; code: string; reason: string }
export type TakeDownOutcome = { outcome: 'taken-down' } | Trouble
export type MetricsOutcome =
  | { outcome: 'measured'; reach: number; clicks: number; costWon: number }
  | Exclude<Trouble, { outcome: 'unknown' }>

/** What a merchant pastes by hand; `text` is all of it in one piece. */
export interface Package {
  title: string
  body: string
  hashtags: string[]
  imageUrl: string
  text: string
}

/**
 * One channel that posts can be made on. Every outcome is JSON data that can be recorded; nothing is thrown but
 * mistakes of ours. `publish`, `prepare` and `takeDown` make one try: who calls them decides about another.
 */
export interface Channel {
  id: ChannelId
  /** `assisted`: the merchant posts the package by hand, and gives the address. */
  mode: 'direct' | 'assisted'
  preflight(content: PostContent): PreflightProblem[]
  /** The first moment from `now` on at which the channel may post; undefined when that is now. */
  holdUntil(now: string): string | undefined
  /**
   * What must exist before the post can be made, and is no post itself. Record the handle before publishing with it:
   * a channel without idempotency keys makes one post a handle. Prepare again only when `publish` answers HANDLE_STALE.
   */
  prepare?(content: PostContent, signal: AbortSignal): Promise<PrepareOutcome>
  publish(content: PostContent, handle: string | undefined, signal: AbortSignal): Promise<PublishOutcome>
  /** Whether the post of this reference and handle arrived. An assisted channel takes the address as its handle. */
  find(content: PostContent, handle: string | undefined, signal: AbortSignal): Promise<FindOutcome>
  takeDown(postId: string, signal: AbortSignal): Promise<TakeDownOutcome>
  metrics(postId: string, signal: AbortSignal): Promise<MetricsOutcome>
  package?(content: PostContent): Package
}

export interface ChannelDeps {
  guard: Guard
  /** Pause before the second try of a read, and between two looks at something still being processed. */
  pauseMs?: number
  /** How long `prepare` waits for that. */
  processingMs?: number
}

export type Env = Record<string, string | undefined>

/** A channel before it is connected: its own settings, read from the environment, and how to make it from them. */
export interface ChannelKind {
  id: ChannelId
  settings: z.ZodObject
  /** The settings that reach the sandbox of the outside APIs at this address. */
  sandbox(base: string): Record<string, string>
  create(env: Env, deps: ChannelDeps): Channel
}
