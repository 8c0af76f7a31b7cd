import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { encodeRecord, type Proposed, TOMBSTONE, ticksOf } from '../codec/record.ts'
import { uuidKey } from '../codec/uuid.ts'
import type { Row } from './rows.ts'
import { Signals } from './signals.ts'
import { isMetastream, type Stream, StreamTable } from './stream-table.ts'
import { Tail } from './tail.ts'

/** The append side of the log: writes rows inside a transaction that the writer opens, and tells readers after it. */
export class Log {
  readonly db: DatabaseSync
  readonly streams: StreamTable
  readonly tail = new Tail()
  readonly signals = new Signals()
  /** The newest position readers may see. */
  committed = 0
  #position = 0
  #created = 0
  #ticks = ticksOf(0)
  #pending: Row[] = []
  readonly #touched = new Set<string>()
  readonly #insert: StatementSync
  readonly #end: StatementSync

  constructor(db: DatabaseSync) {
    this.db = db
    this.streams = new StreamTable(db)
    this.#insert = db.prepare(
      'INSERT INTO events (position, stream, revision, id, created, record) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#end = db.prepare('SELECT position, created FROM events ORDER BY position DESC LIMIT 1')
    this.reset()
  }

  /** Back to what the database holds: at the start, and after a rollback. */
  reset(): void {
    const end = this.#end.get()
    this.#position = Number(end?.position ?? 0)
    this.#created = Number(end?.created ?? 0)
    this.#ticks = ticksOf(this.#created)
    this.committed = this.#position
    this.#pending = []
    this.#touched.clear()
    this.streams.reset()
  }

  /** The newest position written, committed or not. */
  get position(): number {
    return this.#position
  }

  /** Adds events to the end of a stream and returns the position of the last one. */
  write(stream: Stream, events: Proposed[]): number {
    this.streams.identify(stream)
    for (const event of events) this.#put(stream, stream.last + 1, event, uuidKey(event.id))
    return this.#position
  }

  /** Adds a link that the server makes itself. */
  writeLink(stream: Stream, event: Proposed): void {
    this.streams.identify(stream)
    this.#put(stream, stream.last + 1, event, null)
  }

  /** Ends a stream for ever. */
  writeTombstone(stream: Stream, event: Proposed): number {
    this.streams.identify(stream)
    this.#put(stream, TOMBSTONE, event, uuidKey(event.id))
    return this.#position
  }

  #put(stream: Stream, revision: number, event: Proposed, key: number | null): void {
    const position = ++this.#position
    // Clocks step back; the order of the log must not.
    const now = Date.now()
    if (now > this.#created) {
      this.#created = now
      this.#ticks = ticksOf(now)
    }
    const record = encodeRecord(event, { stream: stream.name, revision, position, ticks: this.#ticks })
    this.#insert.run(position, stream.id, revision, key, this.#created, record)
    stream.last = revision
    this.#pending.push({ position, revision, record })
    this.#touched.add(stream.name)
    if (isMetastream(stream.name)) this.streams.find(stream.name.slice(2)).metadata = undefined
  }

  /** Called when the transaction is committed: lets readers see what it wrote. */
  publish(): void {
    if (this.#pending.length === 0) return
    this.tail.push(this.#pending)
    this.committed = this.#position
    this.#pending = []
    const touched = [...this.#touched]
    this.#touched.clear()
    this.signals.fire(touched)
  }
}
