import { SvelteMap } from 'svelte/reactivity'
import type { Row } from '../api/types.ts'

const MAX_ROWS = 2_000
const RECONNECT_MS = 3_000

/**
 * The rows the server has pushed, by view and id. The browser resumes a broken stream by its Last-Event-ID;
 * `after` closes the gap between the rendering of the page and the first connection.
 */
export class LiveRows {
  #rows = new SvelteMap<string, { view: string; row: Row }>()
  #source: EventSource | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #position = 0
  status = $state<'idle' | 'open' | 'lost'>('idle')
  /** Up to when the read model has seen everything, as ISO instant. */
  asOf = $state<string>()

  start(position: number): void {
    this.#position = Math.max(this.#position, position)
    this.#connect()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.status = 'idle'
  }

  #connect(): void {
    const source = new EventSource(`/api/v1/live?after=${this.#position}`)
    this.#source = source
    source.onopen = () => (this.status = 'open')
    source.onerror = () => {
      this.status = 'lost'
      // A refused connection (a restart, say) is final for an EventSource, so a new one has to be made.
      if (source.readyState === EventSource.CLOSED) this.#timer = setTimeout(() => this.#connect(), RECONNECT_MS)
    }
    source.addEventListener('row', ({ data }) => this.#take(JSON.parse(data)))
    source.addEventListener('beat', ({ data }) => this.#beat(JSON.parse(data)))
  }

  #take({ view, id, row }: { view: string; id: string; row: Row }): void {
    const key = `${view}/${id}`
    const known = this.#rows.get(key)
    if (known && known.row.position > row.position) return
    this.#position = Math.max(this.#position, row.position)
    this.#rows.set(key, { view, row })
    const oldest = this.#rows.keys().next().value
    if (this.#rows.size > MAX_ROWS && oldest) this.#rows.delete(oldest)
  }

  #beat({ position, asOf }: { position: number; asOf: string }): void {
    this.#position = Math.max(this.#position, Number(position))
    this.asOf = asOf
  }

  /** The newer of what was loaded and what was pushed. */
  latest<T extends Row>(view: string, loaded: T): T {
    const pushed = this.#rows.get(`${view}/${loaded._id}`)?.row
    return pushed && pushed.position >= loaded.position ? (pushed as T) : loaded
  }

  /** A pushed row by its id, before anything was loaded. */
  find<T extends Row>(view: string, id: string): T | undefined {
    return this.#rows.get(`${view}/${id}`)?.row as T | undefined
  }

  /** The loaded list with its rows at their newest, and pushed rows that belong to it in front. */
  list<T extends Row>(view: string, loaded: T[], belongs: (row: T) => boolean): T[] {
    const known = new Set(loaded.map((row) => row._id))
    const pushed = [...this.#rows.values()]
      .filter((entry) => entry.view === view && !known.has(entry.row._id))
      .map((entry) => entry.row as T)
      .sort((a, b) => b.position - a.position)
    return [...pushed, ...loaded.map((row) => this.latest(view, row))].filter(belongs)
  }
}

export const live = new LiveRows()
