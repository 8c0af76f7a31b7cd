import type { Trade } from '../../../domain/merchant.ts'
import type { Season } from '../../../domain/season.ts'
import type { Language } from '../port.ts'
import { academy } from './trades/academy.ts'
import { bakery } from './trades/bakery.ts'
import { beauty } from './trades/beauty.ts'
import { cafe } from './trades/cafe.ts'
import { fashion } from './trades/fashion.ts'
import { fitness } from './trades/fitness.ts'
import { flower } from './trades/flower.ts'
import { grocery } from './trades/grocery.ts'
import { other } from './trades/other.ts'
import { restaurant } from './trades/restaurant.ts'

export type GiftSize = 'coupon' | 'small' | 'mid' | 'grand'

/** A trade's own words, which the ideas are filled with. Korean ones take particles, so they end in Hangul. */
export interface TradeWords {
  name: string
  guest: string
  /** What is sold, in one word. */
  goods: string
  /** What to put forward in each season. */
  item: Record<Season, string>
  /** What each season is like for the trade. */
  season: Record<Season, string>
  /** When the trade is busy and when it is not. */
  habit: string
  novelty: string
  /** A first look at what is new. */
  taster: string
  /** Something guests make or learn. */
  workshop: string
  /** A weekend of selling. */
  stage: string
  photo: string
  question: string
  bundle: string
  quiet: string
  /** What should go before the season ends. */
  leftover: string
  /** A neighbour to do it with. */
  partner: string
  visit: string
  gifts: Record<GiftSize, string>
}

export type TradeFacts = Record<Language, TradeWords> & {
  /** What one gift costs the shop, as a starting value that the merchant may change. */
  won: Record<GiftSize, number>
}

export const TRADES: Record<Trade, TradeFacts> = {
  cafe,
  restaurant,
  bakery,
  beauty,
  fashion,
  flower,
  fitness,
  academy,
  grocery,
  other,
}
