import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { connectMongo } from '../adapters/mongo/connect.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import { activeCollection } from './active.ts'
import { content, registration } from './harness.ts'
import { lag, readModelPosition, waitForPosition } from './positions.ts'
import { compareWithRebuild } from './rebuild.ts'
import type { PromotionRow } from './rows/promotions.ts'
import type { Row } from './rows/row.ts'
import { type ProjectionOptions, startProjections } from './runner.ts'
import { type Servers, startServers, until } from './servers.harness.ts'
import { collectionName, type View } from './view.ts'
import { views } from './views.ts'

let servers: Servers
const stops: (() => Promise<void>)[] = []
const db = () => servers.mongo.db
const view = (name: string) => views.find((each) => each.name === name) as View

beforeAll(async () => {
  servers = await startServers()
})
beforeEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await db().dropDatabase()
})
afterAll(async () => {
  for (const stop of stops) await stop()
  await servers.stop()
})

const NOW = '2026-11-21T03:00:00.000Z'

/** A runner that stops with the test, or earlier. */
function run(options: Partial<ProjectionOptions> = {}) {
  const end = new AbortController()
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const { eventStore } = servers
  const projections = startProjections({
    db: db(),
    eventStore,
    now: () => NOW,
    signal: end.signal,
    onError,
    ...options,
  })
  const stop = async () => {
    end.abort()
    await projections.done
  }
  stops.push(stop)
  return { ...projections, errors, stop }
}

const create = (id: string, merchantId = 'shop') =>
  servers.append(`promotion-${id}`, 'PromotionCreated', { promotionId: id, merchantId, purpose: 'sales' })
const launch = (id: string) =>
  servers.append(`promotion-${id}`, 'PromotionLaunched', { promotionId: id, merchantId: 'shop', ...content })
const enter = (promotionId: string, person: string) =>
  servers.append(`entry-${promotionId}.${person}`, 'EntrySubmitted', {
    entryId: `${promotionId}.${person}`,
    promotionId,
    merchantId: 'shop',
    participantKey: person,
    name: '김하늘',
    phone: '010-1234-5678',
    source: 'kakao',
    consentedAt: '2026-11-21T03:00:00.000Z',
  })
const newId = () => crypto.randomUUID()
const promotion = async (id: string) => (await activeCollection<PromotionRow>(db(), 'promotions')).findOne({ _id: id })

async function equalToHistory(): Promise<void> {
  for (const each of views) {
    const compared = await compareWithRebuild({ db: db(), eventStore: servers.eventStore, view: each })
    expect(compared).toMatchObject({ view: each.name, equal: true, differences: [] })
  }
}

describe('the runner', () => {
  it('catches up, then follows what is appended, and publishes what is not private', async () => {
    const [id, before] = [newId(), await create(newId())]
    const told: string[] = []
    const { caughtUp, health } = run({ publish: (subject, data) => told.push(`${subject} ${data}`) })
    await caughtUp
    expect(health().every(({ live, position }) => live && position >= before)).toBe(true)
    await create(id)
    await launch(id)
    const position = await enter(id, 'p1')
    expect(await waitForPosition(db(), position, 60_000)).toBe(true)
    expect(await promotion(id)).toMatchObject({ status: 'running', entries: 1, position })
    await until(() => told.some((line) => line.startsWith(`madang.views.shop.promotions.${id} `)))
    const newest = told.filter((line) => line.includes(`promotions.${id} `)).at(-1) ?? ''
    expect(JSON.parse(newest.slice(newest.indexOf(' ') + 1))).toMatchObject({ _id: id, entries: 1, position })
    expect(told.filter((line) => /^madang\.views\.[^.]+\.(entries|accounts)\./.test(line))).toEqual([])
    expect((await readModelPosition(db())).position).toBeGreaterThanOrEqual(position)
    await equalToHistory()
  })

  it('says by its clock as of when the rows are, also while nothing happens', async () => {
    const position = await create(newId())
    let time = '2026-01-01T00:00:00.000Z'
    await run({ now: () => time }).caughtUp
    await waitForPosition(db(), position, 60_000)
    expect(await readModelPosition(db())).toMatchObject({ asOf: time })
    time = '2026-01-01T00:01:00.000Z'
    await expect.poll(async () => (await readModelPosition(db())).asOf).toBe(time)
  })

  it('has a live event in its rows without a pause on the way', async () => {
    await run().caughtUp
    const id = newId()
    const times: number[] = []
    await waitForPosition(db(), await create(id), 60_000)
    for (let n = 0; n < 40; n += 1) {
      const position = await enter(id, `p${n}`)
      const began = performance.now()
      while (((await promotion(id))?.position ?? 0) < position) {}
      times.push(performance.now() - began)
    }
    times.sort((a, b) => a - b)
    console.log(
      `append to row, from the append's answer: p50 ${times[20]?.toFixed(1)} ms, max ${times[39]?.toFixed(1)} ms`,
    )
    // The quickest, so that a busy machine does not fail it: a pause built into the way would be in all of them.
    expect(times[0]).toBeLessThan(50)
  })

  it('goes on behind its checkpoint after a stop, and comes to the same', async () => {
    const id = newId()
    const first = run()
    await first.caughtUp
    await waitForPosition(db(), await create(id), 60_000)
    await first.stop()
    for (let n = 0; n < 20; n += 1) await enter(id, `p${n}`)
    await run().caughtUp
    expect((await promotion(id))?.entries).toBe(20)
    await equalToHistory()
  })

  it('applies nothing twice when it was killed between the rows and the checkpoint', async () => {
    const id = newId()
    await create(id)
    for (let n = 0; n < 30; n += 1) await enter(id, `p${n}`)
    const first = run()
    await first.caughtUp
    await first.stop()
    // The state of that crash: rows written, checkpoints as they were some events before.
    const checkpoints = db().collection<{ _id: string; position: number }>('checkpoints')
    for (const back of [1, 7, 1_000]) {
      const { position } = (await checkpoints.findOne({ _id: 'promotions_v1' })) ?? { position: 0 }
      await checkpoints.updateMany({}, { $set: { position: position - back } })
      const again = run()
      await again.caughtUp
      await again.stop()
      expect((await promotion(id))?.entries).toBe(30)
      await equalToHistory()
    }
  })

  it('comes to the same with two runners at once', async () => {
    const [one, two] = [run(), run()]
    const id = newId()
    await create(id)
    let last = 0
    for (let n = 0; n < 60; n += 1) last = await enter(id, `p${n}`)
    await Promise.all([one.caughtUp, two.caughtUp])
    await until(() => [...one.health(), ...two.health()].every(({ position }) => position >= last))
    expect((await promotion(id))?.entries).toBe(60)
    await equalToHistory()
  })
})

describe('a new version of a view', () => {
  const upper: View<PromotionRow> = {
    ...(view('promotions') as unknown as View<PromotionRow>),
    version: 2,
    on: { PromotionCreated: ({ data }) => [{ id: data.promotionId, fresh: { ...fresh(data), title: 'FROM V2' } }] },
  }
  const fresh = (data: { merchantId: string; at: string }) => ({
    merchantId: data.merchantId,
    purpose: 'sales' as const,
    status: 'draft' as const,
    phase: 'planning' as const,
    createdAt: data.at,
    updatedAt: data.at,
    hashtags: [],
    channels: [],
    entries: 0,
  })

  it('fills beside the old one and takes over when it has caught up', async () => {
    const id = newId()
    await create(id)
    const old = run()
    await old.caughtUp
    expect((await promotion(id))?.title).toBeUndefined()
    const next = run({ views: [...views.filter(({ name }) => name !== 'promotions'), upper as unknown as View] })
    await next.caughtUp
    await until(async () => (await promotion(id))?.title === 'FROM V2')
    expect(await db().collection<Row>('promotions_v1').findOne({ _id: id })).not.toHaveProperty('title')
    const other = newId()
    const position = await create(other)
    expect(await waitForPosition(db(), position, 60_000)).toBe(true)
    expect((await promotion(other))?.title).toBe('FROM V2')
  })

  it('does not hold the others up when it cannot go on, and says why', async () => {
    const poisoned: View = {
      name: 'promotions',
      version: 9,
      indexes: [],
      on: {
        PromotionCreated: () => {
          throw new Error('a bug')
        },
      },
    }
    const others = views.filter(({ name }) => name !== 'promotions')
    const { health } = run({ views: [...others, poisoned] })
    const position = await create(newId())
    const names = others.map(({ name }) => name)
    expect(await waitForPosition(db(), position, 5_000, names)).toBe(true)
    await until(() => health().some(({ version, error }) => version === 9 && error === 'a bug'))
    expect(
      health()
        .filter(({ error }) => error)
        .map(({ version }) => version),
    ).toEqual([9])
    expect(await waitForPosition(db(), position, 50, ['promotions'])).toBe(false)
  })
})

describe('an outage of the database', () => {
  it('is waited out without losing a place, and shows in the health', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'madang-outage-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const first = await startMongo({ port: 0, data: folder })
    const mongo = await connectMongo({ url: `mongodb://127.0.0.1:${first.port}`, timeoutMs: 2_000 })
    const { caughtUp, health, stop } = run({ db: mongo.db })
    await caughtUp
    await first.stop()
    const id = newId()
    await create(id)
    await until(() => health().some(({ error }) => error !== undefined))
    const second = await startMongo({ port: first.port, data: folder })
    const position = await enter(id, 'after')
    expect(await waitForPosition(mongo.db, position, 60_000)).toBe(true)
    await until(() => health().every(({ error }) => error === undefined))
    expect(await mongo.db.collection<PromotionRow>('promotions_v1').findOne({ _id: id })).toMatchObject({ entries: 1 })
    await stop()
    await mongo.close()
    await second.stop()
  })
})

describe('looking at the read model', () => {
  it('measures how far behind it is, and gives up waiting in time', async () => {
    const first = run()
    await first.caughtUp
    await first.stop()
    const position = await create(newId())
    expect((await lag(db(), servers.eventStore)).promotions).toBeGreaterThan(0)
    expect(await waitForPosition(db(), position, 100)).toBe(false)
    await run().caughtUp
    expect((await lag(db(), servers.eventStore)).promotions).toBe(0)
  })

  it('finds every kind of tampering by a rebuild', async () => {
    const ids = [newId(), newId(), newId(), newId()]
    for (const id of ids) await create(id)
    await servers.append(`merchant-${newId()}`, 'MerchantRegistered', registration)
    const { caughtUp } = run()
    await caughtUp
    await equalToHistory()
    const rows = db().collection<PromotionRow>(collectionName(view('promotions')))
    await rows.updateOne({ _id: ids[0] as string }, { $set: { entries: 99 } })
    await rows.deleteOne({ _id: ids[1] as string })
    await rows.updateOne({ _id: ids[2] as string }, { $set: { title: 'forged', position: 8_000_000_000 } })
    const copy = await rows.findOne({ _id: ids[3] as string })
    await rows.insertOne({ ...(copy as PromotionRow), _id: 'invented' })
    const compared = await compareWithRebuild({ db: db(), eventStore: servers.eventStore, view: view('promotions') })
    expect(compared.equal).toBe(false)
    expect(compared.differences.map(({ id }) => id).sort()).toEqual([...ids.slice(0, 3), 'invented'].sort())
    expect((await db().listCollections().toArray()).filter(({ name }) => name.includes('rebuild'))).toEqual([])
  })

  it('compares rightly while the rows go on changing', async () => {
    await run().caughtUp
    const id = newId()
    await create(id)
    let going = true
    const busy = (async () => {
      for (let n = 0; going; n += 1) await enter(id, `p${n}`)
    })()
    for (let round = 0; round < 2; round += 1) await equalToHistory()
    going = false
    await busy
  })
})
