import type { StatementSync } from 'node:sqlite'
import { type Proposed, TOMBSTONE } from '../codec/record.ts'
import { ANY, NO_STREAM, STREAM_EXISTS } from '../codec/requests.ts'
import { uuidKey } from '../codec/uuid.ts'
import type { Log } from './log.ts'
import { asBuffer } from './rows.ts'
import type { Stream } from './stream-table.ts'
import { systemEvent } from './system-events.ts'
import { setTruncateBefore } from './truncate.ts'

export type Outcome =
  | { kind: 'written'; revision: number; position: number | undefined }
  | { kind: 'wrong'; expected: number; actual: number }
  | { kind: 'deleted' }

interface Stored {
  revision: number
  position: number
}

/** Decides appends, deletes and tombstones against the expected revision, and writes what passes. */
export class Appender {
  readonly #log: Log
  readonly #byKey: StatementSync
  readonly #idsFrom: StatementSync

  constructor(log: Log) {
    this.#log = log
    this.#byKey = log.db.prepare(
      // Left to itself, the planner may walk the whole stream.
      'SELECT revision, substr(record, 5, 36) AS uuid FROM events INDEXED BY events_by_id WHERE stream = ? AND id = ?',
    )
    this.#idsFrom = log.db.prepare(
      'SELECT revision, position, substr(record, 5, 36) AS uuid FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
    )
  }

  append(name: string, expected: number, events: Proposed[]): Outcome {
    const stream = this.#log.streams.find(name)
    if (this.#log.streams.isTombstoned(stream)) return { kind: 'deleted' }
    const repeated = this.#repeated(stream, expected, events)
    if (repeated === 'in part') return { kind: 'wrong', expected, actual: stream.last }
    if (repeated) return { kind: 'written', ...repeated }
    if (!this.#asExpected(stream, expected)) return { kind: 'wrong', expected, actual: stream.last }
    if (events.length === 0) return { kind: 'written', revision: stream.last, position: undefined }
    const reborn = this.#log.streams.isSoftDeleted(stream)
    const first = stream.last + 1
    const position = this.#log.write(stream, events)
    const revision = stream.last
    // A stream written to after a soft delete exists again, from its first new event on.
    if (reborn) setTruncateBefore(this.#log, name, first)
    return { kind: 'written', revision, position }
  }

  /** Soft delete: the revisions so far are gone, the next append goes on after them. */
  delete(name: string, expected: number): Outcome {
    const stream = this.#log.streams.find(name)
    if (this.#log.streams.isTombstoned(stream)) return { kind: 'deleted' }
    const exists = stream.last >= 0 || this.#log.streams.hasMetadata(name)
    if (!exists || !this.#asExpected(stream, expected)) return { kind: 'wrong', expected, actual: stream.last }
    const position = setTruncateBefore(this.#log, name, TOMBSTONE)
    return { kind: 'written', revision: stream.last, position }
  }

  /** Hard delete: the stream can never be written again. */
  tombstone(name: string, expected: number): Outcome {
    const stream = this.#log.streams.find(name)
    if (this.#log.streams.isTombstoned(stream)) return { kind: 'deleted' }
    if (!this.#asExpected(stream, expected)) return { kind: 'wrong', expected, actual: stream.last }
    const position = this.#log.writeTombstone(stream, systemEvent('$streamDeleted', '{}'))
    return { kind: 'written', revision: TOMBSTONE, position }
  }

  #asExpected(stream: Stream, expected: number): boolean {
    const { streams } = this.#log
    if (expected === ANY) return true
    if (expected === NO_STREAM) return stream.last < 0 || streams.isSoftDeleted(stream)
    if (expected === STREAM_EXISTS)
      return stream.last < 0 ? streams.hasMetadata(stream.name) : !streams.isSoftDeleted(stream)
    return expected === stream.last
  }

  /** Where these very events already are, when this append is a retry of one that was committed. */
  #repeated(stream: Stream, expected: number, events: Proposed[]): Stored | 'in part' | undefined {
    const [first] = events
    if (!first || stream.last < 0 || expected >= stream.last) return undefined
    if (expected >= 0) return this.#matching(stream, expected + 1, events)
    if (this.#log.streams.isSoftDeleted(stream)) return undefined
    if (expected === NO_STREAM)
      return this.#matching(stream, this.#log.streams.metadataOf(stream).truncateBefore, events)
    for (const { revision, uuid } of this.#byKey.iterate(stream.id, uuidKey(first.id)))
      if (text(uuid) === first.id) return this.#matching(stream, Number(revision), events) ?? 'in part'
    return undefined
  }

  #matching(stream: Stream, from: number, events: Proposed[]): Stored | undefined {
    const rows = this.#idsFrom.all(stream.id, from, events.length)
    const last = rows.at(-1)
    if (!last || rows.length !== events.length) return undefined
    if (!rows.every((row, index) => text(row.uuid) === events[index]?.id)) return undefined
    return { revision: Number(last.revision), position: Number(last.position) }
  }
}

const text = (uuid: unknown): string => (uuid instanceof Uint8Array ? asBuffer(uuid).toString('latin1') : '')
