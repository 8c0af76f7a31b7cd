import type { Row } from './answer.ts'
import type { ChannelId } from './channel.ts'
import type { PromotionRow } from './promotion.ts'
import type { Shop } from './shop.ts'

export interface NoticeRow extends Row {
  at: string
  severity: 'info' | 'attention' | 'failure'
  kind: string
  params: Record<string, string | number>
  promotionId?: string
  /** False once what it is about is settled. */
  open: boolean
  /** From when on it is to be shown, where that is not at once. */
  from?: string
}

/** A shop's entries on one date in Korea. */
export interface DayRow extends Row {
  date: string
  entries: number
}

export interface NextAction {
  kind: string
  promotionId?: string
  distributionId?: string
  channel?: ChannelId
}

export interface HomeView {
  shop: Shop
  /** `usual` is null while there is nothing to compare with. */
  today: { date: string; entries: number; usual: number | null }
  running: PromotionRow[]
  scheduled: PromotionRow[]
  drafts: PromotionRow[]
  nextAction: NextAction | null
  /** Each with the title of the promotion that it is about. */
  notices: (NoticeRow & { title?: string })[]
}
