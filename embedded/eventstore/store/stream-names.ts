import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { asBuffer } from './pages.ts'
import { streamOfPacked } from './runs.ts'

/** So many new names are kept back, in memory, before they are written. */
export const KEPT_BACK = 4096

/**
 * The ids of streams by their names. Names come in no order: each would touch a page of its own in each commit. So new
 * ones are written many at once; until then, and after a crash, they are known from the events they stand in.
 */
export class StreamNames {
  readonly #idOf: StatementSync
  readonly #insert: StatementSync
  readonly #largest: StatementSync
  readonly #loadWritten: StatementSync
  readonly #saveWritten: StatementSync
  readonly #someRun: StatementSync
  readonly #unwritten = new Map<string, number>()
  #nextId = 1

  constructor(db: DatabaseSync) {
    this.#idOf = db.prepare('SELECT id FROM streams WHERE name = ?')
    this.#insert = db.prepare('INSERT INTO streams (name, id) VALUES (?, ?)')
    this.#largest = db.prepare('SELECT max(stream) AS id FROM runs')
    this.#loadWritten = db.prepare(`SELECT position FROM progress WHERE name = 'names'`)
    this.#saveWritten = db.prepare(`UPDATE progress SET position = ? WHERE name = 'names'`)
    this.#someRun = db.prepare('SELECT packed FROM runs WHERE stream = ? LIMIT 1')
    this.reset()
  }

  /** Back to what the database holds. */
  reset(): void {
    this.#unwritten.clear()
    this.#nextId = Number(this.#largest.get()?.id ?? 0) + 1
    for (let id = Number(this.#loadWritten.get()?.position) + 1; id < this.#nextId; id++) {
      const packed = asBuffer(this.#someRun.get(id)?.packed as Uint8Array)
      this.#unwritten.set(streamOfPacked(packed), id)
    }
  }

  /** 0 when no stream has that name. */
  idOf(name: string): number {
    return this.#unwritten.get(name) ?? Number(this.#idOf.get(name)?.id ?? 0)
  }

  /** Gives a new stream its id; its first event belongs into the same transaction. */
  add(name: string): number {
    const id = this.#nextId++
    this.#unwritten.set(name, id)
    if (this.#unwritten.size >= KEPT_BACK) this.#write()
    return id
  }

  get kept(): number {
    return this.#unwritten.size
  }

  #write(): void {
    // In order, so that neighbours in the index are written one after the other.
    for (const [name, id] of [...this.#unwritten].sort(([a], [b]) => (a < b ? -1 : 1))) this.#insert.run(name, id)
    this.#saveWritten.run(this.#nextId - 1)
    this.#unwritten.clear()
  }
}
