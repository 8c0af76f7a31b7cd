import type { Row } from './answer.ts'
import type { ChannelId } from './channel.ts'
import type { ContentFacts, Style } from './content.ts'
import type { Plan, Purpose } from './plan.ts'

export const PHASES = ['planning', 'images', 'publishing', 'running', 'draw', 'closed'] as const
export type Phase = (typeof PHASES)[number]
export type PromotionStatus = 'draft' | 'scheduled' | 'running' | 'ended' | 'cancelled'

export interface PromotionRow extends Row {
  purpose: Purpose
  status: PromotionStatus
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
  drawnAt?: string
  /** The approved pictures, and whether they still say what the promotion says. */
  pictures?: { contentId: string; style: Style; facts: ContentFacts; approvedAt: string; isCurrent: boolean }
  /** How many winners were drawn. */
  winners?: number
  recommendationId?: string
  plan?: Plan
  distributionId?: string
  entries: number
  /** How many of them were erased before a draw. */
  outOfDraw?: number
}

export interface TimelineRow extends Row {
  promotionId: string
  at: string
  type: string
  params: Record<string, string | number>
}
