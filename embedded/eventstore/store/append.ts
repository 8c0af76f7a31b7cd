import type { StatementSync } from 'node:sqlite'
import { idOf, type Proposed, TOMBSTONE } from '../codec/record.ts'
import { ANY, NO_STREAM, STREAM_EXISTS } from '../codec/requests.ts'
import type { Log } from './log.ts'
import { asRun, STREAM_RUNS } from './pages.ts'
import { clip, rowsOf } from './runs.ts'
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
  readonly #runs: StatementSync

  constructor(log: Log) {
    this.#log = log
    this.#runs = log.db.prepare(STREAM_RUNS)
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
    for (const revision of this.#log.ids.candidates(stream.id, first.id))
      if (this.#matching(stream, revision, [first])) return this.#matching(stream, revision, events) ?? 'in part'
    return undefined
  }

  #matching(stream: Stream, from: number, events: Proposed[]): Stored | undefined {
    const to = from + events.length - 1
    let place: Stored | undefined
    let matched = 0
    for (const found of this.#runs.iterate(stream.id, from, to, 0)) {
      const run = clip(asRun(found), 'revision', from, to)
      for (const { record, revision, position } of run ? rowsOf(run) : []) {
        if (idOf(record) !== events[matched]?.id) return undefined
        matched += 1
        place = { revision, position }
      }
    }
    return matched === events.length ? place : undefined
  }
}
