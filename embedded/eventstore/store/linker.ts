import type { StatementSync } from 'node:sqlite'
import { headOf, idOf } from '../codec/record.ts'
import type { Log } from './log.ts'
import type { LogReader } from './reader.ts'
import type { Row } from './rows.ts'
import { linkEvent } from './system-events.ts'
import type { Writer } from './writer.ts'

/** Links wait this long for an append to share a commit with. */
const IDLE_MS = 3

/**
 * Writes the links of the system projections: `$ce-<category>` and `$et-<type>`. How far it came is committed together
 * with the links, so after a crash each event is linked exactly once.
 */
export class Linker {
  readonly #log: Log
  readonly #reader: LogReader
  readonly #load: StatementSync
  readonly #save: StatementSync
  readonly #stopListening: () => void
  #timer: NodeJS.Timeout | undefined
  #cursor = 0

  constructor(log: Log, reader: LogReader, writer: Writer) {
    this.#log = log
    this.#reader = reader
    this.#load = log.db.prepare(`SELECT position FROM progress WHERE name = 'links'`)
    this.#save = log.db.prepare(
      `INSERT INTO progress (name, position) VALUES ('links', ?) ON CONFLICT DO UPDATE SET position = excluded.position`,
    )
    this.reset()
    this.#stopListening = log.signals.listen(undefined, () => {
      if (this.behind) this.#timer ??= setTimeout(() => this.#onIdle(writer), IDLE_MS)
    })
  }

  reset(): void {
    this.#cursor = Number(this.#load.get()?.position ?? 0)
  }

  get behind(): boolean {
    return this.#cursor < this.#log.committed
  }

  close(): void {
    this.#stopListening()
    clearTimeout(this.#timer)
  }

  #onIdle(writer: Writer): void {
    this.#timer = undefined
    if (this.behind) writer.wake()
  }

  /** Inside a transaction: links some of the events that have no links yet. */
  step(): void {
    if (!this.behind) return
    const rows = this.#reader.forward(this.#cursor + 1, this.#log.committed)
    const before = this.#log.position
    for (const row of rows) this.#link(row)
    this.#cursor = rows.at(-1)?.position ?? this.#log.committed
    if (this.#log.position === before) return
    // The links stand right behind what was committed: having linked all of that, there is nothing in them to look at.
    if (this.#cursor === before) this.#cursor = this.#log.position
    this.#save.run(this.#cursor)
  }

  #link({ record, revision }: Row): void {
    const { stream, type } = headOf(record)
    if (stream.startsWith('$') || type.startsWith('$')) return
    const id = idOf(record)
    const dash = stream.indexOf('-')
    const { streams } = this.#log
    if (dash > 0) this.#log.writeLink(streams.find(`$ce-${stream.slice(0, dash)}`), linkEvent(revision, stream, id))
    this.#log.writeLink(streams.find(`$et-${type}`), linkEvent(revision, stream, id))
  }
}
