import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { asDraft, asPost, asRequest, type Draft, type Post, type RequestRow } from './rows.ts'

const BY_PARTNER_AND_REFERENCE = 'partner = coalesce(?1, partner) AND (?2 IS NULL OR reference = ?2)'

/** The record of what came in and what was made. A write is one statement, or `together`: nothing is ever half there. */
export class Store {
  readonly #db: DatabaseSync
  readonly #prepared = new Map<string, StatementSync>()

  constructor(db: DatabaseSync) {
    this.#db = db
  }

  #sql(text: string): StatementSync {
    const statement = this.#prepared.get(text) ?? this.#db.prepare(text)
    this.#prepared.set(text, statement)
    return statement
  }

  #next(table: 'posts' | 'drafts'): number {
    return this.#sql(`SELECT coalesce(max(n), 0) + 1 AS n FROM ${table}`).get()?.n as number
  }

  addRequest(request: Omit<RequestRow, 'seq' | 'outcome' | 'at'> & { at: number }): number {
    const { partner, operation, method, path, reference, at } = request
    const insert = this.#sql(`INSERT INTO requests (partner, operation, method, path, reference, body, at)
      VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq`)
    const body = JSON.stringify(request.body ?? null)
    return insert.get(partner, operation, method, path, reference, body, at)?.seq as number
  }

  setOutcome(seq: number, outcome: string): void {
    this.#sql('UPDATE requests SET outcome = ? WHERE seq = ?').run(outcome, seq)
  }

  requests(partner: string | null, reference: string | null): RequestRow[] {
    const found = this.#sql(`SELECT * FROM requests WHERE ${BY_PARTNER_AND_REFERENCE} ORDER BY seq`)
    return found.all(partner, reference).map(asRequest)
  }

  request(seq: number | null): RequestRow | null {
    const row = this.#sql('SELECT * FROM requests WHERE seq = ?').get(seq)
    return row ? asRequest(row) : null
  }

  nextPost(): number {
    return this.#next('posts')
  }

  addPost(p: Omit<Post, 'takenDownAt'>): Post {
    const insert = this.#sql(`INSERT INTO posts
      (postId, partner, account, reference, at, liveFrom, liveUntil, requestSeq, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`)
    const data = JSON.stringify(p.data)
    insert.run(p.postId, p.partner, p.account, p.reference, p.at, p.liveFrom, p.liveUntil, p.requestSeq, data)
    return { ...p, takenDownAt: null }
  }

  post(partner: string, postId: string): Post | null {
    const row = this.#sql('SELECT * FROM posts WHERE partner = ? AND postId = ?').get(partner, postId)
    return row ? asPost(row) : null
  }

  posts(partner: string | null, reference: string | null): Post[] {
    const found = this.#sql(`SELECT * FROM posts WHERE ${BY_PARTNER_AND_REFERENCE} ORDER BY n`)
    return found.all(partner, reference).map(asPost)
  }

  /** Apart from `posts`, as every create asks this, and it must stay quick however many there are. */
  postsByReference(partner: string, reference: string): Post[] {
    const found = this.#sql('SELECT * FROM posts WHERE partner = ? AND reference = ? ORDER BY n')
    return found.all(partner, reference).map(asPost)
  }

  anyPost(postId: string): Post | null {
    const row = this.#sql('SELECT * FROM posts WHERE postId = ?').get(postId)
    return row ? asPost(row) : null
  }

  /** An account's posts that still stand, newest first, after the one given. */
  standing(partner: string, account: string, after: string | null, limit: number): Post[] {
    const found = this.#sql(`SELECT * FROM posts WHERE partner = ?1 AND account = ?2 AND takenDownAt IS NULL
      AND (?3 IS NULL OR n < (SELECT n FROM posts WHERE postId = ?3)) ORDER BY n DESC LIMIT ?4`)
    return found.all(partner, account, after, limit).map(asPost)
  }

  countSince(partner: string, account: string, since: number): number {
    const count = this.#sql('SELECT count(*) AS n FROM posts WHERE partner = ? AND account = ? AND at > ?')
    return count.get(partner, account, since)?.n as number
  }

  takeDown(postId: string, at: number): void {
    this.#sql('UPDATE posts SET takenDownAt = ? WHERE postId = ?').run(at, postId)
  }

  nextDraft(): number {
    return this.#next('drafts')
  }

  addDraft(d: Omit<Draft, 'publishedAs'>): Draft {
    const insert = this.#sql(`INSERT INTO drafts (id, partner, account, reference, readyAt, data)
      VALUES (?, ?, ?, ?, ?, ?)`)
    insert.run(d.id, d.partner, d.account, d.reference, d.readyAt, JSON.stringify(d.data))
    return { ...d, publishedAs: null }
  }

  draft(partner: string, id: string): Draft | null {
    const row = this.#sql('SELECT * FROM drafts WHERE partner = ? AND id = ?').get(partner, id)
    return row ? asDraft(row) : null
  }

  draftsByReference(partner: string, reference: string): Draft[] {
    const found = this.#sql('SELECT * FROM drafts WHERE partner = ? AND reference = ? ORDER BY n')
    return found.all(partner, reference).map(asDraft)
  }

  setPublished(id: string, postId: string): void {
    this.#sql('UPDATE drafts SET publishedAs = ? WHERE id = ?').run(postId, id)
  }

  /** Several writes that must be seen together or not at all. */
  together(work: () => void): void {
    this.#db.exec('BEGIN')
    try {
      work()
      this.#db.exec('COMMIT')
    } catch (error) {
      this.#db.exec('ROLLBACK')
      throw error
    }
  }
}
