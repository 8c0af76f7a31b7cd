import { z } from 'zod'
import { ChannelId } from './channel.ts'
import { Id, Won } from './kernel.ts'

const at = z.iso.datetime()
const reason = { code: z.string(), reason: z.string() }
/** Tries are numbered through all rounds, so that a late word about an old one can be told from news. */
const attempt = z.int().min(1)

/** What every event about one channel's post carries. */
export const postBase = z.object({ distributionId: Id, promotionId: Id, merchantId: Id, channel: ChannelId, at })

/** What can become of one channel's post; each is recorded as it is seen, "done" is only ever derived. */
export const facts = {
  PostHeld: postBase.extend({ until: at }),
  /** The channel has taken the first of two steps; with the handle a repeat of the second makes no second post. */
  PostPrepared: postBase.extend({ attempt, handle: z.string() }),
  PostDelayed: postBase.extend({ attempt, retryAt: at, ...reason }),
  PostUnconfirmed: postBase.extend({ attempt, ...reason }),
  PostOverdue: postBase.extend(reason),
  PostPublished: postBase.extend({ attempt, postId: z.string(), url: z.url().optional(), costWon: Won }),
  PostFailed: postBase.extend({ attempt, ...reason }),
  PostSkipped: postBase.extend(reason),
  PostHandedOver: postBase.extend({ text: z.string(), imageUrl: z.url() }),
  PostTakenDown: postBase,
  TakeDownFailed: postBase.extend(reason),
  PostMeasured: postBase.extend({ reach: z.int().min(0), clicks: z.int().min(0), costWon: Won }),
}
export type FactType = keyof typeof facts
/** A fact as the saga reports it, without the ids that the aggregate adds. */
export type PostFact = {
  [T in FactType]: { type: T; details: Omit<z.infer<(typeof facts)[T]>, keyof z.infer<typeof postBase>> }
}[FactType]

/** Where one channel's post stands. */
export const PostState = z.enum([
  'publishing',
  'held',
  'delayed',
  'unconfirmed',
  'handed-over',
  'published',
  'failed',
  'skipped',
  'taking-down',
  'taken-down',
  'take-down-failed',
])
export type PostState = z.infer<typeof PostState>

/** One channel's post as the aggregate knows it. */
export interface Target {
  state: PostState
  reach: number
  clicks: number
  costWon: number
  /** The newest try that was heard of, and the newest of which nothing but its post can still be news. */
  attempts: number
  settled: number
  overdue: boolean
  handle?: string
  heldUntil?: string
}
export const newTarget: Target = {
  state: 'publishing',
  reach: 0,
  clicks: 0,
  costWon: 0,
  attempts: 0,
  settled: 0,
  overdue: false,
}

/** States in which a try may be made. */
const TRYING: PostState[] = ['publishing', 'held', 'delayed']
export const WORKING: PostState[] = [...TRYING, 'unconfirmed']

/** From which states a fact may be recorded; anything else is a repeat or comes too late, and changes nothing. */
const FROM: Record<FactType, PostState[]> = {
  PostHeld: TRYING,
  PostPrepared: TRYING,
  PostDelayed: WORKING,
  PostUnconfirmed: TRYING,
  PostOverdue: ['publishing', 'unconfirmed', 'taking-down'],
  PostPublished: [...WORKING, 'handed-over', 'failed', 'skipped'],
  PostFailed: WORKING,
  PostSkipped: WORKING,
  PostHandedOver: TRYING,
  PostTakenDown: ['taking-down'],
  TakeDownFailed: ['taking-down'],
  PostMeasured: ['published'],
}

/** Whether a post is still to be made. */
export const awaitsPost = ({ state }: Target): boolean => TRYING.includes(state)

/** Whether a fact says anything new; a slow answer about a try that is over must not start another beside the present one. */
export function isNews(target: Target, { type, details }: PostFact): boolean {
  if (!FROM[type].includes(target.state)) return false
  if (type === 'PostPublished') return true
  if ('attempt' in details && details.attempt <= target.settled) return false
  if (type === 'PostHeld') return target.state !== 'held' || details.until !== target.heldUntil
  if (type === 'PostPrepared') return details.handle !== target.handle
  if (type === 'PostOverdue') return !target.overdue
  if (type !== 'PostMeasured') return true
  return details.reach !== target.reach || details.clicks !== target.clicks || details.costWon !== target.costWon
}

/** The post in its next state. */
export const movedTo = (state: PostState, target: Target, { attempt = 0 }: { attempt?: number }): Target => ({
  ...target,
  state,
  overdue: false,
  attempts: Math.max(target.attempts, attempt),
})

/** The same when the try is over: what is still said of it later is no news. */
export const settledAs = (state: PostState, target: Target, { attempt }: { attempt: number }): Target => ({
  ...target,
  state,
  overdue: false,
  attempts: attempt,
  settled: attempt,
})
