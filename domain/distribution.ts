import { z } from 'zod'
import { ChannelId, PostContent } from './channel.ts'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id, rule } from './kernel.ts'
import {
  type FactType,
  facts,
  isNews,
  movedTo,
  newTarget,
  type PostFact,
  type PostState,
  postBase,
  settledAs,
  type Target,
  WORKING,
} from './post.ts'

const shapes = {
  DistributionRequested: z.object({
    distributionId: Id,
    promotionId: Id,
    merchantId: Id,
    targets: z
      .array(z.object({ channel: ChannelId, content: PostContent }))
      .min(1)
      .max(6),
    at: z.iso.datetime(),
  }),
  ChannelRetried: postBase,
  TakeDownRequested: postBase.extend({ reason: z.string() }),
  ...facts,
}
export type DistributionEvent = EventOf<typeof shapes>

export type DistributionState =
  | { status: 'none' }
  | {
      status: 'requested'
      promotionId: string
      merchantId: string
      targets: Partial<Record<ChannelId, Target>>
    }

const command = commandsOf<DistributionState, DistributionEvent>()
const RETRYABLE: PostState[] = ['failed', 'skipped', 'unconfirmed']
/** Late words about a try that say that its post may have come up after all. */
const MAY_BE_UP = new Set<FactType>(['PostPublished', 'PostUnconfirmed'])
const CAME_LATE = 'A try that was still under way may have come through.'
const REMOVABLE: PostState[] = [...WORKING, 'handed-over', 'published', 'take-down-failed']

function targetOf(state: DistributionState, channel: ChannelId) {
  rule(state.status === 'requested', 'DISTRIBUTION_NOT_FOUND', 'There is no such distribution.')
  const target = state.targets[channel]
  rule(target !== undefined, 'CHANNEL_NOT_IN_DISTRIBUTION', 'This distribution does not include that channel.')
  const { promotionId, merchantId } = state
  return { target, ids: { promotionId, merchantId } }
}

const DistributePromotion = command({
  summary: 'Put a running promotion on several channels at once. Answers with a job id.',
  roles: ['owner', 'staff', 'system'],
  creates: true,
  job: true,
  schema: shapes.DistributionRequested.omit({ at: true }),
  decide: (c, state, { now }) =>
    state.status === 'none' ? [{ type: 'DistributionRequested', data: { ...c, at: now } }] : [],
})

const ReportPost = command({
  summary: "The saga records what became of one channel's post.",
  roles: ['system'],
  schema: z.object({
    distributionId: Id,
    channel: ChannelId,
    type: z.enum(Object.keys(facts) as [FactType, ...FactType[]]),
    details: z.record(z.string(), z.json()),
  }),
  decide: ({ distributionId, channel, type, details }, state, { now }) => {
    const { target, ids } = targetOf(state, channel)
    if (target.state === 'taken-down' && MAY_BE_UP.has(type))
      return [{ type: 'TakeDownRequested', data: { distributionId, ...ids, channel, reason: CAME_LATE, at: now } }]
    if (!isNews(target, { type, details } as PostFact)) return []
    return [
      { type, data: facts[type].parse({ ...details, ...ids, distributionId, channel, at: now }) } as DistributionEvent,
    ]
  },
})

const RetryChannel = command({
  summary: 'Try one channel again. It asks the channel first whether the post is up, so nothing is posted twice.',
  roles: ['owner', 'staff'],
  schema: z.object({ distributionId: Id, channel: ChannelId }),
  decide: (c, state, { now }) => {
    const { target, ids } = targetOf(state, c.channel)
    if (target.state === 'publishing') return []
    const canRetry = RETRYABLE.includes(target.state)
    rule(canRetry, 'CHANNEL_NOT_RETRYABLE', 'Only a channel that failed, was skipped or is unconfirmed can be retried.')
    return [{ type: 'ChannelRetried', data: { ...c, ...ids, at: now } }]
  },
})

const ConfirmPost = command({
  summary: 'The merchant has posted by hand and gives the address of the post.',
  roles: ['owner', 'staff'],
  schema: z.object({ distributionId: Id, channel: ChannelId, url: z.url({ protocol: /^https?$/ }) }),
  decide: (c, state, { now }) => {
    const { target, ids } = targetOf(state, c.channel)
    if (target.state === 'published') return []
    const canConfirm = target.state === 'handed-over' || target.state === 'unconfirmed'
    rule(canConfirm, 'POST_NOT_CONFIRMABLE', 'This channel is not waiting for the address of a post.')
    const attempts = Math.max(1, target.attempts)
    return [{ type: 'PostPublished', data: { ...c, ...ids, attempt: attempts, postId: c.url, costWon: 0, at: now } }]
  },
})

const TakeDownPosts = command({
  summary: 'Take posts down: of one channel, or of all when no channel is named.',
  roles: ['owner', 'staff', 'system'],
  schema: z.object({ distributionId: Id, channel: ChannelId.optional(), reason: z.string().trim().min(1).max(200) }),
  decide: ({ distributionId, channel, reason: because }, state, { now }) => {
    rule(state.status === 'requested', 'DISTRIBUTION_NOT_FOUND', 'There is no such distribution.')
    const { promotionId, merchantId } = state
    const channels = channel ? [channel] : (Object.keys(state.targets) as ChannelId[])
    return channels
      .filter((id) => REMOVABLE.includes(targetOf(state, id).target.state))
      .map((id) => ({
        type: 'TakeDownRequested' as const,
        data: { distributionId, promotionId, merchantId, channel: id, reason: because, at: now },
      }))
  },
})

type OnTarget<D> = (state: DistributionState, data: D & { channel: ChannelId }) => DistributionState

/** Changes the event's channel only. */
const onTarget =
  <D>(change: (target: Target, data: D) => Target): OnTarget<D> =>
  (state, data) => {
    const target = state.status === 'none' ? undefined : state.targets[data.channel]
    if (state.status === 'none' || !target) return state
    return { ...state, targets: { ...state.targets, [data.channel]: change(target, data) } }
  }

const to = (next: PostState) => onTarget((target, said: { attempt?: number }) => movedTo(next, target, said))
const settled = (next: PostState) => onTarget((target, said: { attempt: number }) => settledAs(next, target, said))

/** One run of publishing a promotion to several channels at once. */
export const distribution: Aggregate<DistributionState, DistributionEvent> = {
  name: 'distribution',
  idField: 'distributionId',
  initial: { status: 'none' },
  events: {
    ...eventsOf(shapes),
    // Version 2: a post may carry its approved picture, clip and script.
    DistributionRequested: { v: 2, schema: shapes.DistributionRequested, public: true, upcast: { 1: (data) => data } },
  },
  commands: { DistributePromotion, ReportPost, RetryChannel, ConfirmPost, TakeDownPosts },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<DistributionState, DistributionEvent>({
    DistributionRequested: (_, { promotionId, merchantId, targets }) => ({
      status: 'requested',
      promotionId,
      merchantId,
      targets: Object.fromEntries(targets.map(({ channel }) => [channel, newTarget])),
    }),
    PostHeld: onTarget((target, { until }) => ({ ...target, state: 'held', overdue: false, heldUntil: until })),
    PostPrepared: onTarget((target, { handle, attempt }) => ({ ...target, handle, attempts: attempt })),
    PostDelayed: settled('delayed'),
    PostUnconfirmed: to('unconfirmed'),
    PostOverdue: onTarget((target) => ({ ...target, overdue: true })),
    PostPublished: onTarget((target, { costWon }) => ({ ...target, state: 'published', overdue: false, costWon })),
    PostFailed: settled('failed'),
    PostSkipped: to('skipped'),
    PostHandedOver: to('handed-over'),
    ChannelRetried: onTarget((target) => settledAs('publishing', target, { attempt: target.attempts })),
    TakeDownRequested: to('taking-down'),
    PostTakenDown: to('taken-down'),
    TakeDownFailed: to('take-down-failed'),
    PostMeasured: onTarget((target, { reach, clicks, costWon }) => ({ ...target, reach, clicks, costWon })),
  }),
}
