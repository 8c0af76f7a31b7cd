import { ProtocolError, splitArguments, wholeNumber, written } from './arguments.ts'
import { Interner } from './interner.ts'
import { type Message, NOTHING, newMessage, rewriteTail } from './message.ts'

/** What a parser calls as it reads. */
export interface Handler {
  /** Nothing but CONNECT is heard before this is so. */
  readonly admitted: boolean
  readonly closed: boolean
  /** While this is so, what came in is kept for later. */
  readonly stalled: boolean
  command(verb: string, args: string): void
  publish(message: Message): void
}

const LF = 10
const CR = 13
const SPACE = 32
const TAB = 9
const LOWER = 0x20
const [P, U, B, H, C] = [...'pubhc'].map((char) => char.charCodeAt(0)) as [number, number, number, number, number]
const VERBS = ['CONNECT', 'PUB', 'HPUB', 'SUB', 'UNSUB', 'PING', 'PONG', 'INFO', '+OK', '-ERR']
const NEEDS_ARGUMENTS = new Set(['PUB', 'HPUB', 'SUB', 'UNSUB'])
const LONGEST_VERB = 8

/** Reads the NATS protocol from chunks that break anywhere; control lines and payloads are limited. */
export class Parser {
  readonly #handler: Handler
  readonly #maxPayload: number
  readonly #maxLine: number
  readonly #bounds = new Int32Array(10)
  readonly #message = newMessage()
  #kept: Buffer[] = []
  #keptBytes = 0
  /** Bytes there must be before it is worth looking again: a large payload is joined once, not at every chunk. */
  #wanted = 0
  #held = NOTHING
  readonly #subjects = new Interner()

  constructor(handler: Handler, maxPayload: number, maxLine: number) {
    this.#handler = handler
    this.#maxPayload = maxPayload
    this.#maxLine = maxLine
  }

  feed(chunk: Buffer): void {
    let pos = this.#finishKept(chunk)
    while (pos < chunk.length && this.#mayRead()) {
      const next = this.#step(chunk, pos)
      if (next === -1) break
      pos = next
    }
    // A large message's buffer is not held on to until the next one comes.
    this.#message.source = NOTHING
    if (pos === chunk.length) return
    if (this.#handler.stalled) this.#held = chunk.subarray(pos)
    else this.#keep(chunk.subarray(pos))
  }

  /** Goes on with what was held while the handler was stalled. */
  resume(): void {
    const held = this.#held
    this.#held = NOTHING
    this.feed(held)
  }

  #mayRead(): boolean {
    return !this.#handler.closed && !this.#handler.stalled
  }

  #keep(part: Buffer): void {
    this.#kept.push(part)
    this.#keptBytes += part.length
  }

  /** Completes a command that earlier chunks began, taking of this chunk just what it needs; answers where it ends. */
  #finishKept(chunk: Buffer): number {
    let pos = 0
    while (this.#keptBytes > 0 && pos < chunk.length && this.#mayRead()) {
      const lineEnd = chunk.indexOf(LF, pos) + 1
      const end = this.#wanted > 0 ? pos + this.#wanted - this.#keptBytes : lineEnd
      const taken = chunk.subarray(pos, end === 0 ? chunk.length : end)
      this.#keep(taken)
      pos += taken.length
      if (this.#keptBytes < this.#wanted) break
      const joined = Buffer.concat(this.#kept, this.#keptBytes)
      this.#wanted = 0
      const done = this.#step(joined, 0) !== -1
      this.#kept = done ? [] : [joined]
      this.#keptBytes = done ? 0 : joined.length
    }
    return pos
  }

  /** Reads one command from `pos`; answers where the next begins, or -1 when it is not all there. */
  #step(buf: Buffer, pos: number): number {
    const first = (buf[pos] as number) | LOWER
    if (!this.#handler.admitted && first !== C) throw new ProtocolError('Authorization Violation')
    const end = buf.indexOf(LF, pos)
    if (end === -1) return this.#partial(buf, pos)
    const stop = end > pos && buf[end - 1] === CR ? end - 1 : end
    if (first === P && isVerb(buf, pos + 1, U, B)) return this.#publish(buf, pos, pos + 4, stop, end, false)
    if (first === H && isVerb(buf, pos + 2, U, B)) return this.#publish(buf, pos, pos + 5, stop, end, true)
    this.#control(buf.toString('latin1', pos, stop))
    return end + 1
  }

  #publish(buf: Buffer, pos: number, from: number, stop: number, end: number, withHeaders: boolean): number {
    this.#checkLine(stop - from)
    const bounds = this.#bounds
    const count = splitArguments(buf, from, stop, bounds)
    const least = withHeaders ? 3 : 2
    if (count !== least && count !== least + 1) throw new ProtocolError(null)
    const sizeAt = (count - 1) * 2
    const size = wholeNumber(buf, bounds[sizeAt] as number, bounds[sizeAt + 1] as number)
    const headers = withHeaders ? wholeNumber(buf, bounds[sizeAt - 2] as number, bounds[sizeAt - 1] as number) : 0
    if (size < 0 || headers < 0 || headers > size) throw new ProtocolError(null)
    if (size > this.#maxPayload) throw new ProtocolError('Maximum Payload Violation')
    const next = end + 1 + size + 2
    if (next > buf.length) {
      this.#wanted = next - pos
      return -1
    }
    if (buf[next - 2] !== CR || buf[next - 1] !== LF) throw new ProtocolError('Unknown Protocol Operation')
    const message = this.#message
    message.subject = this.#subjects.text(buf, bounds[0] as number, bounds[1] as number)
    message.source = buf
    message.replyFrom = count > least ? (bounds[2] as number) : 0
    message.replyTo = count > least ? (bounds[3] as number) : 0
    message.headers = headers
    message.tail = bounds[2] as number
    message.payload = end + 1
    message.end = next
    // Odd spacing, a bare LF or headers of no length are not passed on: the tail is then written anew.
    const plain = stop - from === written(bounds, count) && end - stop === 1
    if (!plain || (withHeaders && headers === 0)) rewriteTail(message, headers, size)
    this.#handler.publish(message)
    return next
  }

  #control(line: string): void {
    const cut = line.search(/[ \t]/)
    const verb = (cut === -1 ? line : line.slice(0, cut)).toUpperCase()
    const args = cut === -1 ? '' : line.slice(cut + 1)
    if (!VERBS.includes(verb) || (args === '' && NEEDS_ARGUMENTS.has(verb)))
      throw new ProtocolError('Unknown Protocol Operation')
    this.#checkLine(args.length)
    this.#handler.command(verb, args)
  }

  /** A line without its end yet: what can never become a command, or is too long already, is refused at once. */
  #partial(buf: Buffer, pos: number): number {
    const begun = buf
      .toString('latin1', pos, Math.min(buf.length, pos + LONGEST_VERB))
      .toUpperCase()
      .split(/[ \t\r]/)
    const [verb, rest] = begun
    const possible = VERBS.some((known) => (rest === undefined ? known.startsWith(verb ?? '') : known === verb))
    if (!possible) throw new ProtocolError('Unknown Protocol Operation')
    this.#checkLine(buf.length - pos - LONGEST_VERB)
    return -1
  }

  #checkLine(length: number): void {
    if (length > this.#maxLine) throw new ProtocolError('maximum control line exceeded')
  }
}

function isVerb(buf: Buffer, at: number, u: number, b: number): boolean {
  const after = buf[at + 2]
  return (
    ((buf[at] as number) | LOWER) === u && ((buf[at + 1] as number) | LOWER) === b && (after === SPACE || after === TAB)
  )
}
