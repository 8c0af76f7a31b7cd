import type { Collection } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import { connectMongo, type Mongo } from '../adapters/mongo/connect.ts'
import type { EmbeddedServer } from '../embedded/cli.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import { changesOf } from './fold.ts'
import { recorded } from './harness.ts'
import type { Row } from './rows/row.ts'
import { applyChanges, Conflict } from './store.ts'
import type { View } from './view.ts'
import { promotions } from './views/promotions.ts'

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
      if (name !== 'bulkWrite') return typeof value === 'function' ? value.bind(target) : value
      return async (...args: Parameters<Collection<Row>['bulkWrite']>) => {
        await by()
        return target.bulkWrite(...args)
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
