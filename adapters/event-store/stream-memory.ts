import { setTimeout as delay } from 'node:timers/promises'
import type { EventStore, RecordedEvent, StreamSlice } from './event-store.ts'

/** Thrown when the store took an append for one that it has already, made by somebody else from the same command. */
export class Unsure extends Error {
  override name = 'Unsure'
}

/** The store for one command. */
export interface MemoryView {
  /** Reads give what is remembered, marked as such, or else what the store says. */
  store: EventStore
  /**
   * The stream as it is remembered, or else as one that has not begun: the append will tell.
   *
   * @param once nothing comes to it after that append, so it need not be remembered
   */
  assumeNew(stream: string, once: boolean): StreamSlice
  /** Whether anything was given that the store had not just said. */
  wasUsed(): boolean
}

export interface MemoryOptions {
  store: EventStore
  signal: AbortSignal
  onError: (error: unknown) => void
}

/** A stream that is remembered, or being read; `arrived` came while it was read. */
interface Known {
  slice?: StreamSlice
  reading?: Promise<StreamSlice>
  arrived: RecordedEvent[]
  /** Who waits for the event at a revision. */
  waiting: Map<number, (event: RecordedEvent | undefined) => void>
  until: number
  once: boolean
}

const MOST_STREAMS = 5_000
const MOST_EVENTS = 100
/** A stream without a word for so long is read again: the subscription may be cut off without knowing. */
const TRUSTED_MS = 5_000
const CONFIRM_MS = 1_000
const PAUSE_MS = 500

/**
 * Remembers streams, so that a command need not read what this process knows. Only stored events come in: what is
 * appended here comes back by a live subscription like everybody else's. See docs/adr/0016-remembered-streams.md.
 */
export class StreamMemory {
  readonly #options: MemoryOptions
  readonly #streams = new Map<string, Known>()
  #isLive = false

  constructor(options: MemoryOptions) {
    this.#options = options
  }

  /** What one command works with; undefined while the subscription is not live. */
  open(): MemoryView | undefined {
    if (!this.#isLive) return undefined
    const { store } = this.#options
    let isUsed = false
    const remembered = (slice: StreamSlice): StreamSlice => {
      isUsed = true
      return { ...slice, isRemembered: true }
    }
    const readStream = async (stream: string, fromRevision = 0) => {
      if (fromRevision > 0) return store.readStream(stream, fromRevision)
      const known = this.#trusted(stream)
      if (known?.slice) return remembered(known.slice)
      return known?.reading ? remembered(await known.reading) : this.#read(stream)
    }
    const assumeNew = (stream: string, once: boolean) => {
      const known = this.#trusted(stream) ?? this.#begin(stream, once)
      known.slice ??= { events: [], revision: -1, hash: '' }
      return remembered(known.slice)
    }
    const append: EventStore['append'] = (...args) => this.#append(...args)
    return { store: { ...store, readStream, append }, assumeNew, wasUsed: () => isUsed }
  }

  /** Follows the store until the signal aborts. */
  async follow(): Promise<void> {
    const { store, signal, onError } = this.#options
    const wants = (stream: string) => this.#streams.has(stream)
    while (!signal.aborted) {
      try {
        for await (const item of store.subscribeAll({ after: await store.head(), signal, wants })) {
          if (item.kind === 'event') this.#take(item.event)
          if (item.kind === 'caught-up') this.#isLive = true
        }
      } catch (error) {
        if (!signal.aborted) onError(error)
      }
      this.#isLive = false
      for (const stream of this.#streams.keys()) this.#forget(stream)
      await delay(PAUSE_MS, undefined, { signal }).catch(() => {})
    }
  }

  async #append(...[stream, expected, events, cause]: Parameters<EventStore['append']>) {
    try {
      const result = await this.#options.store.append(stream, expected, events, cause)
      if (!expected.isRemembered && !this.#streams.has(stream)) return result
      // Waits for it to come back, so that whoever comes next finds it here.
      const stored = await this.#storedAt(stream, result.revision)
      if (stored?.meta.hash !== result.hash) throw new Unsure(`${stream} has had these events before`)
      if (this.#streams.get(stream)?.once) this.#forget(stream)
      return result
    } catch (error) {
      this.#forget(stream)
      throw error
    }
  }

  /** The stored event at a revision, as it comes back; asked for when it does not. */
  async #storedAt(stream: string, revision: number): Promise<RecordedEvent | undefined> {
    const known = this.#streams.get(stream)
    const there = known?.slice?.events.find((event) => event.revision === revision)
    if (there) return there
    const { promise, resolve } = Promise.withResolvers<RecordedEvent | undefined>()
    known?.waiting.set(revision, resolve)
    const timer = setTimeout(resolve, known ? CONFIRM_MS : 0, undefined)
    const came = await promise
    clearTimeout(timer)
    return came ?? (await this.#options.store.readStream(stream, revision)).events[0]
  }

  #trusted(stream: string): Known | undefined {
    const known = this.#streams.get(stream)
    return known && known.until > Date.now() ? known : undefined
  }

  /** Registered before the read begins, so that what is committed after it is not missed. */
  async #read(stream: string): Promise<StreamSlice> {
    const known = this.#begin(stream, false)
    known.reading = this.#options.store.readStream(stream)
    try {
      const slice = await known.reading
      if (!known.slice || slice.revision > known.slice.revision) known.slice = slice
      for (const event of known.arrived.splice(0)) this.#extend(stream, known, event)
      if (slice.events.length > MOST_EVENTS) this.#forget(stream)
      return slice
    } catch (error) {
      this.#forget(stream)
      throw error
    }
  }

  #begin(stream: string, once: boolean): Known {
    this.#forget(stream)
    if (this.#streams.size >= MOST_STREAMS) this.#forgetOlder(MOST_STREAMS / 2)
    const known: Known = { arrived: [], waiting: new Map(), until: Date.now() + TRUSTED_MS, once }
    this.#streams.set(stream, known)
    return known
  }

  #take(event: RecordedEvent): void {
    const known = this.#streams.get(event.stream)
    if (known?.slice) this.#extend(event.stream, known, event)
    else known?.arrived.push(event)
  }

  #extend(stream: string, known: Known, event: RecordedEvent): void {
    const { slice } = known
    if (!slice || event.revision <= slice.revision) return
    if (event.revision > slice.revision + 1 || slice.events.length >= MOST_EVENTS) {
      this.#forget(stream)
      return
    }
    known.slice = { events: [...slice.events, event], revision: event.revision, hash: event.meta.hash }
    known.until = Date.now() + TRUSTED_MS
    known.waiting.get(event.revision)?.(event)
    known.waiting.delete(event.revision)
  }

  /** Many at once: to look for the oldest of a Map that is deleted from at its front is to walk over what was deleted. */
  #forgetOlder(count: number): void {
    let left = count
    for (const stream of this.#streams.keys()) {
      if (left === 0) return
      this.#forget(stream)
      left -= 1
    }
  }

  #forget(stream: string): void {
    const known = this.#streams.get(stream)
    this.#streams.delete(stream)
    for (const tell of known?.waiting.values() ?? []) tell(undefined)
  }
}
