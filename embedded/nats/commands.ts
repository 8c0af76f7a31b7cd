import { ProtocolError } from './arguments.ts'
import { ConnectOptions, mayEnter } from './auth.ts'
import type { Client } from './client.ts'
import { isSubscribable } from './subjects.ts'
import { Subscription } from './subscription.ts'

const words = (args: string) => args.split(/[ \t]+/).filter((word) => word !== '')

function connect(client: Client, args: string): void {
  const given = readOptions(args)
  if (!mayEnter(client.limits.credentials, given)) throw new ProtocolError('Authorization Violation')
  if (given.protocol !== undefined && (given.protocol < 0 || given.protocol > 1))
    throw new ProtocolError('invalid client protocol')
  client.admit()
  const was = client.options
  const headers = given.headers ?? was.headers
  if (given.no_responders && !headers) throw new ProtocolError('no responders requires headers support')
  client.options = {
    verbose: given.verbose ?? was.verbose,
    pedantic: given.pedantic ?? was.pedantic,
    echo: given.echo ?? was.echo,
    headers,
    noResponders: given.no_responders ?? was.noResponders,
  }
  client.ok()
}

function readOptions(args: string): ConnectOptions {
  try {
    return ConnectOptions.parse(JSON.parse(Buffer.from(args, 'latin1').toString('utf8')))
  } catch {
    throw new ProtocolError(null)
  }
}

function subscribe(client: Client, args: string): void {
  const [subject, second, third, ...more] = words(args)
  if (subject === undefined || second === undefined || more.length > 0) throw new ProtocolError(null)
  if (!isSubscribable(subject)) {
    client.send("-ERR 'Invalid Subject'\r\n")
    return
  }
  const sid = third ?? second
  if (!client.subscriptions.has(sid)) {
    const sub = new Subscription(client, subject, third === undefined ? null : second, sid)
    client.subscriptions.set(sid, sub)
    client.hub.subscriptions.add(sub)
  }
  client.ok()
}

function unsubscribe(client: Client, args: string): void {
  const [sid, most, ...more] = words(args)
  if (sid === undefined || more.length > 0) throw new ProtocolError(null)
  const sub = client.subscriptions.get(sid)
  if (sub) {
    sub.max = /^\d{1,9}$/.test(most ?? '') ? Number(most) : 0
    if (sub.delivered >= sub.max) client.unsubscribe(sub)
  }
  client.ok()
}

/** What a client may say, but for PUB and HPUB, which the parser reads itself. */
export const COMMANDS: Record<string, (client: Client, args: string) => void> = {
  CONNECT: connect,
  SUB: subscribe,
  UNSUB: unsubscribe,
  PING: (client) => client.send('PONG\r\n'),
  PONG: (client) => client.pong(),
  INFO: () => {},
  '+OK': () => {},
  '-ERR': (client) => client.end(null),
}
