import { StringCodec } from 'nats'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectNats, type Nats } from '../adapters/nats/connect.ts'
import { openFeed } from '../adapters/nats/feed.ts'
import { hasRealNats, type RealNats, startRealNats } from '../adapters/nats/harness.ts'
import { startNats } from '../embedded/nats/server.ts'
import type { CloudEvent } from './cloud-event.ts'
import { registration } from './harness.ts'
import { EVENTS_STREAM, type PublisherOptions, startPublisher } from './publisher.ts'
import { type Servers, startServers, until } from './servers.harness.ts'

let servers: Servers
const closing: (() => Promise<void>)[] = []
beforeAll(async () => {
  servers = await startServers()
})
beforeEach(() => servers.mongo.db.dropDatabase())
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})
afterAll(() => servers.stop())

async function client(url: string): Promise<Nats> {
  const nats = await connectNats({ url })
  closing.push(() => nats.close())
  return nats
}

function publish(nats: Nats, options: Partial<PublisherOptions> = {}) {
  const end = new AbortController()
  const { eventStore, mongo } = servers
  const feed = () => openFeed(nats, EVENTS_STREAM)
  const now = () => new Date().toISOString()
  const publisher = startPublisher({ db: mongo.db, eventStore, openFeed: feed, now, signal: end.signal, ...options })
  const stop = async () => {
    end.abort()
    await publisher.done
  }
  closing.push(stop)
  return { ...publisher, stop }
}

const create = (id: string) =>
  servers.append(`promotion-${id}`, 'PromotionCreated', { promotionId: id, merchantId: 'shop', purpose: 'sales' })
const newIds = (count: number) => Array.from({ length: count }, () => crypto.randomUUID())
const parse = (text: string) => JSON.parse(text) as CloudEvent
const rising = (events: CloudEvent[]) =>
  events.map(({ sequence }) => Number(sequence)).every((at, n, all) => n === 0 || at > (all[n - 1] ?? 0))

describe('on plain NATS', () => {
  it('publishes past and new events in order, without personal data, and goes on behind its checkpoint', async () => {
    const server = await startNats({ port: 0 })
    closing.push(() => server.stop())
    const nats = await client(`nats://127.0.0.1:${server.port}`)
    const seen: { subject: string; event: CloudEvent; id: string | undefined }[] = []
    nats.connection.subscribe('madang.events.>', {
      callback: (_, { subject, data, headers }) =>
        void seen.push({ subject, event: parse(StringCodec().decode(data)), id: headers?.get('Nats-Msg-Id') }),
    })
    await nats.connection.flush()
    await servers.append('merchant-shop', 'MerchantRegistered', registration)
    const first = publish(nats)
    const [a, b] = newIds(2) as [string, string]
    const position = await create(a)
    await until(() => first.health().position >= position)
    await first.stop()
    const told = seen.length
    const last = await create(b)
    const second = publish(nats)
    await until(() => second.health().position >= last)
    expect(second.health()).toMatchObject({ durable: false })
    expect(seen.slice(told).map(({ event }) => event.data.promotionId)).toEqual([b])
    expect(rising(seen.map(({ event }) => event))).toBe(true)
    expect(seen.every(({ event, id }) => event.id === id)).toBe(true)
    expect(seen.map(({ subject }) => subject)).toContain('madang.events.shop.merchant.MerchantRegistered')
    expect(JSON.stringify(seen)).not.toMatch(/lee@example\.com|argon2id|"Lee"/)
  })

  it('does not move on while the broker is away, and goes on by itself when it is back', async () => {
    const first = await startNats({ port: 0 })
    const nats = await client(`nats://127.0.0.1:${first.port}`)
    const publisher = publish(nats)
    const before = await create(crypto.randomUUID())
    await until(() => publisher.health().position >= before)
    await first.stop()
    const ids = newIds(20)
    const positions: number[] = []
    for (const id of ids) positions.push(await create(id))
    await until(() => publisher.health().error !== undefined)
    // Not compared with `before`: the store's own records in between may be passed, events may not.
    expect(publisher.health().position).toBeLessThan(positions[0] as number)
    const second = await startNats({ port: first.port })
    closing.push(() => second.stop())
    const reader = await client(`nats://127.0.0.1:${second.port}`)
    const seen = new Set<unknown>()
    reader.connection.subscribe('madang.events.>', {
      callback: (_, { data }) => void seen.add(parse(StringCodec().decode(data)).data.promotionId),
    })
    await reader.connection.flush()
    // A subscriber that was away too reads the rest over HTTP; what is published from now on must all come.
    const later = newIds(5)
    for (const id of later) await create(id)
    await until(() => later.every((id) => seen.has(id)))
    await until(() => publisher.health().error === undefined)
  })

  it('sends a batch again whose taking was not confirmed', async () => {
    const sent: string[] = []
    let failures = 2
    const send = async (messages: readonly { data: string }[]) => {
      sent.push(...messages.map(({ data }) => parse(data).id))
      if (failures-- > 0) throw new Error('not confirmed')
    }
    const nats = {} as Nats
    const publisher = publish(nats, { openFeed: async () => ({ durable: false, send }) })
    const position = await create(crypto.randomUUID())
    await until(() => publisher.health().position >= position)
    const times = sent.filter((id) => id === sent[0]).length
    expect(times).toBe(3)
  })
})

describe.skipIf(!hasRealNats("the publisher's JetStream test"))('on JetStream', () => {
  it('keeps every event once and in order, though broker and publisher are killed in between', async () => {
    const server: RealNats = await startRealNats()
    closing.push(() => server.remove())
    const nats = await client(server.url)
    const ids = newIds(150)
    let publisher = publish(nats)
    let last = -1
    for (const [index, id] of ids.entries()) {
      last = await create(id)
      if (index === 40) await publisher.stop()
      if (index === 60) publisher = publish(nats)
      if (index === 90) await server.kill()
      if (index === 110) await server.restart()
    }
    await until(() => publisher.health().position >= last)
    expect(publisher.health().durable).toBe(true)
    // The stop was between two batches; a kill between sending and the checkpoint looks like this one.
    await publisher.stop()
    await servers.mongo.db
      .collection<{ _id: string }>('checkpoints')
      .updateOne({ _id: 'publisher' }, { $set: { position: last - 30 } })
    const again = publish(nats)
    await until(() => again.health().position >= last)
    const reader = await nats.connection.jetstream().consumers.get(EVENTS_STREAM.stream)
    const kept: CloudEvent[] = []
    const messages = await reader.fetch({ max_messages: 5_000, expires: 1_500 })
    for await (const message of messages) kept.push(parse(message.string()))
    expect(rising(kept)).toBe(true)
    const created = new Set(kept.map(({ data }) => data.promotionId))
    expect(ids.filter((id) => !created.has(id))).toEqual([])
  })
})
