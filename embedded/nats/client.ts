import type { Socket } from 'node:net'
import { ProtocolError } from './arguments.ts'
import { isRequired } from './auth.ts'
import { COMMANDS } from './commands.ts'
import type { Hub } from './hub.ts'
import type { Limits } from './limits.ts'
import { Link } from './link.ts'
import { type Message, NOTHING } from './message.ts'
import { type Handler, Parser } from './parser.ts'
import { isPublishable, matches } from './subjects.ts'
import type { Subscription } from './subscription.ts'

const STALL_MS = 10
const NO_RESPONDERS = Buffer.from('16 16\r\nNATS/1.0 503\r\n\r\n\r\n')

/** One connection: what it asked for, what it subscribed to, and what comes of what it says. */
export class Client implements Handler {
  readonly hub: Hub
  readonly limits: Limits
  readonly subscriptions = new Map<string, Subscription>()
  admitted: boolean
  closed = false
  stalled = false
  // As nats-server has it, for clients that never say otherwise.
  options = { verbose: true, pedantic: true, echo: true, headers: false, noResponders: false }
  readonly #link: Link
  readonly #parser: Parser
  readonly #authTimer: NodeJS.Timeout | undefined
  #pingsOut = 0
  #heard = false

  constructor(socket: Socket, hub: Hub, limits: Limits, info: string) {
    this.hub = hub
    this.limits = limits
    this.#link = new Link(socket, (link) => hub.willWrite(link))
    this.#parser = new Parser(this, limits.maxPayload, limits.maxLine)
    this.admitted = !isRequired(limits.credentials)
    if (!this.admitted) this.#authTimer = setTimeout(() => this.end('Authentication Timeout'), limits.authTimeoutMs)
    socket.on('data', (chunk: Buffer) => this.#read(() => this.#parser.feed(chunk)))
    socket.on('error', () => this.drop())
    socket.on('close', () => this.drop())
    hub.clients.add(this)
    this.send(info)
    this.#link.flush()
  }

  #read(parse: () => void): void {
    if (this.closed) return
    this.#heard = true
    try {
      parse()
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error
      this.end(error.reason)
    }
    this.hub.flush()
  }

  admit(): void {
    this.admitted = true
    clearTimeout(this.#authTimer)
  }

  command(verb: string, args: string): void {
    COMMANDS[verb]?.(this, args)
  }

  send(line: string): void {
    this.#link.send(line)
  }

  ok(): void {
    if (this.options.verbose) this.send('+OK\r\n')
  }

  publish(message: Message): void {
    if (message.headers > 0 && !this.options.headers) throw new ProtocolError(null)
    if (this.options.pedantic && !isPublishable(message.subject)) this.send("-ERR 'Invalid Publish Subject'\r\n")
    this.ok()
    const delivered = this.hub.route(message, this)
    if (!delivered && this.options.noResponders && message.replyTo > 0) this.#nobodyAnswers(message)
  }

  /** Tells a requester that nobody will answer, on the subscription it waits with. */
  #nobodyAnswers({ source, replyFrom, replyTo }: Message): void {
    const reply = source.toString('latin1', replyFrom, replyTo)
    for (const sub of this.subscriptions.values()) {
      if (!matches(sub.subject, reply)) continue
      this.#link.parts(sub.head('HMSG', reply), NO_RESPONDERS, 0, NO_RESPONDERS.length)
      return
    }
  }

  /** Writes a message for one of this client's subscriptions, unless it is not for it after all. */
  deliver(sub: Subscription, message: Message, from: Client): boolean {
    if (sub.closed || this.closed || (from === this && !this.options.echo)) return false
    sub.delivered += 1
    if (sub.delivered === sub.max) this.unsubscribe(sub)
    const { subject, source, tail, end, headers } = message
    if (headers === 0) this.#link.parts(sub.head('MSG', subject), source, tail, end)
    else if (this.options.headers) this.#link.parts(sub.head('HMSG', subject), source, tail, end)
    else this.#withoutHeaders(sub, message)
    const { pending } = this.#link
    if (pending > this.limits.maxPending) this.#cutOff(`${pending} bytes wait for it`)
    else if (pending > this.limits.maxPending / 2) from.#stall()
    return true
  }

  #withoutHeaders(sub: Subscription, { subject, source, replyFrom, replyTo, payload, headers, end }: Message): void {
    const reply = replyTo > 0 ? `${source.toString('latin1', replyFrom, replyTo)} ` : ''
    this.send(`MSG ${subject} ${sub.sid} ${reply}${end - payload - headers - 2}\r\n`)
    this.#link.parts(NOTHING, source, payload + headers, end)
  }

  /** Who publishes faster than its readers read is not heard for a little, so that a burst does not cut them off. */
  #stall(): void {
    if (this.stalled || this.closed) return
    this.stalled = true
    this.#link.pause()
    setTimeout(() => {
      this.stalled = false
      this.#read(() => this.#parser.resume())
      if (!this.stalled) this.#link.resume()
    }, STALL_MS)
  }

  unsubscribe(sub: Subscription): void {
    sub.closed = true
    this.subscriptions.delete(sub.sid)
    this.hub.subscriptions.remove(sub)
  }

  pong(): void {
    this.#pingsOut = 0
  }

  /** At every ping interval: who neither spoke nor answered is gone. */
  beat(): void {
    if (this.#heard) this.#pingsOut = 0
    this.#heard = false
    if (this.#pingsOut >= this.limits.maxPingsOut) {
      this.end('Stale Connection')
      return
    }
    this.#pingsOut += 1
    this.send('PING\r\n')
    this.#link.flush()
  }

  checkDeadline(now: number): void {
    const blocked = this.#link.blockedFor(now)
    if (blocked > this.limits.writeDeadlineMs) this.#cutOff(`it took nothing for ${blocked} ms`)
  }

  #cutOff(why: string): void {
    this.limits.log(`slow consumer cut off: ${why}`)
    this.drop()
  }

  /** Says why, and closes; without a reason it just closes, after what there is left to say. */
  end(reason: string | null, farewell = ''): void {
    if (this.closed) return
    this.send(reason === null ? farewell : `-ERR '${reason}'\r\n`)
    this.#leave()
    this.#link.end()
  }

  drop(): void {
    this.#leave()
    this.#link.drop()
  }

  #leave(): void {
    if (this.closed) return
    this.closed = true
    clearTimeout(this.#authTimer)
    for (const sub of this.subscriptions.values()) this.unsubscribe(sub)
    this.hub.clients.delete(this)
  }
}
