import type { Channel, FindOutcome, PublishOutcome, TakeDownOutcome } from '../adapters/channels/port.ts'
import type { ChannelId } from '../domain/channel.ts'
import type { PostFact } from '../domain/post.ts'
import {
  type FindPost,
  MAX_ATTEMPTS,
  type MeasurePost,
  type PostEffect,
  type PublishPost,
  type TakeDownPost,
} from './channel-post-effects.ts'
import type { Wanted } from './post-wanted.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

export interface PostHandlerDeps {
  channels: Readonly<Record<ChannelId, Channel>>
  send: SendAsSaga
  /** Whether the post is still to be made. */
  wanted: (effect: PostEffect, effectId: string) => Promise<Wanted>
  now: () => string
}

type Report = (effect: PostEffect, context: EffectContext, fact: PostFact) => Promise<void>
type Trouble = Exclude<PublishOutcome, { outcome: 'published' }>
type Published = Extract<PublishOutcome, { outcome: 'published' }>

const BACKOFF_MS = 1_000
const OVER = { code: 'PROMOTION_NOT_RUNNING', reason: 'The promotion was over before the post could be made.' }
const BY_HAND = { code: 'BY_HAND', reason: 'Only the merchant can delete a post that was made by hand.' }
const NOT_ARRIVED = { code: 'NOT_ARRIVED', reason: 'The channel has no such post.' }

/** The fact that a made post is. */
const publishedFact = ({ post }: Published, attempt: number): PostFact => ({
  type: 'PostPublished',
  details: { attempt, postId: post.postId, costWon: post.costWon, ...(post.url ? { url: post.url } : {}) },
})

/** What a failed try means: another try, a definite no, a skip, or not known. */
export function factOfTrouble(
  trouble: Trouble,
  { attempt, maxAttempts }: Pick<PostEffect, 'attempt' | 'maxAttempts'>,
  now: string,
): PostFact {
  const { outcome, code, reason } = trouble
  const left = maxAttempts - attempt
  if (outcome === 'skipped') return { type: 'PostSkipped', details: { code, reason } }
  if (outcome === 'unknown') return { type: 'PostUnconfirmed', details: { attempt, code, reason } }
  if (outcome === 'rejected' || left <= 0) return { type: 'PostFailed', details: { attempt, code, reason } }
  const wait = Math.max(trouble.retryAfterMs ?? 0, BACKOFF_MS * 2 ** Math.max(0, MAX_ATTEMPTS - 1 - left))
  return { type: 'PostDelayed', details: { attempt, code, reason, retryAt: later(now, wait) } }
}

const later = (now: string, ms: number) => new Date(Date.parse(now) + ms).toISOString()

/** Handlers of the saga channel-post, by effect type. */
export function postHandlers(deps: PostHandlerDeps): Record<string, EffectHandler<never>> {
  const { channels, send, now } = deps
  const report: Report = async ({ distributionId, channel }, context, { type, details }) => {
    context.signal.throwIfAborted()
    await send('ReportPost', { distributionId, channel, type, details }, context)
  }
  return {
    'publish-post': async (effect: PublishPost, context) => {
      const fact = await publishPost(deps, effect, context)
      if (fact) await report(effect, context, fact)
    },
    'find-post': async (effect: FindPost, context) => {
      const found = await channels[effect.channel].find(effect.content, effect.handle, context.signal)
      const fact = factOfFind(found, effect, now())
      if (fact) await report(effect, context, fact)
    },
    'take-down-post': (effect: TakeDownPost, context) =>
      takeDownPost(channels[effect.channel], effect, context, report),
    'measure-post': async (effect: MeasurePost, context) => {
      const { outcome, ...figures } = await channels[effect.channel].metrics(effect.postId, context.signal)
      if (outcome === 'measured') await report(effect, context, { type: 'PostMeasured', details: figures as never })
    },
  }
}

/** One try; undefined when what became of it has been told already, or nobody wants it any more. */
async function publishPost(
  { channels, wanted, now }: PostHandlerDeps,
  effect: PublishPost,
  { effectId, recovered, signal }: EffectContext,
): Promise<PostFact | undefined> {
  const { content, handle, attempt, maxAttempts } = effect
  const channel = channels[effect.channel]
  const isAssisted = channel.mode === 'assisted' && channel.package !== undefined
  let wish = await wanted(effect, effectId)
  if (wish !== 'withdrawn' && !isAssisted && (effect.askFirst || recovered)) {
    const found = await channel.find(content, handle, signal)
    if (found.outcome === 'published') return publishedFact(found, attempt)
    if (found.outcome === 'unknown') return factOfTrouble(found, effect, now())
    // The answer may have taken its time, and a take-down come meanwhile.
    wish = await wanted(effect, effectId)
  }
  if (wish === 'withdrawn') return undefined
  if (wish === 'over') return { type: 'PostSkipped', details: OVER }
  if (isAssisted) return handedOver(channel, effect)
  const until = channel.holdUntil(now())
  if (until) return { type: 'PostHeld', details: { until } }
  const outcome = channel.prepare && !handle ? undefined : await channel.publish(content, handle, signal)
  if (outcome?.outcome === 'published') return publishedFact(outcome, attempt)
  const isStale = outcome?.code === 'HANDLE_STALE' && attempt < maxAttempts
  const prepared = outcome === undefined || isStale ? await channel.prepare?.(content, signal) : undefined
  if (prepared?.outcome === 'prepared' && prepared.handle !== handle)
    return { type: 'PostPrepared', details: { attempt, handle: prepared.handle } }
  const trouble = prepared && prepared.outcome !== 'prepared' ? prepared : outcome
  return trouble && factOfTrouble(trouble, effect, now())
}

function handedOver(channel: Channel, { content }: PostEffect): PostFact | undefined {
  const made = channel.package?.(content)
  return made && { type: 'PostHandedOver', details: { text: made.text, imageUrl: made.imageUrl } }
}

/** What the channel's answer settles; undefined while it cannot say. */
export function factOfFind(found: FindOutcome, effect: FindPost, now: string): PostFact | undefined {
  if (found.outcome === 'published') return publishedFact(found, effect.attempt)
  if (found.outcome === 'unknown') return undefined
  return factOfTrouble({ outcome: 'unavailable', ...NOT_ARRIVED }, effect, now)
}

async function takeDownPost(channel: Channel, effect: TakeDownPost, context: EffectContext, report: Report) {
  const outcome = await removed(channel, effect, context.signal)
  if (outcome.outcome === 'taken-down') return report(effect, context, { type: 'PostTakenDown', details: {} })
  const { code, reason } = outcome
  const isFinal = outcome.outcome === 'rejected' || effect.lastTry
  if (isFinal) await report(effect, context, { type: 'TakeDownFailed', details: { code, reason } })
}

async function removed(channel: Channel, effect: TakeDownPost, signal: AbortSignal): Promise<TakeDownOutcome> {
  // A person who confirmed a post gave its address, which is no id to a channel that posts by itself.
  const isAddress = channel.mode === 'direct' && /^https?:/.test(effect.postId ?? '')
  // Nobody ever told us its address, and asking the channel again would not change that.
  if (channel.mode === 'assisted' && !effect.postId) return { outcome: 'rejected', ...BY_HAND }
  if (effect.postId && !isAddress) return channel.takeDown(effect.postId, signal)
  const found = await channel.find(effect.content, effect.handle, signal)
  if (found.outcome === 'published') return channel.takeDown(found.post.postId, signal)
  if (found.outcome === 'unknown') return found
  return isAddress ? { outcome: 'rejected', ...BY_HAND } : { outcome: 'taken-down' }
}
