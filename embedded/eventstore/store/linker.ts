import { randomUUID } from 'node:crypto'
import type { StatementSync } from 'node:sqlite'
import { headOf, idOf, type Proposed } from '../codec/record.ts'
import type { Log } from './log.ts'
import type { LogReader } from './reader.ts'
import type { Row } from './rows.ts'
import { linkEvent } from './system-events.ts'
import { setTruncateBefore } from './truncate.ts'
import type { Writer } from './writer.ts'

/** So many events a transaction looks at, so that the appends in it do not wait long. */
const STEP_ROWS = 1000
/** So many a start may look at again: progress without links is not worth a commit each time. */
const UNSAVED_ROWS = 5000
/** Links wait this long, or for so many events without: many together cost less than a few in each transaction. */
const WAIT_MS = 10
const WAIT_ROWS = 256

/**
 * Writes the links of the system projections: `$ce-<category>` and `$et-<type>`. How far it came is committed together
 * with the links, so after a crash each event is linked exactly once.
 */
export class Linker {
  readonly #log: Log
  readonly #reader: LogReader
  readonly #load: StatementSync
  readonly #save: StatementSync
  readonly #writer: Writer
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  #cursor = 0
  #saved = 0
  /** True once the links have waited long enough, until they have caught up. */
  #due = false

  constructor(log: Log, reader: LogReader, writer: Writer) {
    this.#log = log
    this.#reader = reader
    this.#writer = writer
    this.#load = log.db.prepare(`SELECT position FROM progress WHERE name = 'links'`)
    this.#save = log.db.prepare(
      `INSERT INTO progress (name, position) VALUES ('links', ?) ON CONFLICT DO UPDATE SET position = excluded.position`,
    )
    this.reset()
    this.#stopListening = log.signals.listen(undefined, () => this.#schedule())
  }

  reset(): void {
    this.#cursor = Number(this.#load.get()?.position ?? 0)
    this.#saved = this.#cursor
  }

  get behind(): boolean {
    return this.#cursor < this.#log.committed
  }

  close(): void {
    this.#stopListening()
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (!this.behind) return
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.hurry()
      if (this.behind) this.#writer.wake()
    }, WAIT_MS)
  }

  /** The next step does not wait for more to link. */
  hurry(): void {
    this.#due = true
  }

  /** Inside a transaction: links some of the events that have no links yet. */
  step(): void {
    const before = this.#log.position
    if (!this.#due && this.#log.committed - this.#cursor < WAIT_ROWS) return
    const end = Math.min(this.#log.committed, this.#cursor + STEP_ROWS)
    while (this.#cursor < end) {
      const rows = this.#reader.forward(this.#cursor + 1, end)
      for (const row of rows) this.#link(row)
      this.#cursor = rows.at(-1)?.position ?? end
    }
    // The links stand right behind what was committed: having linked all of that, there is nothing in them to look at.
    this.#due = this.#cursor < before
    if (!this.#due) this.#cursor = this.#log.position
    if (this.#log.position > before || this.#cursor - this.#saved >= UNSAVED_ROWS) {
      this.#save.run(this.#cursor)
      this.#saved = this.#cursor
    }
    this.#schedule()
  }

  #link({ record, revision }: Row): void {
    const { stream, type } = headOf(record)
    if (stream.startsWith('$') || type.startsWith('$')) return
    const link = linkEvent(revision, stream, idOf(record))
    const dash = stream.indexOf('-')
    if (dash > 0) this.#write(`$ce-${stream.slice(0, dash)}`, { ...link, id: randomUUID() })
    this.#write(`$et-${type}`, link)
  }

  #write(name: string, link: Proposed): void {
    const { streams } = this.#log
    const target = streams.find(name)
    if (streams.isTombstoned(target)) return
    const reborn = streams.isSoftDeleted(target)
    this.#log.writeLink(target, link)
    if (reborn) setTruncateBefore(this.#log, name, target.last)
  }
}
