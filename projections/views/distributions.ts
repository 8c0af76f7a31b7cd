import type { PostState } from '../../domain/post.ts'
import type { Recorded } from '../event.ts'
import type { DistributionRow, TargetRow } from '../rows/distributions.ts'
import { insert, update, type View } from '../view.ts'

type TargetEvent = Recorded<
  | 'PostHeld'
  | 'PostPrepared'
  | 'PostDelayed'
  | 'PostUnconfirmed'
  | 'PostOverdue'
  | 'PostPublished'
  | 'PostFailed'
  | 'PostSkipped'
  | 'PostHandedOver'
  | 'PostTakenDown'
  | 'TakeDownFailed'
  | 'TakeDownRequested'
  | 'ChannelRetried'
>

const fresh = (channel: TargetRow['channel'], at: string): TargetRow => ({
  channel,
  state: 'publishing',
  attempts: 0,
  startedAt: at,
  changedAt: at,
  overdue: false,
})

/** Changes the row of the event's channel; how many are settled is counted anew, never kept as a running number. */
const onTarget =
  <E extends TargetEvent>(change: (target: TargetRow, data: E['data']) => TargetRow) =>
  ({ data }: E) => [
    update<DistributionRow>(data.distributionId, (row) => {
      const target = row.targets[data.channel]
      if (!target) return row
      const targets = { ...row.targets, [data.channel]: change(target, data) }
      return { ...row, targets, settled: Object.values(targets).filter(({ settledAt }) => settledAt).length }
    }),
  ]

/** What the former state said about waiting or failing no longer holds. */
function cleared(target: TargetRow): TargetRow {
  const { heldUntil: _held, retryAt: _retry, code: _code, reason: _reason, ...rest } = target
  return rest
}

/** To a state that awaits nothing more of this try. */
const settle = <E extends TargetEvent>(
  state: PostState,
  details: (data: E['data']) => Partial<TargetRow> = () => ({}),
) =>
  onTarget<E>((target, data) => ({
    ...cleared(target),
    ...details(data),
    state,
    changedAt: data.at,
    settledAt: target.settledAt ?? data.at,
    overdue: false,
  }))

/** To a state that somebody or something still has to end. */
const wait = <E extends TargetEvent>(state: PostState, details: (data: E['data']) => Partial<TargetRow> = () => ({})) =>
  onTarget<E>((target, data) => ({ ...cleared(target), ...details(data), state, changedAt: data.at }))

const why = ({ code, reason }: { code: string; reason: string }) => ({ code, reason })
const tried = (data: { attempt: number; code: string; reason: string }) => ({ attempts: data.attempt, ...why(data) })

/** How each channel of a distribution fares. */
export const distributions: View<DistributionRow> = {
  name: 'distributions',
  version: 1,
  indexes: [{ key: { merchantId: 1, promotionId: 1, requestedAt: -1, _id: 1 } }],
  on: {
    DistributionRequested: ({ data: { distributionId, promotionId, merchantId, targets, at } }) => [
      insert<DistributionRow>(distributionId, {
        merchantId,
        promotionId,
        requestedAt: at,
        targets: Object.fromEntries(targets.map(({ channel }) => [channel, fresh(channel, at)])),
        settled: 0,
        total: new Set(targets.map(({ channel }) => channel)).size,
      }),
    ],
    PostHeld: wait('held', ({ until }) => ({ heldUntil: until })),
    PostPrepared: onTarget<Recorded<'PostPrepared'>>((target, { attempt }) => ({ ...target, attempts: attempt })),
    PostDelayed: wait<Recorded<'PostDelayed'>>('delayed', (data) => ({ ...tried(data), retryAt: data.retryAt })),
    PostUnconfirmed: wait<Recorded<'PostUnconfirmed'>>('unconfirmed', tried),
    PostOverdue: onTarget<Recorded<'PostOverdue'>>((target, data) => ({ ...target, ...why(data), overdue: true })),
    PostPublished: settle<Recorded<'PostPublished'>>('published', ({ attempt, postId, url }) => ({
      attempts: attempt,
      postId,
      ...(url ? { url } : {}),
    })),
    PostFailed: settle<Recorded<'PostFailed'>>('failed', tried),
    PostSkipped: settle<Recorded<'PostSkipped'>>('skipped', why),
    PostHandedOver: settle<Recorded<'PostHandedOver'>>('handed-over', ({ text, imageUrl }) => ({ text, imageUrl })),
    ChannelRetried: onTarget(({ attempts }, { channel, at }) => ({ ...fresh(channel, at), attempts })),
    TakeDownRequested: wait('taking-down'),
    PostTakenDown: settle('taken-down'),
    TakeDownFailed: wait<Recorded<'TakeDownFailed'>>('take-down-failed', (data) => ({ ...why(data), overdue: false })),
  },
}
