import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { dataOf, TOMBSTONE } from '../codec/record.ts'
import { Cache } from './cache.ts'
import { asRun, RUN_COLUMNS } from './pages.ts'
import { clip, rowsOf } from './runs.ts'
import { StreamNames } from './stream-names.ts'

/** What `$$stream` says about a stream; only what reads and appends obey. */
export interface StreamMetadata {
  /** Revisions below are gone; TOMBSTONE or more after a soft delete. */
  truncateBefore: number
  maxCount: number
  maxAgeMs: number
}

/**
 * A stream's head. `id` 0: never written; `last` -1: no events. No Buffer in it: even a short one keeps a slab of the pool
 * in memory for as long as the stream is known.
 */
export interface Stream {
  name: string
  id: number
  last: number
  metadata: StreamMetadata | undefined
}

const UNLIMITED: StreamMetadata = { truncateBefore: 0, maxCount: Infinity, maxAgeMs: Infinity }
const METASTREAM: StreamMetadata = { ...UNLIMITED, maxCount: 1 }
export const CACHED_STREAMS = 20_000

export const isMetastream = (name: string): boolean => name.startsWith('$$')
export const metastreamOf = (name: string): string => `$$${name}`

/** Finds the heads of streams, in memory or in the database. */
export class StreamTable {
  readonly #cache = new Cache<Stream>(CACHED_STREAMS)
  readonly #names: StreamNames
  readonly #last: StatementSync
  readonly #lastRun: StatementSync

  constructor(db: DatabaseSync) {
    this.#names = new StreamNames(db)
    this.#last = db.prepare(
      'SELECT revision + count - 1 AS last FROM runs WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    )
    this.#lastRun = db.prepare(`SELECT ${RUN_COLUMNS} FROM runs WHERE stream = ? ORDER BY revision DESC LIMIT 1`)
  }

  /** How many streams are in memory, and names that are not written yet. */
  get size(): { streams: number; names: number } {
    return { streams: this.#cache.size, names: this.#names.kept }
  }

  /** Forgets what a rolled-back transaction may have left in memory. */
  reset(): void {
    this.#cache.clear()
    this.#names.reset()
  }

  find(name: string): Stream {
    const known = this.#cache.get(name)
    if (known) return known
    const id = this.#names.idOf(name)
    const last = id === 0 ? -1 : Number(this.#last.get(id)?.last ?? -1)
    const stream: Stream = { name, id, last, metadata: undefined }
    this.#cache.set(name, stream)
    return stream
  }

  /** Gives a stream its id on its first event. */
  identify(stream: Stream): void {
    if (stream.id === 0) stream.id = this.#names.add(stream.name)
  }

  metadataOf(stream: Stream): StreamMetadata {
    stream.metadata ??= isMetastream(stream.name) ? METASTREAM : parseMetadata(this.storedMetadata(stream.name))
    return stream.metadata
  }

  /** The JSON in the newest event of `$$name`, {} when there is none (or no object in it). */
  storedMetadata(name: string): Record<string, unknown> {
    const { id, last } = this.find(metastreamOf(name))
    const found = this.#lastRun.get(id)
    const run = found && clip(asRun(found), 'revision', last, last)
    const [newest] = run ? rowsOf(run) : []
    if (!newest) return {}
    try {
      const parsed: unknown = JSON.parse(dataOf(newest.record).toString())
      return typeof parsed === 'object' && parsed !== null ? { ...parsed } : {}
    } catch {
      // Anyone may append anything to a metastream; what is no JSON says nothing, as on the real server.
      return {}
    }
  }

  /** A stream with metadata exists, even before its first event. */
  hasMetadata(name: string): boolean {
    return this.find(metastreamOf(name)).last >= 0
  }

  isTombstoned(stream: Stream): boolean {
    if (stream.last === TOMBSTONE) return true
    return isMetastream(stream.name) && this.find(stream.name.slice(2)).last === TOMBSTONE
  }

  isSoftDeleted(stream: Stream): boolean {
    return stream.last >= 0 && this.metadataOf(stream).truncateBefore >= TOMBSTONE
  }

  /** The first revision that readers see, leaving $maxAge aside. */
  firstVisible(stream: Stream): number {
    const { truncateBefore, maxCount } = this.metadataOf(stream)
    return Math.max(truncateBefore, stream.last + 1 - maxCount, 0)
  }
}

function parseMetadata(json: Record<string, unknown>): StreamMetadata {
  const limit = (key: string, none: number) => {
    const value = json[key]
    return typeof value === 'number' && value >= 0 ? value : none
  }
  return {
    truncateBefore: limit('$tb', 0),
    maxCount: limit('$maxCount', Infinity),
    maxAgeMs: limit('$maxAge', Infinity) * 1000,
  }
}
