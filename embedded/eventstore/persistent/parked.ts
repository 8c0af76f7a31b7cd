import { TOMBSTONE } from '../codec/record.ts'
import { ANY } from '../codec/requests.ts'
import { rowsOf } from '../store/runs.ts'
import type { Store } from '../store/store.ts'
import { parkedLink } from '../store/system-events.ts'
import { setTruncateBefore } from '../store/truncate.ts'
import { type Message, origin, replayed } from './message.ts'

export const parkedStream = (stream: string, group: string): string =>
  `$persistentsubscription-${stream}::${group}-parked`

/** The stream in which a group parks messages, and their way back out of it. */
export class Parked {
  readonly #store: Store
  readonly #name: string
  readonly #resolveLinks: boolean
  /** Revisions that are being replayed, in order. */
  readonly #replaying = new Set<number>()
  #next = 0
  #end = 0
  #truncated = 0

  constructor(store: Store, name: string, resolveLinks: boolean) {
    this.#store = store
    this.#name = name
    this.#resolveLinks = resolveLinks
  }

  get count(): number {
    const { streams } = this.#store.log
    const stream = streams.find(this.#name)
    if (stream.last < 0 || stream.last === TOMBSTONE) return 0
    return Math.max(0, stream.last + 1 - Math.max(streams.firstVisible(stream), this.#truncated))
  }

  get replaying(): boolean {
    return this.hasNext || this.#replaying.size > 0
  }

  /** Parks a message; `done` is told when that is on disk, or that it failed. */
  park(message: Message, reason: string, done: (error: Error | undefined) => void): void {
    const link = parkedLink(origin(message), reason)
    const { writer, appender } = this.#store
    writer.submit(() => appender.append(this.#name, ANY, [link]), done)
  }

  /** Has up to `limit` of the messages that are parked now delivered again. */
  replay(limit: number): void {
    const stream = this.#store.log.streams.find(this.#name)
    const first = Math.max(this.#next, this.#store.log.streams.firstVisible(stream))
    this.#next = first
    this.#end = Math.max(this.#end, Math.min(stream.last + 1, first + limit))
  }

  get hasNext(): boolean {
    return this.#next < this.#end
  }

  /** Up to `limit` of the next messages to deliver again, without those whose event is gone. */
  next(limit: number): Message[] {
    const { log, reader } = this.#store
    const page = reader.streamForward(log.streams.find(this.#name), this.#next, this.#end - 1, limit)
    const rows = page.flatMap(rowsOf)
    this.#next = (rows.at(-1)?.revision ?? this.#end - 1) + 1
    const messages = rows.map((row) => replayed(row, reader, this.#resolveLinks)).filter((it) => it !== undefined)
    for (const { row } of messages) this.#replaying.add(row.revision)
    this.#advance()
    return messages
  }

  /** A replayed message was dealt with. */
  finished(revision: number): void {
    this.#replaying.delete(revision)
    this.#advance()
  }

  #advance(): void {
    const [lowest = this.#next] = this.#replaying
    this.#truncated = Math.max(this.#truncated, lowest)
    if (!this.replaying) this.save()
  }

  /** Removes from the stream what was replayed. Failing, it is replayed again one day; the writer tells of it. */
  save(): void {
    const { log, writer } = this.#store
    writer.submit(
      () => {
        const visible = log.streams.firstVisible(log.streams.find(this.#name))
        if (this.#truncated > visible) setTruncateBefore(log, this.#name, this.#truncated)
      },
      () => {},
    )
  }
}
