import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { activate } from './active.ts'
import { type Batch, batches } from './batches.ts'
import { loadCheckpoints, moveCheckpoints, START_POSITION, touchCheckpoints } from './checkpoints.ts'
import type { Row } from './rows/row.ts'
import { isOutage, openView } from './store.ts'
import { viewSubject } from './subjects.ts'
import { advance, type Track, trackHealth, trackName, type ViewHealth } from './track.ts'
import { collectionName, type View } from './view.ts'
import { views as allViews } from './views.ts'

export interface ProjectionOptions {
  db: Db
  eventStore: EventStore
  /** ISO instant, by which it is said as of when rows are. */
  now: () => string
  /** Ends the runner; under a lease, the lease's own signal. */
  signal: AbortSignal
  views?: readonly View[]
  /** Wakes the readers of changed rows; may lose a message without harm. */
  publish?: (subject: string, data: string) => void
  onError?: (error: unknown) => void
}

export interface Projections {
  /** Each view's state; empty until the database has answered for the first time. */
  health(): ViewHealth[]
  /** Resolves once every view has come to the end of the store. */
  caughtUp: Promise<void>
  /** Resolves when the signal has ended all of it. */
  done: Promise<void>
}

const MIN_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 3_000
const BEAT_MS = 2_000

/**
 * Keeps the read model up to date. Views with the same checkpoint share one reading of the store; one that is
 * behind (new, or in a new version) reads by itself and takes over once it has caught up.
 */
export function startProjections(options: ProjectionOptions): Projections {
  const runner = new Runner(options)
  return { health: () => runner.tracks.map(trackHealth), caughtUp: runner.caughtUp.promise, done: runner.run() }
}

class Runner {
  tracks: Track[] = []
  readonly caughtUp = Promise.withResolvers<void>()
  readonly #options: Required<ProjectionOptions>
  readonly #groups = new Set<Promise<void>>()

  constructor(options: ProjectionOptions) {
    this.#options = { views: allViews, publish: () => {}, onError: () => {}, ...options }
  }

  async run(): Promise<void> {
    await this.#untilDone(async () => {
      this.tracks = await this.#open()
    })
    for (const group of Map.groupBy(this.tracks, ({ position }) => position).values()) this.#start(group)
    while (this.#groups.size > 0) await Promise.all(this.#groups)
  }

  async #open(): Promise<Track[]> {
    const { db, views } = this.#options
    const positions = await loadCheckpoints(db, views.map(collectionName))
    const tracks: Track[] = []
    for (const view of views) {
      const position = positions.get(collectionName(view)) ?? START_POSITION
      tracks.push({ view, collection: await openView(db, view), position, live: false })
    }
    return tracks
  }

  #start(group: Track[]): void {
    const running = this.#follow(group).finally(() => this.#groups.delete(running))
    this.#groups.add(running)
  }

  /** Reads the store for one group of views until the end; `group` loses the views that have to go alone. */
  async #follow(group: Track[]): Promise<void> {
    const { eventStore, signal, onError } = this.#options
    const left = new AbortController()
    const ended = AbortSignal.any([signal, left.signal])
    const busy = { batches: 0 }
    const beating = this.#beat(group, ended, busy)
    while (group.length > 0 && !signal.aborted) {
      const after = Math.min(...group.map(({ position }) => position))
      try {
        for await (const batch of batches(eventStore.subscribeInLots({ after, isSealed: true, signal: ended }))) {
          busy.batches += 1
          await this.#untilDone(() => this.#apply(group, batch), group)
          busy.batches += 1
          if (group.length === 0 || signal.aborted) break
        }
      } catch (error) {
        onError(error)
        await pause(MIN_BACKOFF_MS, signal)
      }
    }
    left.abort()
    await beating
  }

  /** One batch: rows, then the checkpoint, then the news. A view that alone cannot go on is left behind to try again. */
  async #apply(group: Track[], batch: Batch): Promise<void> {
    const { db, now } = this.#options
    const results = await Promise.allSettled(group.map((track) => advance(track, batch.events)))
    const failed = results.flatMap((result, index) =>
      result.status === 'rejected' ? [{ track: group[index] as Track, error: result.reason as unknown }] : [],
    )
    const outage = failed.find(({ error }) => isOutage(error))
    if (outage) throw outage.error
    if (failed.length > 0 && failed.length === group.length) throw failed[0]?.error
    const changed = results.flatMap((result, index) =>
      result.status === 'fulfilled' ? [{ view: (group[index] as Track).view, rows: result.value }] : [],
    )
    for (const { track, error } of failed) this.#setAside(group, track, error)
    if (batch.position > START_POSITION) await moveCheckpoints(db, group.map(trackName), batch.position, now())
    for (const track of group) track.position = Math.max(track.position, batch.position)
    if (batch.caughtUp) await this.#goLive(group)
    if (group.some(({ live }) => live)) this.#tell(changed)
  }

  #setAside(group: Track[], track: Track, error: unknown): void {
    group.splice(group.indexOf(track), 1)
    track.error = error
    track.live = false
    this.#options.onError(error)
    this.#start([track])
  }

  async #goLive(group: Track[]): Promise<void> {
    for (const track of group) {
      if (track.live) continue
      await activate(this.#options.db, track.view)
      track.live = true
    }
    if (this.tracks.every(({ live }) => live)) this.caughtUp.resolve()
  }

  #tell(changed: { view: View; rows: Row[] }[]): void {
    for (const { view, rows } of changed)
      if (!view.private)
        for (const row of rows)
          this.#options.publish(viewSubject(row.merchantId, view.name, row._id), JSON.stringify(row))
  }

  /** While nothing happens, says every now and then that the rows are as of now. */
  async #beat(group: Track[], signal: AbortSignal, busy: { batches: number }): Promise<void> {
    const { db, eventStore, now } = this.#options
    let [head, before] = [Number.NaN, busy.batches]
    while (!signal.aborted) {
      await pause(BEAT_MS, signal)
      const end = await eventStore.head().catch(() => Number.NaN)
      const idle = end === head && busy.batches === before && group.every(({ live }) => live)
      if (idle && !signal.aborted) await touchCheckpoints(db, group.map(trackName), now()).catch(() => {})
      ;[head, before] = [end, busy.batches]
    }
  }

  /** Tries until it works or the runner ends; meanwhile the health says why not. */
  async #untilDone(work: () => Promise<void>, group: Track[] = []): Promise<void> {
    const { signal, onError } = this.#options
    for (let backoff = MIN_BACKOFF_MS; !signal.aborted; backoff = Math.min(backoff * 2, MAX_BACKOFF_MS)) {
      try {
        await work()
        for (const track of group) delete track.error
        return
      } catch (error) {
        for (const track of group) track.error = error
        onError(error)
        await pause(backoff, signal)
      }
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => delay(ms, undefined, { signal }).catch(() => {})
