import type { ChannelId } from '../../domain/channel.ts'
import type { Piece } from '../../domain/creative.ts'
import type { Criteria, Plan, Trend, Usage } from '../../domain/recommendation.ts'
import type { Row } from './row.ts'

/** View `jobs`: every long task, by polling and by push. */
export interface JobRow extends Row {
  kind: 'recommendation' | 'distribution' | 'content'
  status: 'running' | 'done' | 'failed'
  percent: number
  /** Named step the job is at, a key for the screens' words. */
  step: string
  startedAt: string
  finishedAt?: string
  /** For a recommendation still under way: what it is about; later it stands in the result. */
  criteria?: Criteria
  /** For a distribution: which channels are settled; the percent is made of it. */
  channels?: Partial<Record<ChannelId, boolean>>
  /** For pictures: which of them are settled; the percent is made of it. */
  pieces?: Partial<Record<Piece, boolean>>
  /** For a recommendation: its plans. For a distribution: nothing (see the view distributions). */
  result?: { criteria: Criteria; trends: Trend[]; plans: Plan[]; usage?: Usage; cached: boolean }
  error?: { code: string; reason: string }
}
