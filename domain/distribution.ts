import { z } from 'zod'
import { ChannelId, PostContent } from './channel.ts'
import { type Aggregate, commandsOf, type EventOf, evolveBy, Id, rule, Won } from './kernel.ts'

const at = z.iso.datetime()
const reason = { code: z.string(), reason: z.string() }
const attempt = z.int().min(1)
const base = z.object({ distributionId: Id, promotionId: Id, merchantId: Id, channel: ChannelId, at })

/** What can become of one channel's post; each is recorded as it is seen, "done" is only ever derived. */
const facts = {
  PostHeld: base.extend({ until: at }),
  /** The channel has taken the first of two steps; with the handle a repeat of the second makes no second post. */
  PostPrepared: base.extend({ attempt, handle: z.string() }),
  PostDelayed: base.extend({ attempt, retryAt: at, ...reason }),
  PostUnconfirmed: base.extend({ attempt, ...reason }),
  PostOverdue: base.extend(reason),
  PostPublished: base.extend({ attempt, postId: z.string(), url: z.url().optional(), costWon: Won }),
  PostFailed: base.extend({ attempt, ...reason }),
  PostSkipped: base.extend(reason),
  PostHandedOver: base.extend({ text: z.string(), imageUrl: z.url() }),
  PostTakenDown: base,
  TakeDownFailed: base.extend(reason),
  PostMeasured: base.extend({ reach: z.int().min(0), clicks: z.int().min(0), costWon: Won }),
}
const shapes = {
  DistributionRequested: z.object({
    distributionId: Id,
    promotionId: Id,
    merchantId: Id,
    targets: z
      .array(z.object({ channel: ChannelId, content: PostContent }))
      .min(1)
      .max(6),
    at,
  }),
  ChannelRetried: base,
  TakeDownRequested: base.extend({ reason: z.string() }),
  ...facts,
}
export type DistributionEvent = EventOf<typeof shapes>
type FactType = keyof typeof facts
/** A fact as the saga reports it, without the ids that the aggregate adds. */
export type PostFact = {
  [T in FactType]: { type: T; details: Omit<z.infer<(typeof facts)[T]>, keyof z.infer<typeof base>> }
}[FactType]

export type PostState =
  | 'publishing'
  | 'held'
  | 'delayed'
  | 'unconfirmed'
  | 'handed-over'
  | 'published'
  | 'failed'
  | 'skipped'
  | 'taking-down'
  | 'taken-down'
  | 'take-down-failed'

type Target = { state: PostState; reach: number; clicks: number; costWon: number; attempts: number }
export type DistributionState =
  | { status: 'none' }
  | {
      status: 'requested'
      promotionId: string
      merchantId: string
      targets: Partial<Record<ChannelId, Target>>
    }

const command = commandsOf<DistributionState, DistributionEvent>()
const WORKING: PostState[] = ['publishing', 'held', 'delayed', 'unconfirmed']

/** From which states a fact may be recorded; anything else is a repeat or comes too late, and changes nothing. */
const FROM: Record<FactType, PostState[]> = {
  PostHeld: ['publishing'],
  PostPrepared: ['publishing'],
  PostDelayed: WORKING,
  PostUnconfirmed: ['publishing', 'held', 'delayed'],
  PostOverdue: ['unconfirmed', 'taking-down'],
  PostPublished: [...WORKING, 'handed-over', 'failed', 'skipped'],
  PostFailed: WORKING,
  PostSkipped: WORKING,
  PostHandedOver: ['publishing', 'held'],
  PostTakenDown: ['taking-down'],
  TakeDownFailed: ['taking-down'],
  PostMeasured: ['published'],
}

const RETRYABLE: PostState[] = ['failed', 'skipped', 'unconfirmed']
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
    if (!FROM[type].includes(target.state)) return []
    const data = facts[type].parse({ ...details, ...ids, distributionId, channel, at: now })
    const unchanged = type === 'PostMeasured' && details.reach === target.reach && details.clicks === target.clicks
    return unchanged ? [] : [{ type, data } as DistributionEvent]
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

const to =
  (next: PostState) =>
  (state: DistributionState, d: { channel: ChannelId; attempt?: number }): DistributionState => {
    const target = state.status === 'none' ? undefined : state.targets[d.channel]
    if (state.status === 'none' || !target) return state
    const moved = { ...target, state: next, attempts: d.attempt ?? target.attempts }
    return { ...state, targets: { ...state.targets, [d.channel]: moved } }
  }

const fresh: Target = { state: 'publishing', reach: 0, clicks: 0, costWon: 0, attempts: 0 }

/** One run of publishing a promotion to several channels at once. */
export const distribution: Aggregate<DistributionState, DistributionEvent> = {
  name: 'distribution',
  idField: 'distributionId',
  initial: { status: 'none' },
  events: Object.fromEntries(Object.entries(shapes).map(([type, schema]) => [type, { v: 1, schema, public: true }])),
  commands: { DistributePromotion, ReportPost, RetryChannel, ConfirmPost, TakeDownPosts },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<DistributionState, DistributionEvent>({
    DistributionRequested: (_, { promotionId, merchantId, targets }) => ({
      status: 'requested',
      promotionId,
      merchantId,
      targets: Object.fromEntries(targets.map(({ channel }) => [channel, fresh])),
    }),
    PostHeld: to('held'),
    PostDelayed: to('delayed'),
    PostUnconfirmed: to('unconfirmed'),
    PostPublished: to('published'),
    PostFailed: to('failed'),
    PostSkipped: to('skipped'),
    PostHandedOver: to('handed-over'),
    ChannelRetried: to('publishing'),
    TakeDownRequested: to('taking-down'),
    PostTakenDown: to('taken-down'),
    TakeDownFailed: to('take-down-failed'),
    PostMeasured: (state, { channel, reach, clicks, costWon }) => {
      const target = state.status === 'none' ? undefined : state.targets[channel]
      if (state.status === 'none' || !target) return state
      return { ...state, targets: { ...state.targets, [channel]: { ...target, reach, clicks, costWon } } }
    },
  }),
}
