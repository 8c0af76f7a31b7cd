import type { ChannelId, Source } from '../../domain/channel.ts'
import type { ContentFacts, Style } from '../../domain/creative.ts'
import type { Plan, Purpose } from '../../domain/recommendation.ts'
import type { Row } from './row.ts'

export type Phase = 'planning' | 'images' | 'publishing' | 'running' | 'draw' | 'closed'

/** View `promotions`: the list and the detail. */
export interface PromotionRow extends Row {
  purpose: Purpose
  status: 'draft' | 'scheduled' | 'running' | 'ended' | 'cancelled'
  phase: Phase
  createdAt: string
  updatedAt: string
  title?: string
  prize?: string
  body?: string
  hashtags: string[]
  channels: ChannelId[]
  startsAt?: string
  endsAt?: string
  launchedAt?: string
  endedAt?: string
  cancelReason?: string
  recommendationId?: string
  plan?: Plan
  drawnAt?: string
  /** The pictures that were approved, and whether they still say what the promotion says. */
  pictures?: { contentId: string; style: Style; facts: ContentFacts; approvedAt: string; isCurrent: boolean }
  /** How many winners were drawn. */
  winners?: number
  /** The newest distribution of this promotion. */
  distributionId?: string
  entries: number
  /** How many of them were erased before a draw, and so are not drawn from. */
  outOfDraw?: number
}

/** View `timeline`: one row per event of a promotion and its distributions; entries and measurements left out. `_id` is the event id. */
export interface TimelineRow extends Row {
  promotionId: string
  at: string
  type: string
  /** What the sentence of this event type needs (channel, title, reason, until, …). */
  params: Record<string, string | number>
}

/** View `notices`: what a person should know or do; one at a time for a channel's post. */
export interface NoticeRow extends Row {
  at: string
  severity: 'info' | 'attention' | 'failure'
  /** A key for the screens' words: `channel-skipped`, `post-failed`, `post-overdue`, `business-awaiting`, … */
  kind: string
  params: Record<string, string | number>
  promotionId?: string
  /** False once what it is about is settled. */
  open: boolean
  /** From when on it is to be shown, where that is not at once. */
  from?: string
  /** When it ends by itself, left open or not. */
  until?: string
}

/** A value, so that an index finds them. */
export const NO_KEY = ''

/** View `entries`: who entered. `_id` is the entry id. Who was erased has marks in the place of name and phone. */
export interface EntryRow extends Row {
  promotionId: string
  name: string
  /** Keyed hash of the name; {@link NO_KEY} of entries that were recorded before there was one. */
  nameKey: string
  phone: string
  source: Source
  at: string
  erasedAt?: string
  /** Place in the draw, from 1; left out for those who did not win. */
  won?: number
}
