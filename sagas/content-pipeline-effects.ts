import { type ContentFacts, PIECES, type Piece, type Style, type Words } from '../domain/creative.ts'
import type { Effect } from './saga.ts'

/** What a background's pixels are found by, and the model that painted them. */
export interface PaintedOn {
  model: string
  hash: string
  width: number
  height: number
}
/** Effects of this saga; their handlers are in content-handlers.ts. */
export type PaintBackground = { type: 'paint-background'; contentId: string; style: Style; facts: ContentFacts }
export type MakeCreative = {
  type: 'make-picture' | 'make-clip'
  contentId: string
  piece: Piece
  round: number
  style: Style
  model: string
  facts: ContentFacts
  background?: PaintedOn
}

/** What the saga knows of one promotion's creatives. */
export interface ContentContext {
  contentId: string
  style: Style
  model: string
  facts: ContentFacts
  fromCache: boolean
  pieces: Piece[]
  background?: PaintedOn
  /** The round of each piece that is still being made. */
  waiting: Partial<Record<Piece, number>>
  words: Partial<Record<Piece, Words>>
}

/** The order to make one piece, with the words it is to say. */
export function order(context: ContentContext, piece: Piece): MakeCreative {
  const { contentId, style, model, background } = context
  return {
    type: PIECES[piece].kind === 'clip' ? 'make-clip' : 'make-picture',
    contentId,
    piece,
    round: context.waiting[piece] ?? 1,
    style,
    model,
    facts: { ...context.facts, ...context.words[piece] },
    ...(background ? { background } : {}),
  }
}

/** The command that gives a piece up. */
export const fail = ({ contentId }: ContentContext, piece: Piece, round: number): Effect => ({
  type: 'command',
  command: 'FailCreative',
  input: { contentId, piece, round, code: 'CREATIVE_OVERDUE', reason: 'It was not made in time.' },
})
