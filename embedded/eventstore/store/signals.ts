type Wake = () => void

/** Wakes those who wait for events: of all streams, or of one. */
export class Signals {
  readonly #all = new Set<Wake>()
  readonly #streams = new Map<string, Set<Wake>>()

  /** Returns the function that ends it. */
  listen(stream: string | undefined, wake: Wake): () => void {
    if (stream === undefined) {
      this.#all.add(wake)
      return () => this.#all.delete(wake)
    }
    const waiting = this.#streams.get(stream) ?? new Set()
    this.#streams.set(stream, waiting.add(wake))
    return () => {
      waiting.delete(wake)
      if (waiting.size === 0 && this.#streams.get(stream) === waiting) this.#streams.delete(stream)
    }
  }

  fire(touched: Iterable<string>): void {
    for (const wake of this.#all) wake()
    if (this.#streams.size === 0) return
    for (const stream of touched) for (const wake of this.#streams.get(stream) ?? []) wake()
  }
}
