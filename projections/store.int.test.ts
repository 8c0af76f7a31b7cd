import fc from 'fast-check'
import type { Collection } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { connectMongo, type Mongo } from '../adapters/mongo/connect.ts'
import type { EmbeddedServer } from '../embedded/cli.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import { changesOf } from './fold.ts'
import { applyTo, history, recorded } from './harness.ts'
import type { Row } from './rows/row.ts'
import { applyChanges, Conflict } from './store.ts'
import type { View } from './view.ts'
import { promotions } from './views/promotions.ts'
import { views } from './views.ts'

let server: EmbeddedServer
let mongo: Mongo
let collection: Collection<Row>
beforeAll(async () => {
  server = await startMongo({ port: 0, data: ':memory:' })
  mongo = await connectMongo({ url: `mongodb://127.0.0.1:${server.port}` })
})
beforeEach(async () => {
  await mongo.db.dropDatabase()
  collection = mongo.db.collection<Row>('promotions_v1')
})
afterAll(async () => {
  await mongo.close()
  await server.stop()
})

const IDS = { promotionId: 'promo', merchantId: 'shop' }
const created = recorded('PromotionCreated', 1, { ...IDS, purpose: 'sales' })
const titled = (position: number, changes: object) => recorded('PromotionRevised', position, { ...IDS, changes })
const pending = (...events: RecordedEvent[]) => changesOf(promotions as unknown as View, events)

/** The collection of a runner that is overtaken by another one between its read and its write. */
const overtaken = (by: () => Promise<unknown>): Collection<Row> =>
  new Proxy(collection, {
    get: (target, name) => {
      const value = Reflect.get(target, name)
      if (name !== 'bulkWrite' && name !== 'insertMany') return typeof value === 'function' ? value.bind(target) : value
      return async (...args: unknown[]) => {
        await by()
        return value.apply(target, args)
      }
    },
  })

it('does not write over what another runner has written since it read, nor lose a change by it', async () => {
  await applyChanges(collection, pending(created))
  const slow = overtaken(() =>
    applyChanges(collection, pending(titled(2, { title: 'two' }), titled(3, { prize: 'three' }))),
  )
  await expect(applyChanges(slow, pending(titled(2, { title: 'two' })))).rejects.toThrow(Conflict)
  await applyChanges(collection, pending(titled(4, { body: 'four' })))
  expect(await collection.findOne({ _id: 'promo' })).toMatchObject({
    title: 'two',
    prize: 'three',
    body: 'four',
    position: 4,
  })
})

it('notices that another runner has made the row it was about to make', async () => {
  const batch = pending(created, titled(2, { title: 'two' }))
  const slow = overtaken(() =>
    applyChanges(collection, pending(created, titled(2, { title: 'two' }), titled(3, { prize: 'p' }))),
  )
  await expect(applyChanges(slow, batch)).rejects.toThrow(Conflict)
  expect(await applyChanges(collection, batch)).toEqual([])
  expect(await collection.findOne({ _id: 'promo' })).toMatchObject({ position: 3, prize: 'p' })
})

it('leaves a row that is further on as it is when its making is applied again, and tells nobody', async () => {
  expect(await applyChanges(collection, pending(created))).toHaveLength(1)
  await applyChanges(collection, pending(titled(2, { title: 'two' })))
  expect(await applyChanges(collection, pending(created))).toEqual([])
  expect(await collection.findOne({ _id: 'promo' })).toMatchObject({ position: 2, title: 'two' })
})

/** The collection of a runner that is killed in the middle of its first write, when some of the rows are written. */
const killed = (target: Collection<Row>, written: number): Collection<Row> =>
  new Proxy(target, {
    get: (_, name) => {
      const value = Reflect.get(target, name)
      if (name !== 'bulkWrite' && name !== 'insertMany') return typeof value === 'function' ? value.bind(target) : value
      return async (rows: unknown[], options: object) => {
        const part = rows.slice(0, written % (rows.length + 1))
        // Rows that are there already are no news to the one that was killed.
        if (part.length > 0) await value.call(target, part, options).catch(() => {})
        throw new Error('killed')
      }
    },
  })

/** Takes so many more events, together with some of those before; a number says after how many rows it is killed. */
const step = fc.record({ more: fc.nat(30), back: fc.nat(50), written: fc.option(fc.nat(20)) })
const VIEWS = ['promotions', 'dashboards', 'days', 'timeline', 'notices', 'jobs', 'entries', 'distributions']

it.each(VIEWS)('%s: batches of any size, killed and applied again, come to the same as one by one', async (name) => {
  const view = views.find((each) => each.name === name) as View
  await fc.assert(
    fc.asyncProperty(history, fc.array(step, { maxLength: 8 }), async (events, steps) => {
      const target = mongo.db.collection<Row>(`any_${crypto.randomUUID()}`)
      const apply = (from: number, to: number, into = target) =>
        applyChanges(into, changesOf(view, events.slice(Math.max(0, from), to)))
      let done = 0
      for (const { more, back, written } of steps) {
        const to = Math.min(events.length, done + more)
        if (written === null) {
          await apply(done - back, to)
          done = to
        } else {
          await apply(done - back, to, killed(target, written)).catch(({ message }) => expect(message).toBe('killed'))
        }
      }
      await apply(done, events.length)
      const rows = await target.find().toArray()
      await target.drop()
      let oneByOne = new Map<string, Row>()
      for (const event of events) oneByOne = applyTo(view, oneByOne, [event])
      expect(new Map(rows.map((row) => [row._id, row]))).toEqual(oneByOne)
    }),
    { numRuns: 25 },
  )
})
