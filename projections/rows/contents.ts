import type { Background, Lineage } from '../../domain/content-events.ts'
import type { ContentFacts, MediaFile, Piece, Style, Words } from '../../domain/creative.ts'
import type { RingbackScript } from '../../domain/ringback.ts'
import type { Row } from './row.ts'

/** One picture or clip of a promotion. */
export interface CreativeRow {
  state: 'waiting' | 'made' | 'failed'
  round: number
  /** Words that were written over for this one. */
  words: Words
  changedAt: string
  file?: MediaFile
  lineage?: Lineage
  code?: string
  reason?: string
  /** Hash of the file that was approved. */
  approved?: string
}

/** View `contents`: the creatives of a promotion in one style. `_id` is the content id, and the job's. */
export interface ContentRow extends Row {
  promotionId: string
  style: Style
  facts: ContentFacts
  model: string
  script: RingbackScript
  requestedAt: string
  creatives: Partial<Record<Piece, CreativeRow>>
  background?: Background
  /** Why there is no painted background where a model was to paint one. */
  skipped?: { code: string; reason: string }
  approvedAt?: string
  /** Every file of it, and those that anybody may see. */
  hashes: string[]
  published: string[]
}
