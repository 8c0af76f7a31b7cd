import type { Background, Lineage } from './content-events.ts'
import type { ContentFacts, MediaFile, Piece, Style } from './creative.ts'

/** What pictures are kept by: the same facts in the same style by the same model are the same pictures. */
export interface ContentKey {
  facts: ContentFacts
  style: Style
  model: string
  pieces: readonly Piece[]
}

/** What was made for a key. */
export interface KeptContent {
  background?: Background
  made: { piece: Piece; file: MediaFile; lineage: Lineage }[]
}
