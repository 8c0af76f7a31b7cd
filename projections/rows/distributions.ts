import type { ChannelId } from '../../domain/channel.ts'
import type { PostState } from '../../domain/post.ts'
import type { Row } from './row.ts'

/** One channel's row on the launch board. */
export interface TargetRow {
  channel: ChannelId
  state: PostState
  attempts: number
  startedAt: string
  /** When it reached its present state. */
  changedAt: string
  /** When the first publish of this try was settled; with startedAt it gives the seconds taken. */
  settledAt?: string
  postId?: string
  url?: string
  code?: string
  reason?: string
  heldUntil?: string
  retryAt?: string
  /** True once a deadline has passed without an answer: a person should look. */
  overdue: boolean
  /** Ready-to-paste package of an assisted channel. */
  text?: string
  imageUrl?: string
}

/** View `distributions`. */
export interface DistributionRow extends Row {
  promotionId: string
  requestedAt: string
  targets: Partial<Record<ChannelId, TargetRow>>
  /** Targets that are settled (published, failed, skipped, handed over, taken down), of all. */
  settled: number
  total: number
}
