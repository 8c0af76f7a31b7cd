import { randomUUID } from 'node:crypto'
import type { ReadReq } from '@eventstore/db-client/generated/persistent_pb.js'
import { type ServerDuplexStream, status } from '@grpc/grpc-js'
import { persistentConfirmation } from '../codec/responses.ts'
import { type StatusError, statusError } from '../services/failures.ts'
import { answerId, encode, type Message } from './message.ts'
import { Latencies, Meter } from './statistics.ts'

/** Its chunks are bundles of messages. */
export type PersistentCall = ServerDuplexStream<ReadReq, Buffer[]>

export const stopping = (): StatusError => statusError(status.CANCELLED, 'the server is stopping')

export interface ConsumerOptions {
  /** So many messages it may have at a time. */
  slots: number
  structuredIds: boolean
  username: string
  connectionName: string
}

/** One connection to a group, and the messages that it has not answered yet. */
export class Consumer {
  readonly id = randomUUID()
  readonly options: ConsumerOptions
  readonly meter = new Meter()
  readonly latencies = new Latencies()
  readonly from: string
  inFlight = 0
  readonly #call: PersistentCall
  /** By answer id. Two streams may hold the same event id, so there can be several. */
  readonly #messages = new Map<string, Message[]>()
  #bundle: Buffer[] = []
  #failed = false

  constructor(call: PersistentCall, options: ConsumerOptions) {
    this.#call = call
    this.options = options
    this.from = call.getPeer()
  }

  get hasRoom(): boolean {
    return this.inFlight < this.options.slots
  }

  /** When the oldest message in flight was sent; Infinity when there is none. */
  get oldest(): number {
    const [first] = this.#messages.values()
    return first?.[0]?.sentAt ?? Infinity
  }

  confirm(): void {
    this.#call.write([persistentConfirmation(this.id)])
  }

  /** Takes a message; `flush` sends what was taken. */
  give(message: Message): void {
    message.sentAt = Date.now()
    const id = answerId(message)
    const same = this.#messages.get(id)
    if (same) same.push(message)
    else this.#messages.set(id, [message])
    this.inFlight++
    this.#bundle.push(encode(message, this.options.structuredIds))
  }

  flush(): void {
    if (this.#bundle.length > 0 && !this.#call.cancelled && !this.#failed) this.#call.write(this.#bundle)
    this.#bundle = []
  }

  /** The message that an answer is about; undefined when it was taken away meanwhile. */
  answered(id: string): Message | undefined {
    const same = this.#messages.get(id)
    const message = same?.shift()
    if (!message) return undefined
    if (same?.length === 0) this.#messages.delete(id)
    this.inFlight--
    this.meter.count()
    this.latencies.add(Date.now() - message.sentAt)
    return message
  }

  /** Takes away what was sent before a time (all by default), oldest first. */
  takeBack(before = Infinity): Message[] {
    const taken: Message[] = []
    for (const [id, same] of this.#messages) {
      const kept = same.filter(({ sentAt }) => sentAt > before)
      taken.push(...same.filter(({ sentAt }) => sentAt <= before))
      if (kept.length === 0) this.#messages.delete(id)
      else this.#messages.set(id, kept)
    }
    this.inFlight -= taken.length
    return taken
  }

  /** Ends the connection; the first reason is the one that is told. */
  fail(error: StatusError): void {
    if (this.#failed) return
    this.#failed = true
    this.#call.emit('error', error)
  }

  cancel(): void {
    this.fail(stopping())
  }
}
