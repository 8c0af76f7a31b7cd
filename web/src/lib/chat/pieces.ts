import type { Message, Piece } from './types.ts'

/** What the stream has brought of one turn of a reply, to be put behind what was loaded. */
export interface Streamed {
  turn: number
  text: string
  step?: { step: string; tool?: string }
  end?: Extract<Piece, { kind: 'end' }>['end']
}

/** A turn with one more piece. A piece of a later turn begins it anew: what was said before is loaded by then. */
export function withPiece(before: Streamed | undefined, piece: Piece): Streamed {
  const turn = before?.turn === piece.turn ? before : { turn: piece.turn, text: '' }
  if (piece.kind === 'text') {
    const { step: _, ...rest } = turn
    return { ...rest, text: turn.text + piece.text }
  }
  if (piece.kind === 'end') return { ...turn, end: piece.end }
  return { ...turn, step: { step: piece.step, ...(piece.tool ? { tool: piece.tool } : {}) } }
}

/** The reply as it is to be shown: what was loaded, and what has been said since. */
export function shown(message: Message, streamed: Streamed | undefined): Message & { step?: Streamed['step'] } {
  const isNews = streamed !== undefined && message.status === 'writing' && streamed.turn === message.turn
  if (!isNews) return message
  const text = message.text + streamed.text
  if (!streamed.end) return { ...message, text, step: streamed.step }
  const { outcome, ...extras } = streamed.end
  return { ...message, ...extras, text, status: outcome }
}
