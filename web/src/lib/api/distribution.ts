import type { Row } from './answer.ts'
import type { ChannelId } from './channel.ts'

export type PostState =
  | 'publishing'
  | 'held'
  | 'delayed'
  | 'unconfirmed'
  | 'handed-over'
  | 'published'
  | 'failed'
  | 'skipped'
  | 'taking-down'
  | 'taken-down'
  | 'take-down-failed'

export interface TargetRow {
  channel: ChannelId
  state: PostState
  attempts: number
  startedAt: string
  changedAt: string
  settledAt?: string
  postId?: string
  url?: string
  code?: string
  reason?: string
  heldUntil?: string
  retryAt?: string
  overdue: boolean
  text?: string
  imageUrl?: string
}

export interface DistributionRow extends Row {
  promotionId: string
  requestedAt: string
  targets: Partial<Record<ChannelId, TargetRow>>
  settled: number
  total: number
}

export interface PreflightItem {
  channel: ChannelId
  mode: string
  problems: { code: string; params: Record<string, string | number> }[]
  holdUntil?: string
}
