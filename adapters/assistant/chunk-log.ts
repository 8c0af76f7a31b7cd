import type { Collection } from 'mongodb'
import type { InterruptedWhy } from '../../domain/reply.ts'
import type { ReplyExtras, ReplyStep } from './port.ts'

/** Names one turn of a conversation. */
export interface TurnKey {
  merchantId: string
  conversationId: string
  replyId: string
  turn: number
}
/** How a turn ended. */
export type ReplyEnd = ReplyExtras &
  ({ outcome: 'completed' } | { outcome: 'interrupted'; why: InterruptedWhy; code?: string })
type Content =
  | { kind: 'text'; text: string }
  | { kind: 'step'; step: ReplyStep; tool?: string }
  | { kind: 'end'; end: ReplyEnd }

/** A piece of a reply as it was said. Its id is its place, so that no two writers can both go on. */
export type Chunk = TurnKey & {
  _id: string
  /** Place in its turn, from 1 without gaps; the last one is an `end`. */
  n: number
  /** Place in the conversation: see {@link seqOf}. */
  seq: number
  at: Date
} & Content

/** More pieces than a turn can have. */
const TURN = 100_000
const DUPLICATE_KEY = 11_000
/** The record is in the event store; pieces are for those who look on. */
const KEPT_SECONDS = 24 * 3_600
const MAX_READ = 1_000

/** Place of a turn's piece in its conversation; those of a later turn are always greater. */
export const seqOf = (turn: number, n: number): number => turn * TURN + n
/** Place behind every piece of a turn. */
export const endOf = (turn: number): number => seqOf(turn, TURN - 1)

/** Whether nothing can lie between two places: the next piece of a turn, or the first of the next after its end. */
export function follows(next: Pick<Chunk, 'seq'>, last: number, lastEnded: boolean): boolean {
  if (next.seq === last + 1) return true
  const isEnded = lastEnded || last % TURN === TURN - 1
  return isEnded && next.seq === seqOf(Math.floor(last / TURN) + 1, 1)
}

/** Thrown to a writer whose place another has taken. */
export class Fenced extends Error {
  override name = 'Fenced'
}

export interface ChunkLog {
  /** Writes a piece and tells those who look on. Throws {@link Fenced} when its place is taken. */
  write(turn: TurnKey, n: number, content: Content): Promise<void>
  ofTurn(conversationId: string, turn: number): Promise<Chunk[]>
  /** Pieces after a place, in order. */
  after(conversationId: string, seq: number): Promise<Chunk[]>
  /** Ends a turn that nobody may write on; gives its pieces with the end that stands, another's if that was faster. */
  seal(turn: TurnKey, end: ReplyEnd): Promise<Chunk[]>
}

/** Subject on which a conversation's pieces are told. */
export const chatSubject = (merchantId: string, conversationId: string): string =>
  `madang.chat.${merchantId}.${conversationId}`

/** Pieces are found by conversation and place, and forgotten after a day. */
export async function ensureChunkIndexes(rows: Collection<Chunk>): Promise<void> {
  await rows.createIndex({ conversationId: 1, seq: 1 })
  await rows.createIndex({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS })
}

/**
 * @param publish tells the replicas; may lose a message without harm, since the rows are the truth
 */
export function openChunkLog(rows: Collection<Chunk>, publish: (subject: string, data: string) => void): ChunkLog {
  const after = (conversationId: string, seq: number, most = MAX_READ) =>
    rows
      .find({ conversationId, seq: { $gt: seq } })
      .sort({ seq: 1 })
      .limit(most)
      .toArray()
  const ofTurn = (conversationId: string, turn: number) =>
    rows
      .find({ conversationId, seq: { $gt: seqOf(turn, 0), $lte: endOf(turn) } })
      .sort({ seq: 1 })
      .toArray()
  const write = async (turn: TurnKey, n: number, content: Content) => {
    const { merchantId, conversationId } = turn
    const seq = seqOf(turn.turn, n)
    const chunk = { _id: `${conversationId}.${seq}`, ...turn, n, seq, at: new Date(), ...content } as Chunk
    await rows.insertOne(chunk).catch((error: { code?: number }) => {
      throw error.code === DUPLICATE_KEY ? new Fenced(`piece ${n} of ${turn.replyId} is there already`) : error
    })
    publish(chatSubject(merchantId, conversationId), JSON.stringify(chunk))
  }
  const seal = async (turn: TurnKey, end: ReplyEnd): Promise<Chunk[]> => {
    for (;;) {
      const chunks = await ofTurn(turn.conversationId, turn.turn)
      const last = chunks.at(-1)
      if (last?.kind === 'end') return chunks
      try {
        await write(turn, (last?.n ?? 0) + 1, { kind: 'end', end })
      } catch (error) {
        if (!(error instanceof Fenced)) throw error
      }
    }
  }
  return { write, ofTurn, after, seal }
}

/** What a turn's pieces say together. */
export const textOf = (chunks: readonly Chunk[]): string =>
  chunks.map((chunk) => (chunk.kind === 'text' ? chunk.text : '')).join('')
