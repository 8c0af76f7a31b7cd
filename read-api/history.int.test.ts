import { beforeAll, expect, test } from 'vitest'
import type { Cause } from '../adapters/event-store/event-store.ts'
import { chainHash } from '../adapters/event-store/hash-chain.ts'
import { actorOf, NOW, readSideForTests } from './harness.ts'

const world = readSideForTests()
const owner = actorOf('m1')
const EMPTY = { revision: -1, hash: '' }
const LATER = '2026-11-22T03:00:00.000Z'

const cause = (merchantId: string, now = NOW): Cause => ({
  correlationId: 'correlation',
  causationId: 'causation',
  merchantId,
  actor: `${merchantId}-owner`,
  now,
})
const created = (merchantId: string, promotionId: string) => ({
  type: 'PromotionCreated',
  data: { promotionId, merchantId, purpose: 'regulars', at: NOW },
})
const revised = (merchantId: string, promotionId: string) => ({
  type: 'PromotionRevised',
  data: { promotionId, merchantId, changes: { title: '가을 라떼' }, at: LATER },
})
const entered = {
  type: 'EntrySubmitted',
  data: {
    entryId: 'p1.k1',
    promotionId: 'p1',
    merchantId: 'm1',
    participantKey: 'k1',
    name: '이바다',
    phone: '01012345678',
    source: 'kakao',
    consentedAt: NOW,
    at: NOW,
  },
}

beforeAll(async () => {
  await world.reach(0)
  const first = await world.store.append('promotion-p1', EMPTY, [created('m1', 'p1')], cause('m1'))
  await world.store.append('promotion-p1', first, [revised('m1', 'p1')], cause('m1', LATER))
  await world.store.append('promotion-p2', EMPTY, [created('m2', 'p2')], cause('m2'))
  await world.store.append('entry-p1.k1', EMPTY, [entered], cause('m1'))
})

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes, and an assertion fails on a wrong one
async function ask(path: string, actor = owner): Promise<{ status: number; body: any }> {
  const response = await world.get(`/api/v1${path}`, actor)
  return { status: response.status, body: await response.json() }
}
const audit = (stream: string, actor = owner) => ask(`/audit/streams/${stream}`, actor)

test('a stream as it was recorded, what it adds up to, and that it is intact', async () => {
  const { status, body } = await audit('promotion-p1')
  expect(status).toBe(200)
  expect(body.events.map(({ type }: { type: string }) => type)).toEqual(['PromotionCreated', 'PromotionRevised'])
  expect(body.events[1]).toMatchObject({ revision: 1, at: LATER, actor: 'm1-owner', v: 1 })
  expect(body.state).toMatchObject({ status: 'draft', content: { title: '가을 라떼' } })
  expect(body.chain).toEqual({ intact: true })
})

test('as it was at an instant, with the verdict on all of it', async () => {
  const { body } = await audit('promotion-p1?at=2026-11-21T12:00:00%2B09:00')
  expect(body.events).toHaveLength(1)
  expect(body.state).toMatchObject({ status: 'draft', content: {} })
  const before = await audit('promotion-p1?at=2026-11-20T00:00:00Z')
  expect(before.body).toMatchObject({ events: [], state: { status: 'none' }, chain: { intact: true } })
})

test('personal fields are marks, which tell what was erased', async () => {
  const { body } = await audit('entry-p1.k1', actorOf('m1', 'auditor'))
  expect(body.events[0].data).toMatchObject({ name: '[personal]', phone: '[personal]', participantKey: 'k1' })
  world.eraseAll()
  const erased = await audit('entry-p1.k1')
  expect(erased.body.events[0].data).toMatchObject({ name: '[erased]', phone: '[erased]' })
  expect(erased.body.chain).toEqual({ intact: true })
})

test('tampering shows, even of a kind that no longer adds up', async () => {
  const { events } = await world.store.readStream('promotion-p1')
  const meta = { ...events[0]?.meta, merchantId: 'm1' }
  const hash = chainHash('', { type: 'PromotionCreated', data: events[0]?.data, meta })
  const honest = {
    id: crypto.randomUUID(),
    type: 'PromotionCreated',
    data: events[0]?.data,
    metadata: { ...meta, hash },
  }
  await write('promotion-forged', [honest, { ...honest, id: crypto.randomUUID(), data: { title: 1 } }])
  const { status, body } = await audit('promotion-forged')
  expect(status).toBe(200)
  expect(body.chain).toEqual({ intact: false, brokenAt: 1 })
  await write('promotion-bare', [
    honest,
    { id: crypto.randomUUID(), type: 'PromotionLaunched', data: {}, metadata: {} },
  ])
  expect((await audit('promotion-bare')).body).toMatchObject({ chain: { intact: false, brokenAt: 1 }, state: null })
})

/** Past our own adapter, as one would who tampers. */
async function write(stream: string, events: object[]): Promise<void> {
  const { EventStoreDBClient, jsonEvent } = await import('@eventstore/db-client')
  const client = EventStoreDBClient.connectionString(world.storeUrl)
  await client.appendToStream(
    stream,
    events.map((event) => jsonEvent(event as never)),
  )
  await client.dispose()
}

test.each(['promotion-p2', 'promotion-none', '$all', '$$promotion-p1', '%24ce-promotion', 'a b'])(
  'the stream %s is not shown',
  async (stream) => {
    expect([400, 404]).toContain((await audit(stream)).status)
  },
)

test('only the owner and the auditor of the shop audit', async () => {
  expect((await audit('promotion-p1', actorOf('m1', 'staff'))).status).toBe(403)
  expect((await audit('promotion-p1', actorOf('m2', 'auditor'))).status).toBe(404)
  expect((await audit('promotion-p1?at=yesterday')).body.code).toBe('INVALID_INPUT')
})

test('the shop’s own public events, from a position on, without personal fields', async () => {
  const { body } = await ask('/events?after=-1')
  expect(body.caughtUp).toBe(true)
  expect(new Set(body.items.map(({ merchantid }: { merchantid: string }) => merchantid))).toEqual(new Set(['m1']))
  const entry = body.items.find(({ type }: { type: string }) => type === 'madang.EntrySubmitted.v2')
  expect(entry.data).toMatchObject({ participantKey: 'k1', source: 'kakao' })
  expect(JSON.stringify(entry)).not.toMatch(/phone|name"/)
})

test('page by page every event is given once, and nothing where there is nothing more', async () => {
  const whole = (await ask('/events')).body
  const seen: string[] = []
  let page = { next: -1, caughtUp: false, items: [] as { id: string }[] }
  while (!page.caughtUp) {
    page = (await ask(`/events?limit=1&after=${page.next}`)).body
    seen.push(...page.items.map(({ id }) => id))
  }
  expect(seen).toEqual(whole.items.map(({ id }: { id: string }) => id))
  expect((await ask(`/events?after=${whole.next}`)).body).toEqual({ items: [], next: whole.next, caughtUp: true })
})

test.each(['after=-2', 'after=x', 'after=9e99', 'limit=0', 'limit=101'])('/events?%s is refused', async (bad) => {
  expect(await ask(`/events?${bad}`)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } })
})
