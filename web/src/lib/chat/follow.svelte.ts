import { type Streamed, withPiece } from './pieces.ts'
import type { Piece } from './types.ts'

const RECONNECT_MS = 1500

/** Follows one conversation's replies as they are said; comes back by itself where it was. */
export class Follow {
  status = $state<'open' | 'lost' | 'closed'>('closed')
  replies = $state.raw<Readonly<Record<string, Streamed>>>({})
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #after: number
  readonly #id: string
  readonly #onReset: () => void

  /** @param onReset called when what lies between can no longer be sent: everything has to be loaded again */
  constructor(id: string, after: number, onReset: () => void) {
    this.#id = id
    this.#after = after
    this.#onReset = onReset
    this.#connect()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
    this.status = 'closed'
  }

  #connect(): void {
    const source = new EventSource(`/api/v1/conversations/${this.#id}/live?after=${this.#after}`)
    this.#source = source
    source.onopen = () => (this.status = 'open')
    source.onerror = () => {
      this.status = 'lost'
      // A refused connection (a restart, say) is final for an EventSource, so a new one has to be made.
      if (source.readyState === EventSource.CLOSED && this.#source === source)
        this.#timer = setTimeout(() => this.#connect(), RECONNECT_MS)
    }
    source.addEventListener('piece', ({ data, lastEventId }) => {
      this.#after = Number(lastEventId)
      const piece = JSON.parse(data) as Piece
      this.replies = { ...this.replies, [piece.replyId]: withPiece(this.replies[piece.replyId], piece) }
    })
    source.addEventListener('reset', () => {
      source.close()
      this.#onReset()
    })
  }
}
