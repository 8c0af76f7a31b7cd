import type { Channel, FindOutcome, PublishOutcome, TakeDownOutcome } from '../adapters/channels/port.ts'
import type { ChannelId } from '../domain/channel.ts'
import type { PostFact } from '../domain/distribution.ts'
import type { FindPost, MeasurePost, PostEffect, PublishPost, TakeDownPost } from './channel-post-effects.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

export interface PostHandlerDeps {
  channels: Readonly<Record<ChannelId, Channel>>
  send: SendAsSaga
  now: () => string
}

type Report = (effect: PostEffect, context: EffectContext, fact: PostFact) => Promise<void>
type Trouble = Exclude<PublishOutcome, { outcome: 'published' }>
type Published = Extract<PublishOutcome, { outcome: 'published' }>

const BACKOFF_MS = 1_000
const NOT_ARRIVED = { code: 'NOT_ARRIVED', reason: 'The channel has no such post.' }

/** The fact that a made post is. */
const publishedFact = ({ post }: Published, attempt: number): PostFact => ({
  type: 'PostPublished',
  details: { attempt, postId: post.postId, costWon: post.costWon, ...(post.url ? { url: post.url } : {}) },
})

/** What a failed try means: another try, a definite no, a skip, or not known. */
export function factOfTrouble(trouble: Trouble, attempt: number, maxAttempts: number, now: string): PostFact {
  const { outcome, code, reason } = trouble
  if (outcome === 'skipped') return { type: 'PostSkipped', details: { code, reason } }
  if (outcome === 'unknown') return { type: 'PostUnconfirmed', details: { attempt, code, reason } }
  if (outcome === 'rejected' || attempt >= maxAttempts)
    return { type: 'PostFailed', details: { attempt, code, reason } }
  const wait = Math.max(trouble.retryAfterMs ?? 0, BACKOFF_MS * 2 ** (attempt - 1))
  return { type: 'PostDelayed', details: { attempt, code, reason, retryAt: later(now, wait) } }
}

const later = (now: string, ms: number) => new Date(Date.parse(now) + ms).toISOString()

/** Handlers of the saga channel-post, by effect type. */
export function postHandlers({ channels, send, now }: PostHandlerDeps): Record<string, EffectHandler<never>> {
  const report: Report = async ({ distributionId, channel }, context, { type, details }) => {
    context.signal.throwIfAborted()
    await send('ReportPost', { distributionId, channel, type, details }, context)
  }
  return {
    'publish-post': (effect: PublishPost, context) =>
      publishPost(channels[effect.channel], effect, context, report, now),
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

async function publishPost(
  channel: Channel,
  effect: PublishPost,
  context: EffectContext,
  report: Report,
  now: () => string,
) {
  const { content, handle, attempt, maxAttempts } = effect
  const { signal } = context
  if (channel.mode === 'assisted' && channel.package) {
    const { text, imageUrl } = channel.package(content)
    return report(effect, context, { type: 'PostHandedOver', details: { text, imageUrl } })
  }
  if (effect.askFirst || context.recovered) {
    const found = await channel.find(content, handle, signal)
    if (found.outcome === 'published') return report(effect, context, publishedFact(found, attempt))
    if (found.outcome === 'unknown') return report(effect, context, factOfTrouble(found, attempt, maxAttempts, now()))
  }
  const until = channel.holdUntil(now())
  if (until) return report(effect, context, { type: 'PostHeld', details: { until } })
  const outcome = channel.prepare && !handle ? undefined : await channel.publish(content, handle, signal)
  if (outcome?.outcome === 'published') return report(effect, context, publishedFact(outcome, attempt))
  const needsHandle = outcome === undefined || outcome.code === 'HANDLE_STALE'
  const prepared = needsHandle && channel.prepare ? await channel.prepare(content, signal) : undefined
  if (prepared?.outcome === 'prepared')
    return report(effect, context, { type: 'PostPrepared', details: { attempt, handle: prepared.handle } })
  const trouble = prepared ?? outcome
  if (trouble) await report(effect, context, factOfTrouble(trouble, attempt, maxAttempts, now()))
}

/** What the channel's answer settles; undefined while it cannot say. */
export function factOfFind(found: FindOutcome, { attempt, maxAttempts }: FindPost, now: string): PostFact | undefined {
  if (found.outcome === 'published') return publishedFact(found, attempt)
  if (found.outcome === 'unknown') return undefined
  return factOfTrouble({ outcome: 'unavailable', ...NOT_ARRIVED }, attempt, maxAttempts, now)
}

async function takeDownPost(channel: Channel, effect: TakeDownPost, context: EffectContext, report: Report) {
  const outcome = await removed(channel, effect, context.signal)
  if (outcome.outcome === 'taken-down') return report(effect, context, { type: 'PostTakenDown', details: {} })
  const { code, reason } = outcome
  const isFinal = outcome.outcome === 'rejected' || effect.lastTry
  if (isFinal) await report(effect, context, { type: 'TakeDownFailed', details: { code, reason } })
}

async function removed(channel: Channel, effect: TakeDownPost, signal: AbortSignal): Promise<TakeDownOutcome> {
  if (effect.postId) return channel.takeDown(effect.postId, signal)
  const found = await channel.find(effect.content, effect.handle, signal)
  if (found.outcome === 'published') return channel.takeDown(found.post.postId, signal)
  return found.outcome === 'absent' ? { outcome: 'taken-down' } : found
}
