import type { Socket } from 'node:net'

const LEAST = 1024
const MOST = 64 * 1024
const EMPTY = Buffer.alloc(0)

/**
 * What waits to be written to one client, gathered into large writes. While the kernel takes no more, nothing is handed
 * on until it is asked for, so what is pending is counted here and in the socket.
 */
export class Outbox {
  readonly #socket: Socket
  #buffer = EMPTY
  #used = 0
  #hint = LEAST

  constructor(socket: Socket) {
    this.#socket = socket
  }

  get pending(): number {
    return this.#socket.writableLength + this.#used
  }

  text(line: string): void {
    this.#reserve(line.length)
    this.#used += this.#buffer.write(line, this.#used, 'latin1')
  }

  /** A head, and after it a part of another buffer. */
  parts(head: Buffer, source: Buffer, from: number, to: number): void {
    const size = head.length + to - from
    if (size > MOST) {
      this.#large(head, source, from, to)
      return
    }
    this.#reserve(size)
    this.#buffer.set(head, this.#used)
    source.copy(this.#buffer, this.#used + head.length, from, to)
    this.#used += size
  }

  /** Hands all that was gathered to the socket. */
  write(): void {
    if (this.#used === 0) return
    // The next one starts as large as this one was needed, so that steady traffic does not grow by copying.
    this.#hint = Math.max(LEAST, this.#used)
    this.#socket.write(this.#buffer.subarray(0, this.#used))
    this.#buffer = EMPTY
    this.#used = 0
  }

  #reserve(size: number): void {
    if (this.#used + size <= this.#buffer.length) return
    if (this.#used + size <= MOST) {
      const grown = Buffer.allocUnsafeSlow(Math.min(MOST, Math.max(this.#hint, (this.#used + size) * 2)))
      this.#buffer.copy(grown, 0, 0, this.#used)
      this.#buffer = grown
      return
    }
    this.write()
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(size, MOST))
  }

  #large(head: Buffer, source: Buffer, from: number, to: number): void {
    this.write()
    this.#socket.cork()
    this.#socket.write(head)
    this.#socket.write(source.subarray(from, to))
    this.#socket.uncork()
  }
}
