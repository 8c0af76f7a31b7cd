import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { toAnswer } from '../answers/answer.ts'
import type { Change } from './changes.ts'

/** How far a read model is, and as of when. */
export interface Progress {
  position: number
  asOf: string
}

const texts = new WeakMap<Change, string>()

/** A change as every viewer is sent it; written once, however many look on. */
function textOf(change: Change): string {
  const known = texts.get(change)
  if (known !== undefined) return known
  const { view, row } = change
  const text = JSON.stringify({ view, id: row._id, row: toAnswer(row) })
  texts.set(change, text)
  return text
}

/**
 * One open stream. Its *watermark* is the position up to which it has been given everything; that, and not the row's
 * own position, is the `id` of each message: rows may overtake each other on their way, and whoever comes back with
 * a watermark is sent what is newer, so nothing can fall between.
 */
export class Viewer {
  readonly #response: ServerResponse
  readonly #maxPendingBytes: number
  #watermark: number | undefined
  /** Positions of the rows that were given beyond the watermark. */
  #given = new Map<string, number>()
  #isCurrent = false

  /** @param watermark the position up to which the caller has everything; undefined for one that begins now */
  constructor(response: ServerResponse, maxPendingBytes: number, watermark: number | undefined) {
    this.#response = response
    this.#maxPendingBytes = maxPendingBytes
    this.#watermark = watermark
  }

  /** Gives a row unless the viewer has it already, or a newer one. */
  offer(change: Change): void {
    const { view, row } = change
    const key = `${view}/${row._id}`
    if (row.position <= (this.#given.get(key) ?? this.#watermark ?? -1)) return
    this.#given.set(key, row.position)
    this.#send('row', textOf(change))
  }

  /** Brings one that comes back up to date, at the pace at which it reads; from then on it follows the beats. */
  async catchUp(changes: readonly Change[], progress: Progress): Promise<void> {
    for (const change of changes) {
      this.offer(change)
      if (this.#response.writableNeedDrain) await Promise.race([once(this.#response, 'drain'), this.closed])
      if (this.#response.destroyed) return
    }
    this.#isCurrent = true
    this.beat(progress)
  }

  /** It missed more than can be sent: it has to load its screen again. */
  startOver(progress: Progress): void {
    this.#isCurrent = true
    this.#moveTo(progress.position)
    this.#send('reset', JSON.stringify(progress))
  }

  /** Everything up to that position has been offered. */
  beat(progress: Progress): void {
    if (!this.#isCurrent) return
    this.#moveTo(progress.position)
    this.#send('beat', JSON.stringify(progress))
  }

  /** Resolves when the connection is gone. */
  get closed(): Promise<void> {
    if (this.#response.closed) return Promise.resolve()
    return new Promise((resolve) => this.#response.once('close', resolve))
  }

  /** One that has stopped reading is not waited for. */
  end(): void {
    if (this.#response.writableLength > 0) this.#response.destroy()
    else this.#response.end()
  }

  #moveTo(position: number): void {
    this.#watermark = position
    for (const [key, given] of this.#given) if (given <= position) this.#given.delete(key)
  }

  /** One that reads too slowly is cut before it fills our memory; it comes back with its last id. */
  #send(event: string, data: string): void {
    if (this.#response.writableEnded || this.#response.destroyed) return
    const id = this.#watermark === undefined ? '' : `id: ${this.#watermark}\n`
    this.#response.write(`event: ${event}\n${id}data: ${data}\n\n`)
    if (this.#response.writableLength > this.#maxPendingBytes) this.#response.destroy()
  }
}
