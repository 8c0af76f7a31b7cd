import type { EventType, Recorded } from '../event.ts'
import type { TimelineRow } from '../rows/promotions.ts'
import { insert, type View } from '../view.ts'

/** Which fields of each event its sentence needs; a type that is not here is not on the timeline. */
const PARAMS = {
  PromotionCreated: ['purpose'],
  PromotionRevised: [],
  PlanChosen: ['planIndex'],
  ContentApproved: ['style'],
  PromotionScheduled: ['title', 'startsAt', 'endsAt'],
  PromotionLaunched: ['title', 'endsAt'],
  PromotionEnded: ['reason'],
  PromotionCancelled: ['reason'],
  WinnersDrawn: ['entrants'],
  NobodyEntered: [],
  ParticipantErased: ['entryId'],
  DistributionRequested: [],
  PostHeld: ['channel', 'until'],
  PostDelayed: ['channel', 'attempt', 'retryAt', 'code', 'reason'],
  PostUnconfirmed: ['channel', 'attempt', 'code', 'reason'],
  PostOverdue: ['channel', 'code', 'reason'],
  PostPublished: ['channel', 'attempt', 'url', 'costWon'],
  PostFailed: ['channel', 'attempt', 'code', 'reason'],
  PostSkipped: ['channel', 'code', 'reason'],
  PostHandedOver: ['channel'],
  PostTakenDown: ['channel'],
  TakeDownFailed: ['channel', 'code', 'reason'],
  TakeDownRequested: ['channel', 'reason'],
  ChannelRetried: ['channel'],
} satisfies Partial<Record<EventType, string[]>>
type Told = keyof typeof PARAMS

/** What only a closer look gives: which parts were revised, which plan was chosen, how many channels. */
const EXTRA: { [T in Told]?: (data: Recorded<T>['data']) => TimelineRow['params'] } = {
  PromotionRevised: ({ changes }) => ({ changed: Object.keys(changes).join(',') }),
  WinnersDrawn: ({ winners }) => ({ winners: winners.length }),
  PlanChosen: ({ plan }) => ({ title: plan.title }),
  DistributionRequested: ({ distributionId, targets }) => ({
    distributionId,
    channels: targets.map(({ channel }) => channel).join(','),
  }),
}

const told = <T extends Told>(type: T) => {
  const fields: readonly string[] = PARAMS[type]
  const extra = EXTRA[type] as ((data: unknown) => TimelineRow['params']) | undefined
  return ({ id, data: typed }: Recorded<Told>) => {
    const data = typed as Recorded<Told>['data'] & Record<string, string | number | undefined>
    const params = Object.fromEntries(
      fields.flatMap((field) => (data[field] === undefined ? [] : [[field, data[field]]])),
    )
    const { merchantId, promotionId, at } = data
    return [insert<TimelineRow>(id, { merchantId, promotionId, at, type, params: { ...params, ...extra?.(data) } })]
  }
}

/** A promotion's history in rows that the screens make sentences of. */
export const timeline: View<TimelineRow> = {
  name: 'timeline',
  version: 1,
  indexes: [{ key: { merchantId: 1, promotionId: 1, position: -1 } }],
  on: Object.fromEntries((Object.keys(PARAMS) as Told[]).map((type) => [type, told(type)])),
}
