import type { StatementSync } from 'node:sqlite'
import { dataOf, typeOf } from '../codec/record.ts'
import type { Log } from './log.ts'
import { ALL_RUNS, asRun, PAGE, RUN_COLUMNS, STREAM_RUNS, takePage } from './pages.ts'
import { type Row, type Run, rowsOf } from './runs.ts'
import type { Stream } from './stream-table.ts'

/** A run of a stream, unpacked. */
interface Target {
  stream: number
  /** The revision of its first record. */
  first: number
  created: number
  rows: Row[]
}

/** The read side of the log, page by page; backwards, a page has its last run first. Bounds are inclusive. */
export class LogReader {
  readonly #log: Log
  readonly #forward: StatementSync
  readonly #backward: StatementSync
  readonly #streamForward: StatementSync
  readonly #streamBackward: StatementSync
  readonly #runOf: StatementSync
  /** Links lie beside each other like what they point at: the run that the last one led to. */
  #target: Target | undefined

  constructor(log: Log) {
    this.#log = log
    this.#forward = log.db.prepare(ALL_RUNS)
    this.#backward = log.db.prepare(`${ALL_RUNS} DESC`)
    this.#streamForward = log.db.prepare(STREAM_RUNS)
    this.#streamBackward = log.db.prepare(`${STREAM_RUNS} DESC`)
    this.#runOf = log.db.prepare(
      `SELECT ${RUN_COLUMNS} FROM runs WHERE stream = ? AND revision <= ? ORDER BY revision DESC LIMIT 1`,
    )
  }

  forward(from: number, to: number, limit = PAGE): Run[] {
    const cached = this.#log.tail.between(from, Math.min(to, from + Math.min(limit, PAGE) - 1))
    return cached ?? takePage(this.#forward.iterate(from, to), { by: 'position', from, to }, limit)
  }

  backward(from: number, limit = PAGE): Run[] {
    const bounds = { by: 'position', from: 1, to: from, backwards: true } as const
    return takePage(this.#backward.iterate(1, from), bounds, limit)
  }

  streamForward(stream: Stream, from: number, to: number, limit = PAGE): Run[] {
    const first = Math.max(from, this.#log.streams.firstVisible(stream))
    const found = this.#streamForward.iterate(stream.id, first, to, this.#oldest(stream))
    return takePage(found, { by: 'revision', from: first, to }, limit)
  }

  streamBackward(stream: Stream, from: number, limit = PAGE): Run[] {
    const first = this.#log.streams.firstVisible(stream)
    const found = this.#streamBackward.iterate(stream.id, first, from, this.#oldest(stream))
    return takePage(found, { by: 'revision', from: first, to: from, backwards: true }, limit)
  }

  /** The event that a link points at; undefined when it is deleted, truncated or never was. */
  target(link: Buffer): Buffer | undefined {
    const [, revisionText, name] = /^(\d{1,15})@(.+)$/s.exec(dataOf(link).toString()) ?? []
    if (revisionText === undefined || name === undefined) return undefined
    const stream = this.#log.streams.find(name)
    const revision = Number(revisionText)
    if (this.#log.streams.isTombstoned(stream) || revision < this.#log.streams.firstVisible(stream)) return undefined
    const target = this.#runWith(stream.id, revision)
    if (!target || target.created < this.#oldest(stream)) return undefined
    return target.rows[revision - target.first]?.record
  }

  #runWith(stream: number, revision: number): Target | undefined {
    const known = this.#target
    if (known?.stream === stream && revision >= known.first && revision < known.first + known.rows.length) return known
    const found = this.#runOf.get(stream, revision)
    if (!found) return undefined
    const run = asRun(found)
    this.#target = { stream, first: run.revision, created: run.created, rows: rowsOf(run) }
    return this.#target
  }

  #oldest(stream: Stream): number {
    const { maxAgeMs } = this.#log.streams.metadataOf(stream)
    return maxAgeMs === Infinity ? 0 : Date.now() - maxAgeMs
  }
}

export const isLink = (record: Buffer): boolean => typeOf(record) === '$>'
