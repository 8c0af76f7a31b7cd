import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EmbeddedServer } from '../../embedded/cli.ts'
import { startMongo } from '../../embedded/mongo/server.ts'
import { openCache } from './cache.ts'
import { connectMongo, type Mongo } from './connect.ts'
import { type Held, holdLease } from './lease.ts'

let server: EmbeddedServer
let mongo: Mongo
beforeAll(async () => {
  server = await startMongo({ port: 0, data: ':memory:' })
  mongo = await connectMongo({ url: `mongodb://127.0.0.1:${server.port}` })
})
afterAll(async () => {
  await mongo.close()
  await server.stop()
})

describe('connect', () => {
  it('takes the database from the address, else our own', async () => {
    const named = await connectMongo({ url: `mongodb://127.0.0.1:${server.port}/elsewhere` })
    expect([mongo.db.databaseName, named.db.databaseName]).toEqual(['madang', 'elsewhere'])
    await named.close()
  })

  it('names the server it cannot reach, without its password', async () => {
    const failing = connectMongo({ url: 'mongodb://me:secret@127.0.0.1:1', timeoutMs: 200 })
    const message = await failing.then(
      () => 'connected',
      (error: Error) => error.message,
    )
    expect(message).toMatch(/^MongoDB at mongodb:\/\/\*\*\*@127\.0\.0\.1:1 cannot be used/)
    expect(message).not.toContain('secret')
  })
})

describe('cache', () => {
  it('gives a value back until it has expired, and the newest one', async () => {
    let now = Date.now()
    const cache = await openCache<{ valid: boolean }>(mongo.db, 'cache', { ttlMs: 1_000, now: () => now })
    expect(await cache.get('1234567891')).toBeUndefined()
    await cache.set('1234567891', { valid: false })
    await cache.set('1234567891', { valid: true })
    expect(await cache.get('1234567891')).toEqual({ valid: true })
    now += 1_001
    expect(await cache.get('1234567891')).toBeUndefined()
  })
})

describe('lease', () => {
  const ttlMs = 400
  const until = async (holds: () => boolean) => {
    for (const end = Date.now() + 5_000; !holds(); await delay(5)) if (Date.now() > end) throw new Error('not in time')
  }

  /** A contender for a role that notes what it is given, and works until it is told to stop. */
  function contender(role: string) {
    const stop = new AbortController()
    const held: Held[] = []
    let working = 0
    const done = holdLease({ db: mongo.db, role, signal: stop.signal, ttlMs }, async (mine) => {
      held.push(mine)
      working += 1
      await new Promise<void>((resolve) => mine.signal.addEventListener('abort', () => resolve()))
      working -= 1
    })
    return { held, working: () => working, stop: () => stop.abort(), done }
  }

  it('lets one of many work, and the next as soon as that one stops', async () => {
    const all = [contender('one'), contender('one'), contender('one')]
    const working = () => all.filter((each) => each.working() > 0)
    await until(() => working().length === 1)
    await delay(ttlMs * 2)
    expect(working()).toHaveLength(1)
    const [first] = working()
    first?.stop()
    await until(() => working().length === 1 && working()[0] !== first)
    expect(working()[0]?.held[0]?.token).toBe(2)
    for (const each of all) each.stop()
    await Promise.all(all.map(({ done }) => done))
  })

  it('passes on from a holder that died without a word, once it has been silent long enough', async () => {
    const dead = { holder: 'dead', token: 7, expiresAt: new Date(Date.now() + ttlMs) }
    await mongo.db.collection<{ _id: string }>('leases').insertOne({ _id: 'grave', ...dead })
    const began = Date.now()
    const heir = contender('grave')
    await until(() => heir.working() > 0)
    expect(Date.now() - began).toBeGreaterThanOrEqual(ttlMs - 50)
    expect(heir.held[0]?.token).toBe(8)
    heir.stop()
    await heir.done
  })

  it('tells a holder at once that another has taken over', async () => {
    const usurped = contender('throne')
    await until(() => usurped.working() > 0)
    await mongo.db
      .collection<{ _id: string }>('leases')
      .updateOne({ _id: 'throne' }, { $set: { holder: 'other', token: 99 } })
    await until(() => usurped.held[0]?.signal.aborted === true)
    usurped.stop()
    await usurped.done
    expect(await mongo.db.collection<{ _id: string }>('leases').findOne({ _id: 'throne' })).toMatchObject({
      holder: 'other',
    })
  })

  it('starts failed work again', async () => {
    const stop = new AbortController()
    let tries = 0
    const errors: unknown[] = []
    const onError = (error: unknown) => errors.push(error)
    await holdLease({ db: mongo.db, role: 'flaky', signal: stop.signal, ttlMs: 80, onError }, async () => {
      tries += 1
      if (tries < 3) throw new Error('not yet')
      stop.abort()
    })
    expect([tries, errors.length]).toEqual([3, 2])
  })
})

it('stops a holder in time when the database is gone', async () => {
  const own = await startMongo({ port: 0, data: ':memory:' })
  const connection = await connectMongo({ url: `mongodb://127.0.0.1:${own.port}`, timeoutMs: 300 })
  const stop = new AbortController()
  const [ttlMs, beganAt] = [400, Date.now()]
  const lost = new Promise<number>((resolve) => {
    void holdLease({ db: connection.db, role: 'cut', signal: stop.signal, ttlMs }, async ({ signal }) => {
      await own.stop()
      const gone = Date.now()
      await new Promise<void>((over) => signal.addEventListener('abort', () => over()))
      resolve(Date.now() - gone)
    })
  })
  expect(await lost).toBeLessThanOrEqual(ttlMs)
  expect(Date.now() - beganAt).toBeLessThan(5_000)
  stop.abort()
  await connection.close()
})
