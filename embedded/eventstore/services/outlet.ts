import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js'
import { type ServerWritableStream, status } from '@grpc/grpc-js'
import { type StatusError, statusError } from './failures.ts'

/** Its chunks are bundles of messages. */
export type ReadCall = ServerWritableStream<ReadReq, Buffer[]>

/** The sending end of a read or a subscription: sends, and waits for its reader or for news. */
export class Outlet {
  readonly #call: ReadCall
  #resume: (() => void) | undefined
  closed = false

  constructor(call: ReadCall) {
    this.#call = call
    const close = () => {
      this.closed = true
      this.wake()
    }
    call.on('cancelled', close)
    call.on('close', close)
  }

  /** Ends a wait, if there is one. */
  wake(): void {
    this.#resume?.()
    this.#resume = undefined
  }

  wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#resume = resolve
    })
  }

  /** Resolves when the reader has taken the messages; never at once, so that a long scan lets others work. */
  async send(messages: Buffer[]): Promise<void> {
    if (this.closed) return
    if (messages.length === 0) return new Promise((resolve) => setImmediate(resolve))
    let taken = false
    this.#call.write(messages, () => {
      taken = true
      this.wake()
    })
    while (!taken && !this.closed) await this.wait()
  }

  end(): void {
    if (!this.closed) this.#call.end()
  }

  fail(error: StatusError): void {
    if (this.closed) return
    this.closed = true
    this.#call.emit('error', error)
    this.wake()
  }

  cancel(): void {
    this.fail(statusError(status.CANCELLED, 'the server is stopping'))
  }
}
