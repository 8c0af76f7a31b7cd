import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { openCache } from './cache.ts'
import { connectMongo } from './connect.ts'
import { type Held, holdLease } from './lease.ts'
import { useMongo } from './test-support.ts'

const context = useMongo()

describe('connect', () => {
  it('takes the database from the address, else our own', async () => {
    const named = await connectMongo({ url: `mongodb://127.0.0.1:${context.server.port}/elsewhere` })
    expect([context.mongo.db.databaseName, named.db.databaseName]).toEqual(['madang', 'elsewhere'])
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
    const cache = await openCache<{ valid: boolean }>(context.mongo.db, 'cache', { ttlMs: 1_000, now: () => now })
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
    for (const end = Date.now() + 60_000; !holds(); await delay(5)) if (Date.now() > end) throw new Error('not in time')
  }

  /** A contender for a role that notes what it is given, and works until it is told to stop. */
  function contender(role: string, ms = ttlMs, log: { most: number; tokens: number[] } = { most: 0, tokens: [] }) {
    const stop = new AbortController()
    const held: Held[] = []
    let working = 0
    const done = holdLease({ db: context.mongo.db, role, signal: stop.signal, ttlMs: ms }, async (mine) => {
      held.push(mine)
      log.tokens.push(mine.token)
      working += 1
      counts.set(role, (counts.get(role) ?? 0) + 1)
      log.most = Math.max(log.most, counts.get(role) ?? 0)
      await new Promise<void>((resolve) => mine.signal.addEventListener('abort', () => resolve()))
      working -= 1
      counts.set(role, (counts.get(role) ?? 0) - 1)
    })
    return { held, working: () => working, stop: () => stop.abort(), done }
  }
  const counts = new Map<string, number>()

  it('lets one of many work at a time, and the next as soon as that one stops', async () => {
    const log = { most: 0, tokens: [] as number[] }
    const all = [1, 2, 3].map(() => contender('one', 2_000, log))
    const working = () => all.filter((each) => each.working() > 0)
    for (const _ of all) {
      await until(() => working().length === 1)
      const [holder] = working()
      holder?.stop()
      await holder?.done
    }
    expect(log.most).toBe(1)
    expect(log.tokens).toEqual([...new Set(log.tokens)].sort((a, b) => a - b))
    expect(log.tokens.length).toBeGreaterThanOrEqual(3)
  })

  it('never lets two work at once, though leases run out by the dozen', async () => {
    const log = { most: 0, tokens: [] as number[] }
    const all = [1, 2, 3].map(() => contender('contested', 60, log))
    await until(() => log.tokens.length > 0)
    const leases = context.mongo.db.collection<{ _id: string }>('leases')
    for (let round = 0; round < 20 || log.tokens.length < 6; round += 1) {
      await leases.updateOne({ _id: 'contested' }, { $set: { holder: 'nobody', expiresAt: new Date(Date.now() + 60) } })
      await delay(80)
    }
    for (const each of all) each.stop()
    await Promise.all(all.map(({ done }) => done))
    expect(log.tokens).toEqual([...new Set(log.tokens)].sort((a, b) => a - b))
    expect(log.most).toBe(1)
  })

  it('passes on from a holder that died without a word, once it has been silent long enough', async () => {
    const dead = { holder: 'dead', token: 7, expiresAt: new Date(Date.now() + ttlMs) }
    await context.mongo.db.collection<{ _id: string }>('leases').insertOne({ _id: 'grave', ...dead })
    const heir = contender('grave')
    await until(() => heir.working() > 0)
    expect(Date.now()).toBeGreaterThanOrEqual(dead.expiresAt.getTime())
    expect(heir.held[0]?.token).toBe(8)
    heir.stop()
    await heir.done
  })

  it('tells a holder at once that another has taken over', async () => {
    const usurped = contender('throne')
    await until(() => usurped.working() > 0)
    await context.mongo.db
      .collection<{ _id: string }>('leases')
      .updateOne({ _id: 'throne' }, { $set: { holder: 'other', token: 99 } })
    await until(() => usurped.held[0]?.signal.aborted === true)
    usurped.stop()
    await usurped.done
    expect(await context.mongo.db.collection<{ _id: string }>('leases').findOne({ _id: 'throne' })).toMatchObject({
      holder: 'other',
    })
  })

  it('starts failed work again', async () => {
    const stop = new AbortController()
    let tries = 0
    const errors: unknown[] = []
    const onError = (error: unknown) => errors.push(error)
    await holdLease({ db: context.mongo.db, role: 'flaky', signal: stop.signal, ttlMs: 80, onError }, async () => {
      tries += 1
      if (tries < 3) throw new Error('not yet')
      stop.abort()
    })
    expect([tries, errors.length]).toEqual([3, 2])
  })
})

/** A database whose renewals of a lease go as the test says; taking it works as always. */
const renewing = (renewal: () => Promise<never>) =>
  new Proxy(context.mongo.db, {
    get: (target, name) => {
      const value = Reflect.get(target, name)
      if (name !== 'collection') return typeof value === 'function' ? value.bind(target) : value
      return (collectionName: string) => {
        const leases = target.collection(collectionName)
        const original = leases.updateOne.bind(leases)
        const updateOne: typeof leases.updateOne = (filter, ...rest) =>
          'holder' in filter ? renewal() : original(filter, ...rest)
        return Object.assign(leases, { updateOne })
      }
    },
  })

it.concurrent.each<[string, () => Promise<never>]>([
  ['refuses at once', () => Promise.reject(new Error('refused'))],
  ['refuses after a while', () => delay(150).then(() => Promise.reject(new Error('refused late')))],
  ['never answers', () => new Promise<never>(() => {})],
])('stops a holder well before its lease can be taken when the database %s', async (name, renewal) => {
  const ttlMs = 8_000
  const stop = new AbortController()
  const [role, beganAt] = [`cut ${name}`, performance.now()]
  const lost = new Promise<number>((resolve) => {
    void holdLease({ db: renewing(renewal), role, signal: stop.signal, ttlMs }, async ({ signal }) => {
      await new Promise<void>((over) => signal.addEventListener('abort', () => over()))
      resolve(performance.now() - beganAt)
      stop.abort()
    })
  })
  const after = await lost
  expect(after).toBeGreaterThan(ttlMs / 2)
  expect(after).toBeLessThan(ttlMs - 1_000)
})
