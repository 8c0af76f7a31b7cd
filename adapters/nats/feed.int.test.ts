import { setTimeout as delay } from 'node:timers/promises'
import { StringCodec } from 'nats'
import { afterEach, describe, expect, it } from 'vitest'
import { startNats } from '../../embedded/nats/server.ts'
import { connectNats, type Nats } from './connect.ts'
import { type Feed, type FeedMessage, openFeed } from './feed.ts'
import { hasRealNats, type RealNats, startRealNats } from './harness.ts'

const STREAM = { stream: 'TEST_EVENTS', subjects: ['test.events.>'] }
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const message = (number: number): FeedMessage => ({
  subject: `test.events.${number % 7}`,
  id: `id-${number}`,
  data: `${number}`,
})
const messages = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => message(from + index))

async function client(url: string): Promise<Nats> {
  const nats = await connectNats({ url })
  closing.push(() => nats.close())
  return nats
}

describe('on plain NATS', () => {
  it('publishes in order with the id in a header', async () => {
    const server = await startNats({ port: 0 })
    closing.push(() => server.stop())
    const nats = await client(`nats://127.0.0.1:${server.port}`)
    const seen: string[] = []
    const subscription = nats.connection.subscribe('test.events.>', {
      callback: (_, got) => void seen.push(`${got.headers?.get('Nats-Msg-Id')}=${got.string()}`),
    })
    const feed = await openFeed(nats, STREAM)
    expect(feed.durable).toBe(false)
    await feed.send(messages(0, 50))
    await nats.flush()
    subscription.unsubscribe()
    expect(seen).toEqual(messages(0, 50).map(({ id, data }) => `${id}=${data}`))
  })
})

describe.skipIf(!hasRealNats('the JetStream feed'))('on JetStream', () => {
  async function start(): Promise<{ server: RealNats; nats: Nats; feed: Feed }> {
    const server = await startRealNats()
    closing.push(() => server.remove())
    const nats = await client(server.url)
    return { server, nats, feed: await openFeed(nats, STREAM) }
  }

  async function stored(nats: Nats): Promise<string[]> {
    const manager = await nats.connection.jetstreamManager()
    const { state } = await manager.streams.info(STREAM.stream)
    const kept: string[] = []
    for (let seq = state.first_seq; seq <= state.last_seq; seq += 1)
      kept.push(StringCodec().decode((await manager.streams.getMessage(STREAM.stream, { seq })).data))
    return kept
  }

  it('keeps what is sent, in order, and drops a repeat', async () => {
    const { nats, feed } = await start()
    expect(feed.durable).toBe(true)
    await feed.send(messages(0, 60))
    await feed.send(messages(40, 100))
    expect(await stored(nats)).toEqual(messages(0, 100).map(({ data }) => data))
  })

  it('opens the same stream again, adding the subjects that are new', async () => {
    const { nats } = await start()
    const wider = await openFeed(nats, { ...STREAM, subjects: [...STREAM.subjects, 'test.more.>'] })
    await wider.send([{ subject: 'test.more.a', id: 'm', data: 'more' }])
    expect(await stored(nats)).toEqual(['more'])
  })

  it('takes nothing behind a message that got lost, so that the next try keeps the order', async () => {
    const { nats } = await start()
    let lost = 0
    const lossy = new Proxy(nats.connection, {
      get: (connection, name) => {
        if (name !== 'jetstream') return Reflect.get(connection, name)
        const jetStream = connection.jetstream()
        const publish: typeof jetStream.publish = async (subject, payload, options) => {
          if (options?.msgID !== 'id-5' || lost++ > 0) return jetStream.publish(subject, payload, options)
          throw new Error('lost on the way')
        }
        return () => ({ ...jetStream, publish })
      },
    })
    const feed = await openFeed({ ...nats, connection: lossy }, STREAM)
    await expect(feed.send(messages(0, 10))).rejects.toThrow('lost on the way')
    expect(await stored(nats)).toEqual(messages(0, 5).map(({ data }) => data))
    await feed.send(messages(0, 10))
    expect(await stored(nats)).toEqual(messages(0, 10).map(({ data }) => data))
  })

  it('leaves no gap and no disorder when the server is killed in the middle of sending', async () => {
    const { server, nats, feed } = await start()
    let [next, failures] = [0, 0]
    const killing = async () => {
      for (let round = 0; round < 3; round += 1) {
        await delay(60)
        await server.kill()
        await server.restart()
      }
    }
    const killed = killing()
    let over = false
    void killed.finally(() => {
      over = true
    })
    // It ends on a send that worked: a failed one may have left the first of its messages behind, rightly.
    let failed = false
    while (failed || !over || next < 1_000) {
      try {
        failed = true
        await feed.send(messages(next, next + 100))
        next += 100
        failed = false
      } catch {
        failures += 1
        await delay(20)
      }
      if (next > 50_000) await delay(5)
    }
    await killed
    expect(failures).toBeGreaterThan(0)
    const first = new Map<string, number>()
    for (const [index, data] of (await stored(nats)).entries()) if (!first.has(data)) first.set(data, index)
    expect(first.size).toBe(next)
    const order = [...first.keys()].map(Number)
    expect(order).toEqual([...order].sort((a, b) => a - b))
  })
})
