import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { AccountEvent } from '../domain/account.ts'
import type { AiBudgetEvent } from '../domain/ai-budget.ts'
import type { AssistantEvent } from '../domain/assistant-state.ts'
import type { AuthorizationEvent } from '../domain/authorization.ts'
import type { ConsultationEvent } from '../domain/consultation.ts'
import type { ContentEvent } from '../domain/content-events.ts'
import type { ConversationEvent } from '../domain/conversation-events.ts'
import type { DistributionEvent } from '../domain/distribution.ts'
import type { DrawEvent } from '../domain/draw.ts'
import type { EntryEvent } from '../domain/entry.ts'
import type { MerchantEvent } from '../domain/merchant.ts'
import type { ModelCallEvent } from '../domain/model-call.ts'
import type { PasswordEvent } from '../domain/password.ts'
import type { PromotionEvent } from '../domain/promotion.ts'
import type { RecommendationEvent } from '../domain/recommendation.ts'
import type { SecondFactorEvent } from '../domain/second-factor.ts'
import type { ThirdPartyEvent } from '../domain/third-party.ts'

type AnyEvent =
  | AccountEvent
  | AiBudgetEvent
  | ContentEvent
  | AssistantEvent
  | AuthorizationEvent
  | ConsultationEvent
  | ConversationEvent
  | DistributionEvent
  | DrawEvent
  | EntryEvent
  | MerchantEvent
  | ModelCallEvent
  | PasswordEvent
  | PromotionEvent
  | RecommendationEvent
  | SecondFactorEvent
  | ThirdPartyEvent
export type EventType = AnyEvent['type']

/** A recorded event with the data of its type. */
export type Recorded<T extends EventType = EventType> = Omit<RecordedEvent, 'type' | 'data'> & {
  type: T
  data: Extract<AnyEvent, { type: T }>['data']
}

/** The tenant an event belongs to: its own word where it has one, else that of whoever caused it. */
export const merchantOf = ({ data, meta }: Pick<RecordedEvent, 'data' | 'meta'>): string =>
  typeof data.merchantId === 'string' ? data.merchantId : meta.merchantId

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Korea is ahead of UTC by this, all year. */
export const KST_OFFSET_MS = 9 * HOUR_MS
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4

/** Events come by the thousand on one day, and to write its date takes longer than all the rest. */
let written = { day: Number.NaN, date: '' }

/** An instant (from 1970 on) on the clock of a Korean shop. Throws RangeError for what is none. */
export function kst(instant: string): { date: string; weekday: number; hour: number } {
  const local = Date.parse(instant) + KST_OFFSET_MS
  const day = Math.floor(local / DAY_MS)
  if (day !== written.day) written = { day, date: new Date(local).toISOString().slice(0, 10) }
  return { date: written.date, weekday: (day + FIRST_WEEKDAY) % 7, hour: Math.floor((local % DAY_MS) / HOUR_MS) }
}
