import { SvelteMap } from 'svelte/reactivity'
import type { Row } from '../api/answer.ts'
import { followStream, type StreamStatus } from './stream.ts'

const MAX_ROWS = 2_000

/**
 * The rows the server has pushed, by view and id. The browser resumes a broken stream by its Last-Event-ID;
 * `after` closes the gap between the rendering of the page and the first connection.
 */
export class LiveRows {
  #rows = new SvelteMap<string, { view: string; row: Row }>()
  #taken = new SvelteMap<string, number>()
  #stop: () => void = () => {}
  status = $state<StreamStatus>('idle')
  /** Up to when the read model has seen everything, as ISO instant. */
  asOf = $state<string>()
  /** When that was heard, milliseconds of this device's clock, which may be wrong and is compared with itself only. */
  heardAt = $state(Date.now())

  /** @param onReset called when too much was missed to be sent: everything has to be loaded again */
  start(after: number, onReset: () => void): void {
    this.heardAt = Date.now()
    this.#stop = followStream({
      addressAt: (place) => `/api/v1/live?after=${place}`,
      after,
      on: {
        row: (change: { view: string; id: string; row: Row }) => this.#take(change),
        beat: ({ asOf }: { asOf: string }) => this.#hear(asOf),
        reset: onReset,
      },
      onstatus: (status) => (this.status = status),
    })
  }

  stop(): void {
    this.#stop()
  }

  #hear(asOf: string): void {
    if (asOf !== this.asOf) this.heardAt = Date.now()
    this.asOf = asOf
  }

  #take({ view, id, row }: { view: string; id: string; row: Row }): void {
    const key = `${view}/${id}`
    const known = this.#rows.get(key)
    if (known && known.row.position > row.position) return
    this.#rows.set(key, { view, row })
    this.#taken.set(view, this.taken([view]) + 1)
    const oldest = this.#rows.keys().next().value
    if (this.#rows.size > MAX_ROWS && oldest) this.#rows.delete(oldest)
  }

  /** How many rows of these views, or of all, were taken so far: who reads it hears of changes. */
  taken(views: Iterable<string> = this.#taken.keys()): number {
    return [...views].reduce((sum, view) => sum + (this.#taken.get(view) ?? 0), 0)
  }

  /** The newer of what was loaded and what was pushed. */
  latest<T extends Row>(view: string, loaded: T): T {
    const pushed = this.find<T>(view, loaded.id)
    return pushed && pushed.position >= loaded.position ? pushed : loaded
  }

  /** A pushed row by its id, before anything was loaded. */
  find<T extends Row>(view: string, id: string): T | undefined {
    return this.#rows.get(`${view}/${id}`)?.row as T | undefined
  }

  /** The loaded list with its rows at their newest, and pushed rows that belong to it in front. */
  list<T extends Row>(view: string, loaded: T[], belongs: (row: T) => boolean): T[] {
    const known = new Set(loaded.map((row) => row.id))
    const pushed = [...this.#rows.values()]
      .filter((entry) => entry.view === view && !known.has(entry.row.id))
      .map((entry) => entry.row as T)
      .sort((a, b) => b.position - a.position)
    return [...pushed, ...loaded.map((row) => this.latest(view, row))].filter(belongs)
  }
}

export const live = new LiveRows()
