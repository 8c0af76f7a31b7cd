import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { AckPolicy, connect, StringCodec } from 'nats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasRealNats, startRealNats } from '../adapters/nats/harness.ts'
import { type Madang, startMadang } from '../compose/madang.ts'
import type { Client } from '../demo/client.ts'
import { activeCollection } from '../projections/active.ts'
import type { CloudEvent } from '../projections/cloud-event.ts'
import { EVENTS_STREAM } from '../projections/publisher.ts'
import type { Row } from '../projections/rows/row.ts'
import { viewSubject } from '../projections/subjects.ts'
import { views } from '../projections/views.ts'
import { type Sandbox, settings, startSandbox, temporaryFolder, until } from './instance.ts'
import { DIRECT, enter, eventsOf, OWNER, openShop, startPromotion, targetsOnce } from './shop.ts'

const PEOPLE = 12
const text = StringCodec()

let sandbox: Sandbox
const ending: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(async () => {
  for (const end of ending.reverse()) await end()
  await sandbox?.stop()
})

async function start(more: Record<string, string> = {}, troubles: unknown[] = []): Promise<Madang> {
  const data = await temporaryFolder()
  ending.push(() => rm(data, { recursive: true }))
  const env = { ...settings(data, sandbox), ...more }
  const madang = await startMadang({ env, withoutWeb: true, onError: (error) => troubles.push(error) })
  ending.push(madang.stop)
  return madang
}

/** A shop's day: a promotion on five channels, and people who enter it. */
async function campaign(shop: Client, firstPerson: number) {
  const promotionId = await startPromotion(shop)
  const { body } = await shop.command('distribute-promotion', { promotionId, channels: DIRECT })
  for (let person = 0; person < PEOPLE; person += 1) await enter(shop, promotionId, firstPerson + person)
  await targetsOnce(shop, body.id, ({ state }) => state === 'published')
}

/** Each event once, in the order in which they first came. */
const distinct = (events: readonly CloudEvent[]) => [...new Map(events.map((event) => [event.id, event])).values()]

function expectOrderPerStream(events: readonly CloudEvent[]) {
  for (const [stream, ofStream] of Map.groupBy(distinct(events), ({ subject }) => subject)) {
    const revisions = ofStream.map(({ revision }) => revision)
    expect(revisions, stream).toEqual(revisions.toSorted((a, b) => a - b))
  }
}

/** Tells only what was found, not the many messages in which it was. */
function expectNothingPersonal(messages: string) {
  const personal = [
    '참여자',
    '010-7000-',
    '"0107000',
    '"phone"',
    '"ownerName"',
    '"email"',
    'assword',
    ...Object.values(OWNER),
  ]
  expect(personal.filter((text) => messages.includes(text))).toEqual([])
}

describe('on the embedded server', { concurrent: true }, () => {
  test('a subscriber gets every public event and every changed row, and nothing personal', async () => {
    const troubles: unknown[] = []
    const madang = await start({}, troubles)
    const integrator = await connect({ servers: madang.natsUrl })
    ending.push(() => integrator.close())
    const events: { subject: string; event: CloudEvent }[] = []
    const rows = new Map<string, Row>()
    const on = (subject: string, take: (subject: string, data: string) => void) =>
      integrator.subscribe(subject, { callback: (_, message) => take(message.subject, text.decode(message.data)) })
    on('madang.events.>', (subject, data) => void events.push({ subject, event: JSON.parse(data) }))
    on('madang.views.>', (subject, data) => void rows.set(subject, JSON.parse(data)))
    await integrator.flush()

    const shop = await openShop(madang.origin)
    await campaign(shop, 0)
    const history = await eventsOf(shop)
    const got = new Set<string>()
    await until(async () => {
      for (const { event } of events) got.add(event.id)
      return history.every(({ id }) => got.has(id))
    }, 'every event')
    const byId = new Map(events.map(({ event }) => [event.id, event]))
    for (const event of history) expect(byId.get(event.id)).toEqual(event)
    expectOrderPerStream(events.map(({ event }) => event))
    for (const { subject, event } of events) {
      const [aggregate, type] = [event.source.split('/').at(-1), event.type.split('.')[1]]
      expect(subject).toBe(`madang.events.${event.merchantid}.${aggregate}.${type}`)
    }
    await until(() => haveAllRows(madang, rows), 'the last state of every row')
    const seen = new Set([...rows.keys()].map((subject) => subject.split('.')[3]))
    expect([...seen].sort()).toEqual([
      'contents',
      'dashboards',
      'days',
      'distributions',
      'jobs',
      'promotions',
      'timeline',
    ])
    expectNothingPersonal(JSON.stringify(events) + JSON.stringify([...rows]))
    expect(troubles).toEqual([])
  })

  /** Whether of each row that readers may see the present state has come on the row's own subject. */
  async function haveAllRows({ db }: Madang, rows: ReadonlyMap<string, Row>): Promise<boolean> {
    for (const { name } of views.filter((view) => !view.private)) {
      const present = await (await activeCollection<Row>(db, name)).find({}).toArray()
      const isMissing = ({ merchantId, _id, position }: Row) =>
        rows.get(viewSubject(merchantId, name, _id))?.position !== position
      if (present.some(isMissing)) return false
    }
    return true
  }
})

describe.skipIf(!hasRealNats('the feed on JetStream'))('on a NATS server with JetStream', { concurrent: true }, () => {
  const DURABLE = 'bookkeeping'

  /** Takes one event after the other until it has enough, and goes away. */
  async function take(url: string, isEnough: (events: readonly CloudEvent[]) => boolean): Promise<CloudEvent[]> {
    const integrator = await connect({ servers: url })
    const consumer = await integrator.jetstream().consumers.get(EVENTS_STREAM.stream, DURABLE)
    const events: CloudEvent[] = []
    while (!isEnough(events)) {
      const message = await consumer.next()
      if (!message) continue
      events.push(message.json<CloudEvent>())
      await message.ackAck()
    }
    await integrator.close()
    return events
  }

  test('a durable consumer that was away gets everything that it missed, in order', async () => {
    const nats = await startRealNats()
    ending.push(nats.remove)
    const madang = await start({ NATS_URL: nats.url, MADANG_SECRET: randomBytes(32).toString('hex') })
    const shop = await openShop(madang.origin)
    const integrator = await connect({ servers: nats.url })
    const manager = await integrator.jetstreamManager()
    await until(() => manager.streams.info(EVENTS_STREAM.stream).catch(() => false as const), 'the stream of events')
    await manager.consumers.add(EVENTS_STREAM.stream, { durable_name: DURABLE, ack_policy: AckPolicy.Explicit })
    await integrator.close()

    await campaign(shop, 0)
    const early = await take(nats.url, ({ length }) => length === 5)
    await campaign(shop, 100)
    await nats.kill()
    const late = campaign(shop, 200)
    await nats.restart()
    await late
    const history = await eventsOf(shop)
    const wanted = new Set(history.map(({ id }) => id))
    for (const { id } of early) wanted.delete(id)
    const missed = await take(nats.url, (events) => {
      wanted.delete(events.at(-1)?.id ?? '')
      return wanted.size === 0
    })
    const all = distinct([...early, ...missed])
    const known = new Map(all.map((event) => [event.id, event]))
    for (const event of history) expect(known.get(event.id)).toEqual(event)
    expectOrderPerStream(all)
    expectNothingPersonal(JSON.stringify(all))
  })
})
