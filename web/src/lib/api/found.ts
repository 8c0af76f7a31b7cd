import type { PromotionStatus } from './promotion.ts'

export interface FoundPromotion {
  id: string
  status: PromotionStatus
  title?: string
  prize?: string
}
export interface FoundAssistant {
  id: string
  name: string
  description: string
  /** How a ready-made one introduces itself in English. */
  english?: { name: string; description: string }
  /** Whether one may ask it; else one makes it. */
  usable: boolean
}
export interface FoundDocument {
  id: string
  title: string
  /** Where it begins, once it has been read. */
  passageId?: string
  assistant: FoundAssistant
}
/** What the person with a phone number entered. */
export interface FoundEntry {
  id: string
  promotionId: string
  /** Of the promotion. */
  title?: string
  phone: string
  at: string
  won?: number
}
/** What the search gives. */
export interface Found {
  promotions: FoundPromotion[]
  entries: FoundEntry[]
  assistants: FoundAssistant[]
  documents: FoundDocument[]
}
