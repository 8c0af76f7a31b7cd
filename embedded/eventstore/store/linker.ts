import type { StatementSync } from 'node:sqlite'
import type { Link } from '../codec/links.ts'
import { idOf, typeOf } from '../codec/record.ts'
import { uuidBytes } from '../codec/uuid.ts'
import type { Log } from './log.ts'
import type { LogReader } from './reader.ts'
import { endOf, isLinks, type Run, rowsOf, streamOfPacked } from './runs.ts'
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
    const links = new Map<string, Link[]>()
    while (this.#cursor < end) {
      const page = this.#reader.forward(this.#cursor + 1, end)
      for (const run of page) collectLinks(run, links)
      const last = page.at(-1)
      this.#cursor = last ? endOf(last) : end
    }
    for (const [name, found] of links) this.#write(name, found)
    // The links stand right behind what was committed: having linked all of that, there is nothing in them to look at.
    this.#due = this.#cursor < before
    if (!this.#due) this.#cursor = this.#log.position
    if (this.#log.position > before || this.#cursor - this.#saved >= UNSAVED_ROWS) {
      this.#save.run(this.#cursor)
      this.#saved = this.#cursor
    }
    this.#schedule()
  }

  #write(name: string, links: Link[]): void {
    const { streams } = this.#log
    const target = streams.find(name)
    if (streams.isTombstoned(target)) return
    const reborn = streams.isSoftDeleted(target)
    const first = target.last + 1
    this.#log.writeLinks(target, links)
    if (reborn) setTruncateBefore(this.#log, name, first)
  }
}

/** Adds the links to the events of a run to those of each stream of links. */
function collectLinks(run: Run, links: Map<string, Link[]>): void {
  if (isLinks(run)) return
  const stream = streamOfPacked(run.packed)
  if (stream.startsWith('$')) return
  const dash = stream.indexOf('-')
  const byCategory = dash > 0 ? listOf(links, `$ce-${stream.slice(0, dash)}`) : undefined
  for (const { record, revision } of rowsOf(run)) {
    const type = typeOf(record)
    if (type.startsWith('$')) continue
    const link = { stream, revision, causedBy: uuidBytes(idOf(record)) }
    byCategory?.push(link)
    listOf(links, `$et-${type}`).push(link)
  }
}

function listOf(links: Map<string, Link[]>, name: string): Link[] {
  const list = links.get(name) ?? []
  links.set(name, list)
  return list
}
