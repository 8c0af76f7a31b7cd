import {
  type ConnectionOptions,
  connect,
  ErrorCode,
  Events,
  headers,
  type Msg,
  type NatsConnection,
  StringCodec,
} from 'nats'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { EmbeddedServer } from '../cli.ts'
import { SERVERS } from './harness.ts'
import { startNats } from './server.ts'

const { encode, decode } = StringCodec()
const texts = (messages: Msg[]) => messages.map((message) => decode(message.data))

async function take(messages: AsyncIterable<Msg>, count: number): Promise<Msg[]> {
  const taken: Msg[] = []
  for await (const message of messages) if (taken.push(message) === count) break
  return taken
}

describe.each(SERVERS)('the official client on $name', ({ start }) => {
  let server: EmbeddedServer
  let open: NatsConnection[]
  const dial = async (options: ConnectionOptions = {}) => {
    const nc = await connect({ servers: `127.0.0.1:${server.port}`, ...options })
    open.push(nc)
    return nc
  }
  beforeEach(async () => {
    open = []
    server = await start()
  })
  afterEach(async () => {
    await Promise.all(open.map((nc) => nc.close()))
    await server.stop()
  })

  test('publishes and subscribes, with wildcards', async () => {
    const [a, b] = [await dial(), await dial()]
    const all = a.subscribe('madang.>')
    const some = a.subscribe('madang.*.x')
    await a.flush()
    for (const subject of ['madang.1.x', 'madang.2.y', 'other']) b.publish(subject, encode(subject))
    expect(texts(await take(all, 2))).toEqual(['madang.1.x', 'madang.2.y'])
    expect(texts(await take(some, 1))).toEqual(['madang.1.x'])
  })

  test('keeps the order of 10,000 messages, and their bytes', async () => {
    const [a, b] = [await dial(), await dial()]
    const sub = a.subscribe('n')
    await a.flush()
    const taken = take(sub, 10_000)
    for (let n = 0; n < 10_000; n += 1) b.publish('n', encode(`${n} ${'마'.repeat(n % 50)}`))
    expect(texts(await taken)).toEqual(Array.from({ length: 10_000 }, (_, n) => `${n} ${'마'.repeat(n % 50)}`))
  })

  test('one of each queue group gets each message', async () => {
    const [a, b, c] = [await dial(), await dial(), await dial()]
    const got: Record<string, number> = { a: 0, b: 0, other: 0, plain: 0 }
    const count = (name: string) => ({
      callback: () => {
        got[name] = (got[name] ?? 0) + 1
      },
    })
    a.subscribe('job', { queue: 'workers', ...count('a') })
    b.subscribe('job', { queue: 'workers', ...count('b') })
    b.subscribe('*', { queue: 'others', ...count('other') })
    b.subscribe('job', count('plain'))
    await Promise.all([a.flush(), b.flush()])
    for (let n = 0; n < 400; n += 1) c.publish('job')
    await c.flush()
    await Promise.all([a.flush(), b.flush()])
    expect(got).toMatchObject({ other: 400, plain: 400 })
    expect((got.a ?? 0) + (got.b ?? 0)).toBe(400)
    expect(Math.min(got.a ?? 0, got.b ?? 0)).toBeGreaterThan(100)
  })

  test('a queue group by different wildcards is one group', async () => {
    const nc = await dial()
    let got = 0
    const options = {
      queue: 'q',
      callback: () => {
        got += 1
      },
    }
    for (const subject of ['a.*', 'a.>', 'a.b']) nc.subscribe(subject, options)
    for (let n = 0; n < 50; n += 1) nc.publish('a.b')
    await nc.flush()
    expect(got).toBe(50)
  })

  test('requests are answered, or told that nobody will', async () => {
    const [a, b] = [await dial(), await dial()]
    a.subscribe('twice', {
      callback: (_error, message) => void message.respond(encode(decode(message.data).repeat(2))),
    })
    await a.flush()
    const answers = await Promise.all(['x', 'y', 'z'].map((one) => b.request('twice', encode(one), { timeout: 2_000 })))
    expect(texts(answers)).toEqual(['xx', 'yy', 'zz'])
    await expect(b.request('nobody')).rejects.toMatchObject({ code: ErrorCode.NoResponders })
    await expect(b.jetstreamManager()).rejects.toMatchObject({ code: '503' })
  })

  test('headers go through', async () => {
    const nc = await dial()
    const sub = nc.subscribe('h')
    const sent = headers()
    sent.set('Nats-Msg-Id', 'e-1')
    sent.append('Korean', '마당')
    nc.publish('h', encode('body'), { headers: sent, reply: 'r' })
    const [message] = await take(sub, 1)
    expect(message?.headers?.get('Nats-Msg-Id')).toBe('e-1')
    expect(message?.headers?.get('Korean')).toBe('마당')
    expect([decode(message?.data ?? new Uint8Array()), message?.reply]).toEqual(['body', 'r'])
  })

  test('a subscription with a maximum ends by itself', async () => {
    const nc = await dial()
    const sub = nc.subscribe('m', { max: 3 })
    for (let n = 0; n < 10; n += 1) nc.publish('m', encode(String(n)))
    expect(texts(await take(sub, 10))).toEqual(['0', '1', '2'])
    await nc.flush()
    await expect(nc.request('m', undefined, { timeout: 500 })).rejects.toMatchObject({ code: ErrorCode.NoResponders })
  })

  test('draining hands over what had arrived, and then nothing', async () => {
    const [a, b] = [await dial(), await dial()]
    const sub = a.subscribe('d')
    await a.flush()
    for (let n = 0; n < 100; n += 1) b.publish('d', encode(String(n)))
    await b.flush()
    await a.flush()
    const taken = take(sub, 1_000)
    await a.drain()
    expect(await taken).toHaveLength(100)
    expect(a.isClosed()).toBe(true)
    await expect(b.request('d', undefined, { timeout: 500 })).rejects.toMatchObject({ code: ErrorCode.NoResponders })
  })

  test('too large a message is refused, a largest one goes through', async () => {
    const nc = await dial()
    expect(nc.info?.max_payload).toBe(1_048_576)
    expect(() => nc.publish('big', new Uint8Array(1_048_577))).toThrow(ErrorCode.MaxPayloadExceeded)
    const sub = nc.subscribe('big')
    nc.publish('big', new Uint8Array(1_048_576).fill(7))
    const [message] = await take(sub, 1)
    expect(message?.data.length).toBe(1_048_576)
    expect(message?.data.every((byte) => byte === 7)).toBe(true)
  })

  test('1,000 subscribers on 20 connections all hear it', async () => {
    const connections = await Promise.all(Array.from({ length: 20 }, () => dial()))
    let heard = 0
    for (let n = 0; n < 1_000; n += 1)
      connections[n % 20]?.subscribe('all', {
        callback: () => {
          heard += 1
        },
      })
    await Promise.all(connections.map((nc) => nc.flush()))
    const publisher = await dial()
    for (let n = 0; n < 100; n += 1) publisher.publish('all', encode('x'.repeat(100)))
    await publisher.flush()
    await expect.poll(() => heard).toBe(100_000)
  })
})

describe('staying connected', () => {
  test('a client reconnects after a restart, subscribed as before, and hears of the stop beforehand', async () => {
    const first = await startNats({ port: 0 })
    const options = { servers: `127.0.0.1:${first.port}`, reconnectTimeWait: 20, maxReconnectAttempts: -1 }
    const nc = await connect(options)
    const events: string[] = []
    // The client never ends this iteration, so nobody waits for it.
    void (async () => {
      for await (const status of nc.status()) events.push(status.type)
    })()
    const sub = nc.subscribe('again')
    await nc.flush()
    await first.stop()
    const second = await startNats({ port: first.port })
    await expect.poll(() => events).toContain(Events.Reconnect)
    nc.publish('again', encode('here'))
    expect(texts(await take(sub, 1))).toEqual(['here'])
    const told = events.filter((type) => type !== Events.Update)
    expect(told.slice(0, 2)).toEqual([Events.LDM, Events.Disconnect])
    await nc.close()
    await second.stop()
  })

  test('what was published before a stop is still delivered', async () => {
    const server = await startNats({ port: 0 })
    const options = { servers: `127.0.0.1:${server.port}`, reconnect: false }
    const [a, b] = [await connect(options), await connect(options)]
    let got = 0
    a.subscribe('last', {
      callback: () => {
        got += 1
      },
    })
    await a.flush()
    for (let n = 0; n < 5_000; n += 1) b.publish('last', new Uint8Array(100))
    await b.flush()
    await server.stop()
    await Promise.all([a.closed(), b.closed()])
    expect(got).toBe(5_000)
  })

  test.each([{ user: 'u', pass: 'x' }, { token: 'x' }, {}])('credentials %j do not open', async (wrong) => {
    const server = await startNats({ port: 0, username: 'u', password: 'p' })
    const servers = `127.0.0.1:${server.port}`
    await expect(connect({ servers, ...wrong, reconnect: false })).rejects.toMatchObject({
      code: ErrorCode.AuthorizationViolation,
    })
    const nc = await connect({ servers, user: 'u', pass: 'p' })
    await nc.close()
    await server.stop()
  })
})
