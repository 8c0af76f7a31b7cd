import type { Socket } from 'node:net'

const LEAST = 1024
const MOST = 64 * 1024
const EMPTY = Buffer.alloc(0)
const MOST_FREE = 64

/** Full-sized buffers that nobody uses, for whoever writes much next: making them anew is what the collector would feel. */
const free: Buffer[] = []
function release(buffer: Buffer): void {
  if (buffer.length === MOST && free.length < MOST_FREE) free.push(buffer)
}

/**
 * What waits to be written to one client, gathered into large writes. While the kernel takes no more, nothing is handed
 * on until it is asked for, so what is pending is counted here and in the socket.
 */
export class Outbox {
  readonly #socket: Socket
  #buffer: Buffer = EMPTY
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
    const buffer = this.#buffer
    const at = this.#used
    // A head is short: byte by byte is quicker than the call that copies it.
    for (let i = 0; i < head.length; i += 1) buffer[at + i] = head[i] as number
    source.copy(buffer, at + head.length, from, to)
    this.#used = at + size
  }

  /** Hands all that was gathered to the socket. */
  write(): void {
    if (this.#used === 0) return
    // The next one starts as large as this one was needed, so that steady traffic does not grow by copying.
    this.#hint = this.#used * 2
    this.#socket.write(this.#buffer.subarray(0, this.#used))
    // What the kernel took at once is free again.
    if (this.#socket.writableLength === 0) release(this.#buffer)
    this.#buffer = EMPTY
    this.#used = 0
  }

  #reserve(size: number): void {
    if (this.#used + size <= this.#buffer.length) return
    if (this.#used + size > MOST) this.write()
    const wanted = Math.max(LEAST, this.#hint, (this.#used + size) * 2)
    const larger = wanted < MOST ? Buffer.allocUnsafeSlow(wanted) : (free.pop() ?? Buffer.allocUnsafeSlow(MOST))
    this.#buffer.copy(larger, 0, 0, this.#used)
    this.#buffer = larger
  }

  #large(head: Buffer, source: Buffer, from: number, to: number): void {
    this.write()
    this.#socket.cork()
    this.#socket.write(head)
    this.#socket.write(source.subarray(from, to))
    this.#socket.uncork()
  }
}
