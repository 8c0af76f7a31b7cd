import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { idOf } from '../codec/record.ts'
import { uuidKey } from '../codec/uuid.ts'
import { asRun, RUN_COLUMNS } from './pages.ts'
import { isLinks, rowsOf } from './runs.ts'

/** So many ids of events are kept back, in memory, before they are written. */
export const KEPT_BACK_IDS = 4096

interface Entry {
  stream: number
  id: string
  revision: number
}

/**
 * At which revisions of a stream the events with an id are, for appends that are sent again. Ids come in no order: each
 * would touch a page of its own in each commit. So they are written many at once; until then, and after a crash, they are
 * known from the events themselves. The server's own links have no entry: nobody sends them again.
 */
export class EventIds {
  readonly #find: StatementSync
  readonly #insert: StatementSync
  readonly #loadWritten: StatementSync
  readonly #saveWritten: StatementSync
  readonly #runsAfter: StatementSync
  readonly #unwritten = new Map<string, Entry>()

  constructor(db: DatabaseSync) {
    this.#find = db.prepare('SELECT revision FROM ids WHERE stream = ? AND key = ? ORDER BY revision')
    this.#insert = db.prepare('INSERT INTO ids (stream, key, revision) VALUES (?, ?, ?)')
    this.#loadWritten = db.prepare(`SELECT position FROM progress WHERE name = 'ids'`)
    this.#saveWritten = db.prepare(`UPDATE progress SET position = ? WHERE name = 'ids'`)
    this.#runsAfter = db.prepare(`SELECT stream, ${RUN_COLUMNS} FROM runs WHERE position > ? ORDER BY position`)
    this.reset()
  }

  /** Back to what the database holds. */
  reset(): void {
    this.#unwritten.clear()
    const written = Number(this.#loadWritten.get()?.position)
    for (const found of this.#runsAfter.iterate(written)) {
      const run = asRun(found)
      if (isLinks(run)) continue
      for (const { record, revision } of rowsOf(run)) this.#add(found.stream as number, idOf(record), revision)
    }
  }

  get kept(): number {
    return this.#unwritten.size
  }

  /** Adds the ids of consecutive events, the last of which is the newest of all. */
  add(stream: number, events: { id: string }[], revision: number, lastPosition: number): void {
    events.forEach(({ id }, index) => {
      this.#add(stream, id, revision + index)
    })
    if (this.#unwritten.size >= KEPT_BACK_IDS) this.#write(lastPosition)
  }

  /** Where in a stream an event with that id may be: its first place is among them, others need not be. */
  candidates(stream: number, id: string): number[] {
    const written = this.#find.all(stream, uuidKey(id)).map(({ revision }) => Number(revision))
    const unwritten = this.#unwritten.get(keyOf(stream, id))
    return unwritten ? [...written, unwritten.revision] : written
  }

  #add(stream: number, id: string, revision: number): void {
    const key = keyOf(stream, id)
    if (!this.#unwritten.has(key)) this.#unwritten.set(key, { stream, id, revision })
  }

  #write(position: number): void {
    // In order, so that neighbours in the table are written one after the other.
    const entries = this.#unwritten.values().map(({ stream, id, revision }) => ({ stream, key: uuidKey(id), revision }))
    const sorted = [...entries].sort((a, b) => a.stream - b.stream || a.key - b.key)
    for (const { stream, key, revision } of sorted) this.#insert.run(stream, key, revision)
    this.#saveWritten.run(position)
    this.#unwritten.clear()
  }
}

const keyOf = (stream: number, id: string): string => `${id}${stream}`
