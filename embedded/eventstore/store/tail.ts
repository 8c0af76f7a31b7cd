import type { Row } from './rows.ts'

export const TAIL_ROWS = 8_192
export const TAIL_BYTES = 4 << 20

/** The newest events, in memory, for subscribers that are live: positions are dense, so a place is a subtraction. */
export class Tail {
  #rows: Row[] = []
  #bytes = 0

  get size(): { rows: number; bytes: number } {
    return { rows: this.#rows.length, bytes: this.#bytes }
  }

  push(rows: Row[]): void {
    for (const row of rows) {
      this.#rows.push(row)
      this.#bytes += row.record.length
    }
    // Dropping half at once keeps the cost of moving the array per event constant.
    while (this.#rows.length > TAIL_ROWS || this.#bytes > TAIL_BYTES) this.#drop(Math.ceil(this.#rows.length / 2))
  }

  #drop(count: number): void {
    for (const row of this.#rows.splice(0, count)) this.#bytes -= row.record.length
  }

  /** Up to `limit` events from a position on, or undefined when the tail no longer reaches back so far. */
  from(position: number, limit: number): Row[] | undefined {
    const first = this.#rows[0]
    if (!first || position < first.position) return undefined
    return this.#rows.slice(position - first.position, position - first.position + limit)
  }
}
