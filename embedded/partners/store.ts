import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'

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

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS requests (seq INTEGER PRIMARY KEY, partner TEXT, operation TEXT, method TEXT, path TEXT,
    reference TEXT, body TEXT, at INTEGER, outcome TEXT);
  CREATE INDEX IF NOT EXISTS requests_by_reference ON requests (partner, reference);
  CREATE TABLE IF NOT EXISTS posts (n INTEGER PRIMARY KEY, postId TEXT UNIQUE, partner TEXT, account TEXT, reference TEXT,
    at INTEGER, liveFrom INTEGER, liveUntil INTEGER, takenDownAt INTEGER, requestSeq INTEGER, data TEXT);
  CREATE INDEX IF NOT EXISTS posts_by_reference ON posts (partner, reference);
  CREATE TABLE IF NOT EXISTS drafts (n INTEGER PRIMARY KEY, id TEXT UNIQUE, partner TEXT, account TEXT, reference TEXT,
    readyAt INTEGER, publishedAs TEXT, data TEXT);
  CREATE TABLE IF NOT EXISTS scripts (id INTEGER PRIMARY KEY, script TEXT NOT NULL);`

/** Opens the sandbox's database: written before anything is answered, so a killed process forgets nothing it accepted. */
export function openDatabase(data: string): DatabaseSync {
  if (data !== ':memory:') mkdirSync(data, { recursive: true })
  const db = new DatabaseSync(data === ':memory:' ? data : join(data, 'partners.sqlite'))
  db.exec(SCHEMA)
  return db
}

type Row = Record<string, SQLOutputValue>

const asPost = (row: Row) => ({ ...row, data: JSON.parse(row.data as string) }) as unknown as Post
const asDraft = (row: Row) => ({ ...row, data: JSON.parse(row.data as string) }) as unknown as Draft
const asRequest = (row: Row) =>
  ({
    ...row,
    at: new Date(row.at as number).toISOString(),
    body: JSON.parse(row.body as string),
  }) as unknown as RequestRow

export type Store = ReturnType<typeof createStore>

/** The record of what came in and what was made. Every write is one statement: nothing is ever half there. */
export function createStore(db: DatabaseSync) {
  const sql = (text: string) => db.prepare(text)
  const addRequest = sql(`INSERT INTO requests (partner, operation, method, path, reference, body, at)
    VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq`)
  const setOutcome = sql('UPDATE requests SET outcome = ? WHERE seq = ?')
  const requests = sql(`SELECT * FROM requests WHERE partner = coalesce(?1, partner)
    AND (?2 IS NULL OR reference = ?2) ORDER BY seq`)
  const requestBySeq = sql('SELECT * FROM requests WHERE seq = ?')
  const nextPost = sql('SELECT coalesce(max(n), 0) + 1 AS n FROM posts')
  const addPost =
    sql(`INSERT INTO posts (postId, partner, account, reference, at, liveFrom, liveUntil, requestSeq, data)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
  const post = sql('SELECT * FROM posts WHERE partner = ? AND postId = ?')
  const posts = sql(`SELECT * FROM posts WHERE partner = coalesce(?1, partner)
    AND (?2 IS NULL OR reference = ?2) ORDER BY n`)
  const takeDown = sql('UPDATE posts SET takenDownAt = ? WHERE postId = ?')
  const nextDraft = sql('SELECT coalesce(max(n), 0) + 1 AS n FROM drafts')
  const addDraft = sql('INSERT INTO drafts (id, partner, account, reference, readyAt, data) VALUES (?, ?, ?, ?, ?, ?)')
  const draft = sql('SELECT * FROM drafts WHERE partner = ? AND id = ?')
  const drafts = sql('SELECT * FROM drafts WHERE partner = ? AND reference = ? ORDER BY n')
  const setPublished = sql('UPDATE drafts SET publishedAs = ? WHERE id = ?')
  return {
    addRequest(r: Omit<RequestRow, 'seq' | 'outcome' | 'at'> & { at: number }): number {
      const { partner, operation, method, path, reference, at } = r
      const body = JSON.stringify(r.body ?? null)
      return addRequest.get(partner, operation, method, path, reference, body, at)?.seq as number
    },
    setOutcome: (seq: number, outcome: string) => void setOutcome.run(outcome, seq),
    requests: (partner: string | null, reference: string | null) => requests.all(partner, reference).map(asRequest),
    request(seq: number | null) {
      const row = seq === null ? undefined : requestBySeq.get(seq)
      return row ? asRequest(row) : null
    },
    nextPost: () => nextPost.get()?.n as number,
    addPost(p: Omit<Post, 'takenDownAt'>): Post {
      const data = JSON.stringify(p.data)
      addPost.run(p.postId, p.partner, p.account, p.reference, p.at, p.liveFrom, p.liveUntil, p.requestSeq, data)
      return { ...p, takenDownAt: null }
    },
    post(partner: string, postId: string): Post | null {
      const row = post.get(partner, postId)
      return row ? asPost(row) : null
    },
    posts: (partner: string | null, reference: string | null) => posts.all(partner, reference).map(asPost),
    takeDown: (postId: string, at: number) => void takeDown.run(at, postId),
    nextDraft: () => nextDraft.get()?.n as number,
    addDraft(d: Omit<Draft, 'publishedAs'>): Draft {
      addDraft.run(d.id, d.partner, d.account, d.reference, d.readyAt, JSON.stringify(d.data))
      return { ...d, publishedAs: null }
    },
    draft(partner: string, id: string): Draft | null {
      const row = draft.get(partner, id)
      return row ? asDraft(row) : null
    },
    draftsByReference: (partner: string, reference: string) => drafts.all(partner, reference).map(asDraft),
    setPublished: (id: string, postId: string) => void setPublished.run(postId, id),
    /** Several writes that must be seen together or not at all. */
    together<T>(work: () => T): T {
      db.exec('BEGIN')
      try {
        const result = work()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
  }
}
