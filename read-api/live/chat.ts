import { type Chunk, type ChunkLog, chatSubject, follows } from '../../adapters/assistant/chunk-log.ts'
import type { Nats } from '../../adapters/nats/connect.ts'

export interface ChatFeedDeps {
  chunks: Pick<ChunkLog, 'after'>
  nats: Pick<Nats, 'subscribe' | 'connection'>
  /** Pause between two looks at the rows, which find what NATS has lost; milliseconds. */
  sweepMs: number
  onError(error: unknown): void
}

/** Somebody who looks on. */
export interface ChatViewer {
  piece(chunk: Chunk): void
  beat(seq: number): void
  /** What lies between cannot be given any more: the screen has to be loaded again. */
  startOver(): void
  closed: Promise<void>
}

/** Gives a conversation's pieces in order and without gaps, from a place on, until the viewer has gone. */
export async function followChat(
  { chunks, nats, sweepMs, onError }: ChatFeedDeps,
  { merchantId, conversationId }: { merchantId: string; conversationId: string },
  after: number,
  viewer: ChatViewer,
): Promise<void> {
  const gone = new AbortController()
  const place = { seq: after, ended: false }
  const give = (chunk: Chunk): boolean => {
    if (chunk.seq <= place.seq) return true
    if (!follows(chunk, place.seq, place.ended)) return false
    viewer.piece(chunk)
    Object.assign(place, { seq: chunk.seq, ended: chunk.kind === 'end' })
    return true
  }
  const fill = async () => {
    while (!gone.signal.aborted) {
      const rows = await chunks.after(conversationId, place.seq)
      if (rows.length === 0) return
      if (rows.every(give)) continue
      // A row is written before it is told, so a gap among the rows is none that will be filled.
      viewer.startOver()
      return gone.abort()
    }
  }
  const inTurn = sequence(onError)
  const listen = async () => {
    for await (const { data } of nats.subscribe(chatSubject(merchantId, conversationId), gone.signal))
      inTurn(async () => void (give(JSON.parse(data) as Chunk) || (await fill())))
  }
  const timer = setInterval(() => inTurn(() => fill().then(() => viewer.beat(place.seq))), sweepMs)
  try {
    listen().catch(onError)
    // What is told from here on is heard; what was told before is among the rows.
    await nats.connection.flush()
    inTurn(fill)
    await viewer.closed
  } finally {
    clearInterval(timer)
    gone.abort()
  }
}

/** Does one thing after another. */
function sequence(onError: (error: unknown) => void): (work: () => Promise<void>) => void {
  let last: Promise<void> = Promise.resolve()
  return (work) => {
    last = last.then(work).catch(onError)
  }
}
