import { followStream } from '../live/stream.ts'
import { type Streamed, withPiece } from './pieces.ts'
import type { Piece } from './types.ts'

/** Follows one conversation's replies as they are said. */
export class Follow {
  replies = $state.raw<Readonly<Record<string, Streamed>>>({})
  readonly stop: () => void

  /** @param onReset called when what lies between can no longer be sent: everything has to be loaded again */
  constructor(id: string, after: number, onReset: () => void) {
    this.stop = followStream({
      addressAt: (place) => `/api/v1/conversations/${id}/live?after=${place}`,
      after,
      on: {
        piece: (piece: Piece) => {
          this.replies = { ...this.replies, [piece.replyId]: withPiece(this.replies[piece.replyId], piece) }
        },
        reset: () => {
          this.stop()
          onReset()
        },
      },
      onstatus: () => {},
    })
  }
}
