import type { SQLOutputValue } from 'node:sqlite'

/** One request received, whether or not it was ever answered. */
export interface RequestRow {
  seq: number
  partner: string
  operation: string
  method: string
  path: string
  reference: string | null
  body: unknown
  at: string
  /** What became of it: a status code, or the name of the behaviour that swallowed it; null while undecided. */
  outcome: string | null
}

/** One post actually made, with what growth and status are derived from. */
export interface Post {
  postId: string
  partner: string
  account: string
  reference: string | null
  at: number
  liveFrom: number
  liveUntil: number | null
  takenDownAt: number | null
  requestSeq: number | null
  data: Record<string, unknown>
}

/** What comes before a post: an Instagram container, an uploaded clip. */
export interface Draft {
  id: string
  partner: string
  account: string
  reference: string | null
  /** Wall time, not the sandbox's clock: processing goes on while the clock is held. */
  readyAt: number
  publishedAs: string | null
  data: Record<string, unknown>
}

type Row = Record<string, SQLOutputValue>

export const asPost = (row: Row) => ({ ...row, data: JSON.parse(row.data as string) }) as unknown as Post
export const asDraft = (row: Row) => ({ ...row, data: JSON.parse(row.data as string) }) as unknown as Draft
export const asRequest = (row: Row) =>
  ({
    ...row,
    at: new Date(row.at as number).toISOString(),
    body: JSON.parse(row.body as string),
  }) as unknown as RequestRow
