import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

export type Durability = 'NORMAL' | 'FULL'

/** A server whose parent was killed may still be putting its last writes in order. */
const PATIENCE_MS = 2_000

/**
 * One SQLite file and its group commit: the first write opens a transaction, every write that arrives in the same
 * turn of the event loop joins it, and their replies wait for the one commit at the end of the turn.
 */
export class Database {
  readonly #db: DatabaseSync
  readonly #waiting: ((error?: unknown) => void)[] = []
  #open = false
  /** How many changes there were: tells whether a command made any. */
  writes = 0
  /** Told when a group was rolled back, so that what is kept in memory is read again. */
  onRollback: () => void = () => {}

  constructor(data: string, durability: Durability) {
    if (data !== ':memory:') mkdirSync(data, { recursive: true })
    this.#db = new DatabaseSync(data === ':memory:' ? data : join(data, 'mongo.sqlite'), { timeout: PATIENCE_MS })
    this.#lock(data)
    // Few pages stay; but one large batch may change more before they are written, or each would be written twice.
    this.#db.exec(`
      PRAGMA synchronous = ${durability};
      PRAGMA cache_size = -8192;
      PRAGMA cache_spill = 8000;
      PRAGMA temp_store = MEMORY;
      PRAGMA wal_autocheckpoint = 4000;
    `)
  }

  /** The folder is ours alone: a second server on it would not see what we keep in memory. */
  #lock(data: string): void {
    try {
      this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; BEGIN EXCLUSIVE; COMMIT')
    } catch (error) {
      this.#db.close()
      throw new Error(`mongo: ${data} is in use by another server, or unreadable`, { cause: error })
    }
  }

  exec(sql: string): void {
    this.#db.exec(sql)
  }

  /** Prepares a statement whose rows are arrays. */
  prepare(sql: string): StatementSync {
    const statement = this.#db.prepare(sql)
    statement.setReturnArrays(true)
    return statement
  }

  /** Call before a change. */
  begin(): void {
    this.writes++
    if (this.#open) return
    this.#db.exec('BEGIN')
    this.#open = true
    setImmediate(() => this.commit())
  }

  /** Runs `done` once what was written so far is safe, or with the error that undid it. */
  afterCommit(done: (error?: unknown) => void): void {
    if (this.#open) this.#waiting.push(done)
    else done()
  }

  commit(): void {
    if (!this.#open) return
    try {
      this.#db.exec('COMMIT')
    } catch (error) {
      this.rollback(error)
      return
    }
    this.#settle()
  }

  /** Undoes the whole group: something went wrong half-way through a write. */
  rollback(error: unknown): void {
    if (!this.#open) return
    try {
      this.#db.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself on some errors (a full disk)
    }
    this.onRollback()
    this.#settle(error)
  }

  #settle(error?: unknown): void {
    this.#open = false
    for (const done of this.#waiting.splice(0)) done(error)
  }

  close(): void {
    this.commit()
    this.#db.close()
  }
}
