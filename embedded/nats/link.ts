import type { Socket } from 'node:net'
import { Outbox } from './outbox.ts'

/** How long a refused client may take to read why, before its socket is dropped. */
const LINGER_MS = 1000

/** The wire to one client: gathers what is written to it, knows since when it takes nothing, and ends it politely. */
export class Link {
  readonly #socket: Socket
  readonly #outbox: Outbox
  readonly #willWrite: (link: Link) => void
  #marked = false
  #blockedSince = 0

  /** @param willWrite is told once when something is there to be flushed */
  constructor(socket: Socket, willWrite: (link: Link) => void) {
    this.#socket = socket
    this.#outbox = new Outbox(socket)
    this.#willWrite = willWrite
    socket.setNoDelay(true)
    socket.on('drain', () => this.flush())
  }

  /** Bytes that wait for this client, here and in its socket. */
  get pending(): number {
    return this.#outbox.pending
  }

  send(line: string): void {
    this.#outbox.text(line)
    this.#mark()
  }

  parts(head: Buffer, source: Buffer, from: number, to: number): void {
    this.#outbox.parts(head, source, from, to)
    this.#mark()
  }

  #mark(): void {
    if (this.#marked) return
    this.#marked = true
    this.#willWrite(this)
  }

  flush(): void {
    this.#marked = false
    if (!this.#socket.writable) return
    if (!this.#socket.writableNeedDrain) this.#outbox.write()
    if (!this.#socket.writableNeedDrain) this.#blockedSince = 0
    else if (this.#blockedSince === 0) this.#blockedSince = Date.now()
  }

  blockedFor(now: number): number {
    return this.#blockedSince === 0 ? 0 : now - this.#blockedSince
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  /** Ends it once all is written. What still comes in is thrown away: closing on unread bytes resets, and loses the end. */
  end(): void {
    if (this.#socket.writable) this.#outbox.write()
    this.#socket.end()
    this.#socket.resume()
    setTimeout(() => this.#socket.destroy(), LINGER_MS).unref()
  }

  drop(): void {
    this.#socket.destroy()
  }
}
