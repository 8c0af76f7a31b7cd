/** Rates are measured over at least this long. */
const WINDOW_MS = 1000
const SAMPLES = 1000

/** Counts items, and how many a second there are. */
export class Meter {
  total = 0
  #measured = 0
  #measuredAt = Date.now()
  #rate = 0

  count(): void {
    this.total++
  }

  read(now = Date.now()): { total: number; sinceMeasured: number; perSecond: number } {
    const elapsed = now - this.#measuredAt
    if (elapsed >= WINDOW_MS) {
      this.#rate = Math.round(((this.total - this.#measured) * 1000) / elapsed)
      this.#measured = this.total
      this.#measuredAt = now
    }
    return { total: this.total, sinceMeasured: this.total - this.#measured, perSecond: this.#rate }
  }
}

/** The newest times that messages took, in milliseconds. */
export class Latencies {
  #samples: number[] = []

  add(milliseconds: number): void {
    if (this.#samples.push(milliseconds) > 2 * SAMPLES) this.#samples = this.#samples.slice(-SAMPLES)
  }

  /** Under the names the official client's types know; empty before the first message. */
  summary(): [string, number][] {
    const sorted = this.#samples.slice(-SAMPLES).sort((a, b) => a - b)
    if (sorted.length === 0) return []
    const at = (perMille: number) => sorted[Math.ceil((perMille * sorted.length) / 1000) - 1] ?? 0
    const mean = Math.round(sorted.reduce((sum, one) => sum + one, 0) / sorted.length)
    const quintiles = [1, 2, 3, 4, 5].map((n): [string, number] => [`Quintile ${n}`, at(n * 200)])
    const percentiles = [900, 950, 990, 995, 999].map((n): [string, number] => [`${n / 10}%`, at(n)])
    const ends: [string, number][] = [
      ['Mean', mean],
      ['Median', at(500)],
      ['Fastest', sorted[0] ?? 0],
      ['Highest', at(1000)],
    ]
    return [...ends, ...quintiles, ...percentiles]
  }
}
