import type { ChannelId, Source } from '../../domain/channel.ts'
import type { Row } from './row.ts'

/** Reach, entries and cost of one channel. */
export interface ChannelFigures {
  reach: number
  clicks: number
  entries: number
  costWon: number
}

/** What one post has brought so far, as its channel reports it. */
export type PostFigures = Omit<ChannelFigures, 'entries'>

/** View `dashboards`: one per promotion. */
export interface DashboardRow extends Row {
  entries: number
  reach: number
  clicks: number
  costWon: number
  channels: Partial<Record<Source, ChannelFigures>>
  /** Figures by distribution and channel, of which the sums above are made. */
  posts: Record<string, Partial<Record<ChannelId, PostFigures>>>
  /** Entries a day, by KST date `2026-11-21`. */
  days: Record<string, number>
  /** Entries by weekday and hour in KST, key `<0-6>-<0-23>`, Sunday is 0. */
  hours: Record<string, number>
  updatedAt: string
}

/** View `days`: a shop's entries on one KST date, over all its promotions. `_id` is `<merchantId>_<date>`. */
export interface DayRow extends Row {
  date: string
  entries: number
  channels: Partial<Record<Source, number>>
  /** By promotion id. */
  promotions: Record<string, number>
}
