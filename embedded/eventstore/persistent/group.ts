import { isStatusError, type StatusError } from '../services/failures.ts'
import type { Store } from '../store/store.ts'
import type { Consumer } from './consumer.ts'
import { groupError } from './failures.ts'
import type { Message } from './message.ts'
import { Parked, parkedStream } from './parked.ts'
import { ALL } from './settings.ts'
import { Source } from './source.ts'
import { Meter } from './statistics.ts'
import { type Choose, chooser } from './strategies.ts'
import type { Stored } from './table.ts'

/** What a consumer can say of a message instead of acknowledging it, in the order the protocol numbers it. */
export const NACKS = ['unknown', 'park', 'retry', 'skip', 'stop'] as const
export type Nack = (typeof NACKS)[number]

/** Competing consumers of one source: each message goes to one of them, until one of them has dealt with it. */
export class Group {
  readonly definition: Stored
  readonly source: Source
  readonly parked: Parked
  readonly meter = new Meter()
  readonly consumers: Consumer[] = []
  readonly buffer: Message[] = []
  readonly retries: Message[] = []
  /** True while the buffer follows the end of the source. */
  live = false
  readonly #choose: Choose
  readonly #stopListening: () => void
  #scheduled = false
  #closed = false
  #expiry: NodeJS.Timeout | undefined

  constructor(store: Store, definition: Stored, writeCheckpoint: (place: number) => void) {
    const { stream, name, settings } = definition
    this.definition = definition
    this.source = new Source(store, definition, writeCheckpoint)
    this.parked = new Parked(store, parkedStream(stream, name), settings.resolveLinks)
    this.#choose = chooser[settings.strategy]()
    this.#stopListening = store.log.signals.listen(stream === ALL ? undefined : stream, () => this.#wake())
  }

  /** Throws a StatusError when the group is full or its stream was tombstoned. */
  join(consumer: Consumer): void {
    const { maxSubscriberCount } = this.definition.settings
    if (maxSubscriberCount > 0 && this.consumers.length >= maxSubscriberCount)
      throw groupError(this.definition, 'maximum reached')
    this.source.open()
    this.consumers.push(consumer)
    consumer.confirm()
    this.#wake()
  }

  /** Others get what it has not answered. */
  leave(consumer: Consumer): void {
    const index = this.consumers.indexOf(consumer)
    if (index < 0) return
    this.consumers.splice(index, 1)
    for (const message of consumer.takeBack()) this.#again(message, 'the consumer left')
  }

  ack(consumer: Consumer, ids: string[]): void {
    for (const message of this.#answered(consumer, ids)) this.#settle(message)
    this.#wake()
  }

  /** `stop` ends the consumer's subscription; an unknown action is a retry. */
  nack(consumer: Consumer, ids: string[], action: Nack, reason: string): void {
    for (const message of this.#answered(consumer, ids)) {
      if (action === 'park') this.#park(message, reason)
      else if (action === 'skip') this.#settle(message)
      else this.#again(message, reason)
    }
    this.#wake()
    if (action !== 'stop') return
    this.leave(consumer)
    consumer.fail(groupError(this.definition, 'dropped'))
  }

  /** Has up to `limit` of the messages that are parked now delivered again. */
  replay(limit: number): void {
    this.parked.replay(limit)
    this.#wake()
  }

  /** Ends all connections with an error; nothing happens afterwards. */
  close(error: StatusError): void {
    this.#closed = true
    this.#stopListening()
    clearTimeout(this.#expiry)
    this.source.progress.close()
    for (const consumer of this.consumers.splice(0)) consumer.fail(error)
  }

  #answered(consumer: Consumer, ids: string[]): Message[] {
    const messages = ids.map((id) => consumer.answered(id)).filter((message) => message !== undefined)
    for (const _ of messages) this.meter.count()
    return messages
  }

  #settle({ row, replayed }: Message): void {
    if (replayed) this.parked.finished(row.revision)
    else this.source.settle(row)
  }

  #again(message: Message, reason: string): void {
    const { maxRetryCount } = this.definition.settings
    if (message.retries >= maxRetryCount) {
      this.#park(message, `after ${maxRetryCount} retries: ${reason}`)
      return
    }
    message.retries++
    this.retries.push(message)
    this.#wake()
  }

  /** It counts as dealt with once it is on disk among the parked ones. */
  #park(message: Message, reason: string): void {
    this.parked.park(message, reason, (error) => {
      if (error) this.retries.push(message)
      else this.#settle(message)
      this.#wake()
    })
  }

  #wake(): void {
    if (this.#scheduled || this.#closed) return
    this.#scheduled = true
    setImmediate(() => this.#work())
  }

  /** One step: reads a page where there is room, hands out what it can, and comes back while there is more to read. */
  #work(): void {
    this.#scheduled = false
    if (this.#closed || this.consumers.length === 0) return
    try {
      const more = this.#fill()
      this.#dispatch()
      if (more) this.#wake()
    } catch (error) {
      if (!isStatusError(error)) throw error
      // The stream was tombstoned.
      for (const consumer of this.consumers.splice(0)) consumer.fail(error)
    }
  }

  #fill(): boolean {
    const { readBatchSize, liveBufferSize, historyBufferSize } = this.definition.settings
    if (this.parked.hasNext && this.retries.length < readBatchSize) {
      this.retries.push(...this.parked.next(readBatchSize))
      return true
    }
    if (this.buffer.length >= (this.live ? liveBufferSize : historyBufferSize)) {
      this.live = false
      return false
    }
    const { messages, atEnd } = this.source.read(readBatchSize)
    this.live = atEnd
    this.buffer.push(...messages)
    return !atEnd
  }

  #dispatch(): void {
    for (const queue of [this.retries, this.buffer]) {
      for (let index = 0; index < queue.length && this.consumers.some(({ hasRoom }) => hasRoom); ) {
        const message = queue[index] as Message
        const consumer = this.#choose(this.consumers, message)
        if (!consumer) index++
        else {
          queue.splice(index, 1)
          consumer.give(message)
        }
      }
    }
    for (const consumer of this.consumers) consumer.flush()
    this.#watch(this.definition.settings.messageTimeout)
  }

  /** What nobody answers in time is delivered again. */
  #watch(messageTimeout: number, delay = messageTimeout): void {
    if (messageTimeout === 0 || this.#expiry || this.consumers.every(({ inFlight }) => inFlight === 0)) return
    this.#expiry = setTimeout(() => {
      this.#expiry = undefined
      const now = Date.now()
      for (const consumer of this.consumers)
        for (const message of consumer.takeBack(now - messageTimeout)) this.#again(message, 'it timed out')
      const oldest = Math.min(...this.consumers.map((consumer) => consumer.oldest))
      this.#watch(messageTimeout, Math.max(1, oldest + messageTimeout - now))
    }, delay)
  }
}
