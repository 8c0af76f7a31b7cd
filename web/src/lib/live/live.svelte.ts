import { SvelteMap } from 'svelte/reactivity'
import type { Row } from '../api/answer.ts'

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
  #after = 0
  #onReset: () => void = () => {}
  status = $state<'idle' | 'open' | 'lost' | 'signed-out'>('idle')
  /** Up to when the read model has seen everything, as ISO instant. */
  asOf = $state<string>()
  /** Rows taken so far: what depends on it is looked at again when anything has changed. */
  taken = $state(0)

  /** @param onReset called when too much was missed to be sent: everything has to be loaded again */
  start(after: number, onReset: () => void): void {
    this.#after = after
    this.#onReset = onReset
    this.#connect()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
    this.status = 'idle'
  }

  #connect(): void {
    const source = new EventSource(`/api/v1/live?after=${this.#after}`)
    this.#source = source
    source.onopen = () => (this.status = 'open')
    source.onerror = () => {
      this.status = 'lost'
      if (source.readyState === EventSource.CLOSED) void this.#reconnect(source)
    }
    const on = (type: string, take: (data: never) => void) =>
      source.addEventListener(type, ({ data, lastEventId }) => {
        this.#after = Number(lastEventId) || this.#after
        take(JSON.parse(data) as never)
      })
    on('row', (change: { view: string; id: string; row: Row }) => this.#take(change))
    on('beat', ({ asOf }: { asOf: string }) => (this.asOf = asOf))
    on('reset', () => this.#onReset())
  }

  /** A refused connection (a restart, say) is final for an EventSource, so a new one has to be made. */
  async #reconnect(refused: EventSource): Promise<void> {
    const response = await fetch('/api/v1/me').catch(() => undefined)
    if (this.#source !== refused) return
    if (response?.status === 401) this.status = 'signed-out'
    else this.#timer = setTimeout(() => this.#connect(), RECONNECT_MS)
  }

  #take({ view, id, row }: { view: string; id: string; row: Row }): void {
    const key = `${view}/${id}`
    const known = this.#rows.get(key)
    if (known && known.row.position > row.position) return
    this.#rows.set(key, { view, row })
    this.taken += 1
    const oldest = this.#rows.keys().next().value
    if (this.#rows.size > MAX_ROWS && oldest) this.#rows.delete(oldest)
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
