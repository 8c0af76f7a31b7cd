import { ANY } from '../codec/requests.ts'
import { asStatusError, isStatusError } from '../services/failures.ts'
import type { Store } from '../store/store.ts'
import { stopping } from './consumer.ts'
import { type GroupKey, groupError } from './failures.ts'
import { Group } from './group.ts'
import { parkedStream } from './parked.ts'
import { ALL, type Settings } from './settings.ts'
import { type Stored, SubscriptionTable } from './table.ts'

const keyOf = ({ stream, name }: GroupKey): string => JSON.stringify([stream, name])

/** All groups of persistent subscriptions. What changes them resolves when it is on disk, or throws a StatusError. */
export class Groups {
  readonly #store: Store
  readonly #table: SubscriptionTable
  readonly #groups = new Map<string, Group>()

  constructor(store: Store) {
    this.#store = store
    this.#table = new SubscriptionTable(store.log.db)
    this.#load()
  }

  get(key: GroupKey): Group {
    const group = this.#groups.get(keyOf(key))
    if (!group) throw groupError(key, 'missing')
    return group
  }

  /** Those of one stream, or all. */
  list(stream?: string): Group[] {
    return [...this.#groups.values()].filter(({ definition }) => stream === undefined || definition.stream === stream)
  }

  async create(key: GroupKey, settings: Settings): Promise<void> {
    const made = await this.#commit(() => {
      if (this.#table.has(key)) throw groupError(key, 'exists')
      const definition = { ...key, settings, start: this.#startOf(key, settings), checkpoint: undefined }
      this.#table.put(definition)
      return definition
    })
    this.#open(made)
  }

  /** Its consumers are dropped, and come back to the new settings. */
  async update(key: GroupKey, settings: Settings): Promise<void> {
    const changed = await this.#commit(() => {
      const { definition, source } = this.get(key)
      const { saved, done } = source.progress
      const { filter, startFrom } = definition.settings
      const moved = startFrom !== settings.startFrom
      const untouched = saved === undefined && done === definition.start
      const next: Stored = {
        ...definition,
        settings: { ...settings, ...(filter && { filter }) },
        start: moved ? this.#startOf(key, settings) : definition.start,
        checkpoint: untouched ? undefined : done,
      }
      this.#table.put(next)
      return next
    })
    this.get(key).close(groupError(key, 'dropped'))
    this.#open(changed)
  }

  /** What it had parked goes with it. */
  async delete(key: GroupKey): Promise<void> {
    const parked = parkedStream(key.stream, key.name)
    const group = await this.#commit(() => {
      const found = this.get(key)
      this.#table.remove(key)
      if (this.#store.log.streams.find(parked).last >= 0) this.#store.appender.delete(parked, ANY)
      return found
    })
    this.#groups.delete(keyOf(key))
    group.close(groupError(key, 'dropped'))
  }

  /** Drops all consumers, and begins again from what is on disk. */
  async restart(): Promise<void> {
    await this.#commit(() => this.#save())
    for (const group of this.#groups.values()) group.close(groupError(group.definition, 'dropped'))
    this.#load()
  }

  /** Writes the last checkpoints, and ends all connections. */
  close(): void {
    this.#store.writer.now(() => this.#save())
    for (const group of this.#groups.values()) group.close(stopping())
  }

  #save(): void {
    for (const { definition, source } of this.#groups.values()) {
      const { saved, done } = source.progress
      if (done !== (saved ?? definition.start)) this.#table.checkpoint(definition, done)
    }
  }

  #load(): void {
    this.#groups.clear()
    for (const stored of this.#table.all()) this.#open(stored)
  }

  #open(stored: Stored): void {
    const { writer } = this.#store
    // A checkpoint that could not be written costs repeats; the writer tells of it.
    const write = (place: number) =>
      writer.submit(
        () => this.#table.checkpoint(stored, place),
        () => {},
      )
    this.#groups.set(keyOf(stored), new Group(this.#store, stored, write))
  }

  /** The place before the first event. Throws a StatusError when the stream was tombstoned. */
  #startOf({ stream }: GroupKey, { startFrom }: Settings): number {
    const { log } = this.#store
    if (stream === ALL) return startFrom === 'end' ? log.position : Math.max(0, startFrom - 1)
    const head = log.streams.find(stream)
    if (log.streams.isTombstoned(head)) throw asStatusError({ kind: 'deleted' }, stream)
    return startFrom === 'end' ? head.last : startFrom - 1
  }

  /** A refusal is no failure of the transaction, which others share: `work` must not have written when it throws one. */
  #commit<T>(work: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let refusal: unknown
      const guarded = (): T | undefined => {
        try {
          return work()
        } catch (error) {
          if (!isStatusError(error)) throw error
          refusal = error
          return undefined
        }
      }
      this.#store.writer.submit(guarded, (error, result) => {
        if (error ?? refusal) reject(error ? asStatusError({ kind: 'broken', error }, '') : refusal)
        else resolve(result as T)
      })
    })
  }
}
