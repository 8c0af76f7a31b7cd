import type { Row } from './answer.ts'
import type { Source } from './channel.ts'
import type { PromotionStatus } from './promotion.ts'

export interface EntryRow extends Row {
  promotionId: string
  name: string
  phone: string
  source: Source
  at: string
  /** When the person was erased; name and phone are marks then. */
  erasedAt?: string
  /** Place in the draw, from 1. */
  won?: number
}

export interface PublicPromotion {
  promotionId: string
  shopName: string
  title: string
  prize: string
  body: string
  startsAt?: string
  endsAt?: string
  status: PromotionStatus
  entries: number
  imageUrl: string
  /** 1200×630, for previews of links. */
  previewUrl: string
}
