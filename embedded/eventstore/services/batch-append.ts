import { type ServerDuplexStream, status } from '@grpc/grpc-js'
import type { Proposed } from '../codec/record.ts'
import type { AppendOptions, BatchPart } from '../codec/requests.ts'
import { ANY } from '../codec/requests.ts'
import { batchError, batchSuccess } from '../codec/responses.ts'
import type { Appender } from '../store/append.ts'
import type { Writer } from '../store/writer.ts'
import { asRpcStatus, type Failure, MAX_APPEND_BYTES, statusError } from './failures.ts'

export type BatchCall = ServerDuplexStream<BatchPart, Buffer[]>

/** An append whose parts are arriving. Once refused, it is answered, and its later parts are dropped. */
interface Arriving {
  correlation: Buffer
  options: AppendOptions
  events: Proposed[]
  bytes: number
  refused: boolean
  timer: NodeJS.Timeout | undefined
}

const NO_OPTIONS: AppendOptions = { stream: '', expected: ANY, deadline: undefined }
const MAX_TIMER_MS = 2 ** 31 - 1
/** Bundles of answers that may wait for a slow client before its requests wait too. */
const MAX_UNSENT = 64

/** One `Streams.BatchAppend` call: appends whose parts interleave, each answered exactly once. */
export class BatchAppend {
  readonly #call: BatchCall
  readonly #writer: Writer
  readonly #appender: Appender
  readonly #arriving = new Map<string, Arriving>()
  #answers: Buffer[] = []
  #unanswered = 0
  #ended = false

  constructor(call: BatchCall, writer: Writer, appender: Appender) {
    this.#call = call
    this.#writer = writer
    this.#appender = appender
    call.on('data', (part: BatchPart) => this.#take(part))
    call.on('drain', () => call.resume())
    call.on('end', () => {
      this.#ended = true
      this.#endWhenAnswered()
    })
    call.on('close', () => {
      for (const { timer } of this.#arriving.values()) clearTimeout(timer)
    })
  }

  cancel(): void {
    this.#send()
    if (!this.#call.writableEnded) this.#call.emit('error', statusError(status.CANCELLED, 'the server is stopping'))
  }

  #take(part: BatchPart): void {
    const key = part.correlation.toString('latin1')
    const append = this.#arriving.get(key) ?? this.#begin(part)
    if (part.final) this.#arriving.delete(key)
    else this.#arriving.set(key, append)
    if (append.refused) return
    const failure = collect(append, part)
    if (failure) this.#refuse(append, failure)
    else if (part.final) this.#submit(append)
  }

  #begin({ correlation, options, final }: BatchPart): Arriving {
    const begun: Arriving = {
      correlation,
      options: options ?? NO_OPTIONS,
      events: [],
      bytes: 0,
      refused: false,
      timer: undefined,
    }
    this.#unanswered++
    if (!options?.stream) this.#refuse(begun, { kind: 'bad request', reason: 'an append needs a stream' })
    else if (!final && options.deadline !== undefined) {
      const left = Math.min(Math.max(options.deadline - Date.now(), 0), MAX_TIMER_MS)
      begun.timer = setTimeout(() => this.#refuse(begun, { kind: 'timeout' }), left)
    }
    return begun
  }

  #submit(append: Arriving): void {
    clearTimeout(append.timer)
    const { correlation, events } = append
    const { stream, expected, deadline } = append.options
    const work = () => {
      if (deadline !== undefined && Date.now() > deadline) return { kind: 'timeout' } as const
      return this.#appender.append(stream, expected, events)
    }
    this.#writer.submit(work, (error, outcome) => {
      if (error || !outcome) this.#refuse(append, { kind: 'broken', error: error ?? new Error('no outcome') })
      else if (outcome.kind !== 'written') this.#refuse(append, outcome)
      else this.#answer(batchSuccess({ correlation, stream, expected, ...outcome }))
    })
  }

  #refuse(append: Arriving, failure: Failure): void {
    clearTimeout(append.timer)
    append.refused = true
    append.events = []
    const { stream, expected } = append.options
    this.#answer(batchError(append.correlation, stream, expected, asRpcStatus(failure, stream)))
  }

  #answer(message: Buffer): void {
    this.#unanswered--
    // What one commit answers leaves as one bundle.
    if (this.#answers.push(message) === 1) queueMicrotask(() => this.#send())
  }

  #send(): void {
    const bundle = this.#answers
    this.#answers = []
    if (this.#call.cancelled || this.#call.writableEnded || bundle.length === 0) return
    this.#call.write(bundle)
    if (this.#call.writableLength > MAX_UNSENT) this.#call.pause()
    this.#endWhenAnswered()
  }

  #endWhenAnswered(): void {
    if (this.#ended && this.#unanswered === 0) this.#call.end()
  }
}

function collect(append: Arriving, part: BatchPart): Failure | undefined {
  for (const event of part.events) {
    if ('invalid' in event) return { kind: 'bad request', reason: event.invalid }
    append.events.push(event)
    append.bytes += event.data.length
  }
  return append.bytes > MAX_APPEND_BYTES ? { kind: 'too large' } : undefined
}
