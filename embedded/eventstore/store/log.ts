import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Link } from '../codec/links.ts'
import { type Proposed, TOMBSTONE, ticksOf } from '../codec/record.ts'
import { EventIds } from './event-ids.ts'
import { divide, packEvents, packLinksOf, type Run } from './runs.ts'
import { Signals } from './signals.ts'
import { isMetastream, type Stream, StreamTable } from './stream-table.ts'
import { Tail } from './tail.ts'

/** The append side of the log: writes runs inside a transaction that the writer opens, and tells readers after it. */
export class Log {
  readonly db: DatabaseSync
  readonly streams: StreamTable
  readonly ids: EventIds
  readonly tail = new Tail()
  readonly signals = new Signals()
  /** The newest position readers may see. */
  committed = 0
  #position = 0
  #created = 0
  #ticks = ticksOf(0)
  #pending: Run[] = []
  readonly #touched = new Set<string>()
  readonly #insert: StatementSync
  readonly #end: StatementSync

  constructor(db: DatabaseSync) {
    this.db = db
    this.streams = new StreamTable(db)
    this.ids = new EventIds(db)
    this.#insert = db.prepare(
      'INSERT INTO runs (position, stream, revision, count, created, packed) VALUES (?, ?, ?, ?, ?, ?)',
    )
    this.#end = db.prepare(
      'SELECT position + count - 1 AS position, created FROM runs ORDER BY runs.position DESC LIMIT 1',
    )
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
    this.ids.reset()
  }

  /** The newest position written, committed or not. */
  get position(): number {
    return this.#position
  }

  /** Adds events to the end of a stream and returns the position of the last one. */
  write(stream: Stream, events: Proposed[]): number {
    this.#writeEvents(stream, stream.last + 1, events)
    return this.#position
  }

  /** Adds links that the server makes itself. */
  writeLinks(stream: Stream, links: Link[]): void {
    this.streams.identify(stream)
    this.#tick()
    const name = Buffer.from(stream.name)
    for (const part of divide(links, linkBytes))
      this.#put(stream, stream.last + 1, part.length, packLinksOf(name, part))
  }

  /** Ends a stream for ever. */
  writeTombstone(stream: Stream, event: Proposed): number {
    this.#writeEvents(stream, TOMBSTONE, [event])
    return this.#position
  }

  #writeEvents(stream: Stream, first: number, events: Proposed[]): void {
    this.streams.identify(stream)
    this.#tick()
    const name = Buffer.from(stream.name)
    let revision = first
    for (const part of divide(events, eventBytes)) {
      const place = { stream: name, revision, position: this.#position + 1, ticks: this.#ticks }
      this.#put(stream, revision, part.length, packEvents(part, place))
      revision += part.length
    }
    this.ids.add(stream.id, events, first, this.#position)
  }

  /** Clocks step back; the order of the log must not. */
  #tick(): void {
    const now = Date.now()
    if (now <= this.#created) return
    this.#created = now
    this.#ticks = ticksOf(now)
  }

  #put(stream: Stream, revision: number, count: number, packed: Buffer): void {
    const position = this.#position + 1
    this.#insert.run(position, stream.id, revision, count, this.#created, packed)
    this.#position += count
    stream.last = revision + count - 1
    this.#pending.push({ position, revision, count, skip: 0, created: this.#created, packed })
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

/** What a packed record or link takes beside what is counted, more or less. */
const FRAME_BYTES = { event: 200, link: 24 }
const eventBytes = ({ metadata, data }: Proposed): number => FRAME_BYTES.event + metadata.length + data.length
const linkBytes = ({ stream }: Link): number => FRAME_BYTES.link + stream.length
