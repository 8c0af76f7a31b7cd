import fc from 'fast-check'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { eventTypes } from '../domain/index.ts'
import type { EventType, Recorded } from './event.ts'
import { changesOf, fold } from './fold.ts'
import type { Row } from './rows/row.ts'
import type { View } from './view.ts'

export const NOON = '2026-11-21T03:00:00.000Z'
export const minutesLater = (minutes: number) => new Date(Date.parse(NOON) + minutes * 60_000).toISOString()

export type Data<T extends EventType> = Omit<Recorded<T>['data'], 'at'> & { at?: string }

/** An event as it would come out of the store, checked against its schema; give its position. */
export function recorded<T extends EventType>(type: T, position: number, data: Data<T>): RecordedEvent {
  const known = eventTypes.get(type)
  if (!known) throw new Error(`${type} is not registered`)
  const at = data.at ?? NOON
  const parsed = known.spec.schema.parse({ ...data, at }) as Record<string, unknown>
  const merchantId = String(parsed.merchantId ?? 'shop')
  const id = `00000000-0000-4000-8000-${String(position).padStart(12, '0')}`
  const cause = { $correlationId: 'correlation', $causationId: 'causation', actor: 'owner', hash: 'hash', v: 1 }
  const stream = `${known.aggregate.name}-${String(parsed[known.aggregate.idField])}`
  return { id, type, stream, revision: 0, position, data: parsed, meta: { ...cause, merchantId, at } }
}

/** Applies a batch to rows in memory, as the runner does to a collection. */
export function applyTo(view: View, rows: Map<string, Row>, events: readonly RecordedEvent[]): Map<string, Row> {
  return new Map([...rows, ...fold(rows, changesOf(view, events))])
}

export const rowsOf = <R extends Row>(view: View<R>, events: readonly RecordedEvent[]): Map<string, R> =>
  applyTo(view as unknown as View, new Map(), events) as unknown as Map<string, R>

const SHOP = { merchantId: 'shop', promotionId: 'promo' }
export const content = {
  title: 'Autumn coffee',
  prize: 'A free americano',
  body: 'Come in and take part.',
  hashtags: ['coffee'],
  channels: ['instagram' as const, 'kakao' as const],
  startsAt: NOON,
  endsAt: minutesLater(60 * 24 * 7),
}
export const plan = {
  title: 'Warm hands',
  idea: 'A stamp for every cup.',
  prize: 'A mug',
  mechanic: 'Ten stamps, one draw.',
  channels: ['kakao' as const],
  days: 14,
  expectedEntries: 120,
  expectedReach: 4_000,
  cost: 50_000,
  effort: 'low' as const,
  why: 'Regulars come back in the cold.',
  hashtags: ['warm'],
}
export const usage = {
  provider: 'offline',
  model: 'rules',
  inputTokens: 0,
  outputTokens: 0,
  costUsd: 0,
  failedFirst: [],
}
export const target = (channel: 'instagram' | 'kakao' | 'genie-tv') => ({
  channel,
  content: {
    reference: `dist-${channel}`,
    promotionId: 'promo',
    shopName: 'Madang',
    region: 'seoul',
    title: content.title,
    prize: content.prize,
    body: content.body,
    hashtags: content.hashtags,
    startsAt: content.startsAt,
    endsAt: content.endsAt,
    entryUrl: 'https://madang.example/p/promo',
    imageUrl: 'https://madang.example/p/promo/card.png',
  },
})

export const registration = {
  merchantId: 'shop',
  shopName: 'Madang',
  trade: 'cafe' as const,
  region: 'seoul' as const,
  businessNumber: '1234567891',
  verification: 'awaiting-confirmation' as const,
  accountId: 'account',
  ownerName: 'Lee',
  email: 'lee@example.com',
  emailKey: 'key-of-lee',
  passwordHash: '$argon2id$',
}
const on = (channel: 'instagram' | 'kakao') => ({ ...SHOP, distributionId: 'dist', channel })
const why = { code: 'UPSTREAM', reason: 'It did not answer.' }
const channel = fc.constantFrom('instagram' as const, 'kakao' as const)
const attempt = fc.integer({ min: 1, max: 3 })
type Maker = (position: number) => RecordedEvent
const maker =
  <T extends EventType>(type: T, data: Data<T>): Maker =>
  (position) =>
    recorded(type, position, { ...data, at: minutesLater(position) })

/** Makes events that may follow a promotion's creation, in any order and number, sensible or not. */
const anyEvent: fc.Arbitrary<Maker> = fc.oneof(
  fc.constant(maker('PromotionRevised', { ...SHOP, changes: { title: 'Another title' } })),
  fc.constant(maker('PlanChosen', { ...SHOP, recommendationId: 'rec', planIndex: 1, plan })),
  fc.constant(maker('PromotionScheduled', { ...SHOP, ...content })),
  fc.constant(maker('PromotionLaunched', { ...SHOP, ...content })),
  fc.constant(maker('PromotionEnded', { ...SHOP, reason: 'period-over' })),
  fc.constant(
    maker('DistributionRequested', {
      ...SHOP,
      distributionId: 'dist',
      targets: [target('instagram'), target('kakao')],
    }),
  ),
  fc.tuple(channel, attempt).map(([at, attempt]) => maker('PostFailed', { ...on(at), attempt, ...why })),
  fc
    .tuple(channel, attempt)
    .map(([at, attempt]) => maker('PostPublished', { ...on(at), attempt, postId: 'p', costWon: 900 })),
  channel.map((at) => maker('PostSkipped', { ...on(at), ...why })),
  channel.map((at) => maker('ChannelRetried', on(at))),
  channel.map((at) => maker('TakeDownRequested', { ...on(at), reason: 'cancelled' })),
  channel.map((at) => maker('PostTakenDown', on(at))),
  fc
    .tuple(channel, fc.nat(999))
    .map(([at, reach]) => maker('PostMeasured', { ...on(at), reach, clicks: 2, costWon: reach })),
  fc.nat(50).map((person) =>
    maker('EntrySubmitted', {
      ...SHOP,
      entryId: `promo.p${person}`,
      participantKey: `p${person}`,
      name: 'Kim',
      phone: '010-1234-5678',
      source: 'kakao',
      consentedAt: NOON,
    }),
  ),
  fc.constant(maker('ProfileRevised', { merchantId: 'shop', shopName: 'Renamed', trade: 'bakery', region: 'jeju' })),
  fc.constant(maker('BusinessConfirmed', { merchantId: 'shop', confirmedBy: 'operator' })),
  fc.constant(maker('TrendsAnalysed', { recommendationId: 'rec', trends: [], usage })),
  fc.constant(
    maker('PlansProposed', { recommendationId: 'rec', trends: [], plans: [plan, plan, plan], usage, cached: false }),
  ),
  fc.constant(maker('RecommendationFailed', { recommendationId: 'rec', ...why })),
)

/** A promotion's life: its beginning, then anything. Positions have gaps, as they do where sagas write in between. */
export const history: fc.Arbitrary<RecordedEvent[]> = fc
  .array(fc.tuple(anyEvent, fc.integer({ min: 1, max: 3 })), { maxLength: 40 })
  .map((rest) => {
    const first: Maker[] = [
      maker('MerchantRegistered', registration),
      maker('PromotionCreated', { ...SHOP, purpose: 'regulars' }),
      maker('RecommendationRequested', {
        ...SHOP,
        recommendationId: 'rec',
        trade: 'cafe',
        region: 'seoul',
        purpose: 'regulars',
        season: 'autumn',
        fromCache: false,
      }),
    ]
    let position = 0
    const steps: [Maker, number][] = [...first.map((make): [Maker, number] => [make, 1]), ...rest]
    return steps.map(([make, gap]) => {
      position += gap
      return make(position)
    })
  })

/** Cuts a list into parts at the given places. */
export function split<T>(items: readonly T[], cuts: readonly number[]): T[][] {
  const places = [...new Set(cuts.map((cut) => cut % (items.length + 1)))].sort((a, b) => a - b)
  const edges = [0, ...places, items.length]
  return edges.slice(1).map((end, index) => items.slice(edges[index], end))
}
