import { clip, endOf, type Run } from './runs.ts'

export const TAIL_RUNS = 8_192
export const TAIL_BYTES = 4 << 20

/** The newest events, in memory, for subscribers that are live. */
export class Tail {
  #runs: Run[] = []
  #bytes = 0

  get size(): { runs: number; bytes: number } {
    return { runs: this.#runs.length, bytes: this.#bytes }
  }

  push(runs: Run[]): void {
    for (const run of runs) {
      this.#runs.push(run)
      this.#bytes += run.packed.length
    }
    // Dropping half at once keeps the cost of moving the array per event constant.
    while (this.#runs.length > TAIL_RUNS || this.#bytes > TAIL_BYTES) this.#drop(Math.ceil(this.#runs.length / 2))
  }

  #drop(count: number): void {
    for (const run of this.#runs.splice(0, count)) this.#bytes -= run.packed.length
  }

  /** The records between two positions, both included, or undefined when the tail no longer reaches back so far. */
  between(from: number, to: number): Run[] | undefined {
    const [first] = this.#runs
    if (!first || from < first.position) return undefined
    const page: Run[] = []
    for (let index = this.#indexOf(from); index < this.#runs.length; index++) {
      const run = clip(this.#runs[index] as Run, 'position', from, to)
      if (!run) break
      page.push(run)
    }
    return page
  }

  /** Which run holds a position: positions are dense. */
  #indexOf(position: number): number {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (endOf(this.#runs[middle] as Run) < position) low = middle + 1
      else high = middle
    }
    return low
  }
}
