import type { Row } from './answer.ts'

export const STYLES = ['warm', 'bold', 'paper'] as const
export type Style = (typeof STYLES)[number]

export interface ContentFacts {
  promotionId: string
  shopName: string
  title: string
  prize: string
  startsAt?: string
  endsAt?: string
  entryUrl: string
}

export interface MediaFile {
  hash: string
  mime: 'image/png' | 'image/jpeg' | 'video/mp4'
  width: number
  height: number
  bytes: number
  seconds?: number
}

/** One picture or clip, and what it was made of. */
export interface CreativeRow {
  state: 'waiting' | 'made' | 'failed'
  round: number
  words: { title?: string; prize?: string }
  changedAt: string
  file?: MediaFile
  lineage?: {
    model: string
    background?: string
    crop?: { x: number; y: number; width: number; height: number }
    kept: boolean
  }
  code?: string
  reason?: string
  /** Hash of the file that was approved. */
  approved?: string
}

export const PIECES = [
  'instagram-square',
  'instagram-portrait',
  'naver-blog',
  'kakao',
  'link',
  'uridongne-tv',
  'genie-tv',
  'uridongne-tv-clip',
  'genie-tv-clip',
] as const
export type Piece = (typeof PIECES)[number]

export interface ContentRow extends Row {
  promotionId: string
  style: Style
  facts: ContentFacts
  model: string
  script: { text: string; syllables: number; seconds: number }
  requestedAt: string
  creatives: Partial<Record<Piece, CreativeRow>>
  background?: { prompt: string; file: MediaFile; usage: { provider: string; model: string; costUsd: number } }
  skipped?: { code: string; reason: string }
  approvedAt?: string
}
