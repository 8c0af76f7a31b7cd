import { allCursor, type Cursor, streamCursor } from '../services/cursors.ts'
import { compileFilter, type Filter } from '../services/filter.ts'
import { type Row, type Run, rowsOf, streamOfPacked } from '../store/runs.ts'
import type { Store } from '../store/store.ts'
import { fresh, type Message } from './message.ts'
import { Progress } from './progress.ts'
import { ALL } from './settings.ts'
import type { Stored } from './table.ts'

/** What groups write themselves is not shown to groups on $all, lest one parks what it parked. */
const BOOKKEEPING = /^(\$\$)?\$persistentsubscription-/

/** The events a group is about, from where it stands, and how far it has come with them. */
export class Source {
  readonly progress: Progress
  readonly #store: Store
  readonly #definition: Stored
  readonly #filter: Filter | undefined
  #cursor: Cursor | undefined
  #considered = 0

  constructor(store: Store, definition: Stored, writeCheckpoint: (place: number) => void) {
    const { settings, start, checkpoint } = definition
    this.#store = store
    this.#definition = definition
    this.progress = new Progress(start, checkpoint, settings, writeCheckpoint)
    this.#filter = settings.filter && compileFilter(settings.filter)
  }

  /** Throws a StatusError when the stream was tombstoned. */
  open(): void {
    const { log, reader } = this.#store
    const { stream } = this.#definition
    const from = { from: this.progress.reached, backwards: false, subscription: true }
    this.#cursor ??= stream === ALL ? allCursor(log, reader, from) : streamCursor(log, reader, stream, from)
  }

  /** Looks at up to `limit` events. `atEnd` when there was none; it throws a StatusError as `open` does. */
  read(limit: number): { messages: Message[]; atEnd: boolean } {
    const page = this.#cursor?.next(limit) ?? []
    const { reader } = this.#store
    const rows = page.flatMap((run) => this.#pick(run))
    for (const row of rows) this.progress.open(this.#placeOf(row))
    this.progress.reached = this.#cursor?.reached ?? this.progress.reached
    this.#noteConsidered(page.reduce((sum, { count }) => sum + count, 0))
    const messages = rows.map((row) => fresh(row, reader, this.#definition.settings.resolveLinks))
    return { messages, atEnd: page.length === 0 }
  }

  settle(row: Row): void {
    this.progress.settle(this.#placeOf(row))
  }

  #placeOf({ position, revision }: Row): number {
    return this.#definition.stream === ALL ? position : revision
  }

  #pick(run: Run): Row[] {
    if (this.#definition.stream === ALL && BOOKKEEPING.test(streamOfPacked(run.packed))) return []
    return this.#filter ? this.#filter(run) : rowsOf(run)
  }

  /** A filter may let nothing pass for long: its progress is written down all the same. */
  #noteConsidered(count: number): void {
    this.#considered += count
    if (this.#considered < (this.#definition.settings.filter?.checkpointInterval ?? Infinity)) return
    this.#considered = 0
    this.progress.save()
  }
}
