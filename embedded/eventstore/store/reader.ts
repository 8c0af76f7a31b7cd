import type { StatementSync } from 'node:sqlite'
import { dataOf, headOf } from '../codec/record.ts'
import type { Log } from './log.ts'
import { asBuffer, type Row, takePage } from './rows.ts'
import type { Stream } from './stream-table.ts'

/** No page holds more rows, so that none stalls the other connections. */
const PAGE = 500
const COLUMNS = 'SELECT position, revision, record FROM events WHERE'

/** The read side of the log, page by page. Bounds are inclusive. */
export class LogReader {
  readonly #log: Log
  readonly #forward: StatementSync
  readonly #backward: StatementSync
  readonly #streamForward: StatementSync
  readonly #streamBackward: StatementSync
  readonly #one: StatementSync

  constructor(log: Log) {
    this.#log = log
    const prepare = (sql: string) => log.db.prepare(`${COLUMNS} ${sql}`)
    const visible = 'stream = ? AND revision BETWEEN ? AND ? AND created >= ? ORDER BY revision'
    this.#forward = prepare('position BETWEEN ? AND ? ORDER BY position')
    this.#backward = prepare('position BETWEEN ? AND ? ORDER BY position DESC')
    this.#streamForward = prepare(visible)
    this.#streamBackward = prepare(`${visible} DESC`)
    this.#one = prepare('stream = ? AND revision = ? AND created >= ?')
  }

  forward(from: number, to: number, limit = PAGE): Row[] {
    const cached = this.#log.tail.from(from, Math.min(limit, PAGE, to - from + 1))
    return cached ?? takePage(this.#forward.iterate(from, to), Math.min(limit, PAGE))
  }

  backward(from: number, limit = PAGE): Row[] {
    return takePage(this.#backward.iterate(1, from), Math.min(limit, PAGE))
  }

  streamForward(stream: Stream, from: number, to: number, limit = PAGE): Row[] {
    const first = Math.max(from, this.#log.streams.firstVisible(stream))
    return takePage(this.#streamForward.iterate(stream.id, first, to, this.#oldest(stream)), Math.min(limit, PAGE))
  }

  streamBackward(stream: Stream, from: number, limit = PAGE): Row[] {
    const first = this.#log.streams.firstVisible(stream)
    return takePage(this.#streamBackward.iterate(stream.id, first, from, this.#oldest(stream)), Math.min(limit, PAGE))
  }

  /** The event that a link points at; undefined when it is deleted, truncated or never was. */
  target(link: Buffer): Buffer | undefined {
    const [, revisionText, name] = /^(\d{1,15})@(.+)$/s.exec(dataOf(link).toString()) ?? []
    if (revisionText === undefined || name === undefined) return undefined
    const stream = this.#log.streams.find(name)
    const revision = Number(revisionText)
    if (this.#log.streams.isTombstoned(stream) || revision < this.#log.streams.firstVisible(stream)) return undefined
    const row = this.#one.get(stream.id, revision, this.#oldest(stream))
    return row && asBuffer(row.record as Uint8Array)
  }

  #oldest(stream: Stream): number {
    const { maxAgeMs } = this.#log.streams.metadataOf(stream)
    return maxAgeMs === Infinity ? 0 : Date.now() - maxAgeMs
  }
}

export const isLink = (record: Buffer): boolean => headOf(record).type === '$>'
