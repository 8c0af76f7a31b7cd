import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { PromotionRow } from '../../../projections/rows/promotions.ts'
import { startProjections } from '../../../projections/runner.ts'
import { type Servers, startServers } from '../../../projections/servers.harness.ts'
import { collectionName } from '../../../projections/view.ts'
import { promotions } from '../../../projections/views/promotions.ts'
import { checkViews } from './views.ts'

let servers: Servers
const db = () => servers.mongo.db
const rows = () => db().collection<PromotionRow>(collectionName(promotions))
const create = (promotionId: string) =>
  servers.append(`promotion-${promotionId}`, 'PromotionCreated', { promotionId, merchantId: 'shop', purpose: 'sales' })
const check = () => checkViews([promotions as never], { db: db(), eventStore: servers.eventStore })

beforeAll(async () => {
  servers = await startServers()
  for (const id of ['one', 'two']) await create(id)
})
beforeEach(async () => {
  await db().dropDatabase()
  const end = new AbortController()
  const views = [promotions] as never
  const now = () => new Date().toISOString()
  const projections = startProjections({ db: db(), eventStore: servers.eventStore, now, signal: end.signal, views })
  await projections.caughtUp
  end.abort()
  await projections.done
})
afterAll(() => servers.stop())

test('views that are what the history says', async () => expect(await check()).toEqual([]))

test.each([
  ['counted twice', () => rows().updateOne({ _id: 'one' }, { $inc: { entries: 1 } })],
  ['lost', () => rows().deleteOne({ _id: 'one' })],
  [
    'of no event',
    async () => rows().insertOne({ ...(await rows().findOne({ _id: 'one' })), _id: 'ghost' } as PromotionRow),
  ],
])('a row %s is found', async (_, plant) => {
  await plant()
  const [finding, ...others] = await check()
  expect(finding).toMatch(/^view promotions differs from its rebuild: .*"(one|ghost)"/)
  expect(others).toEqual([])
})

test('an event that was passed over is found', async () => {
  const before = await rows().findOne({ _id: 'two' })
  const changes = { title: '가을' }
  const revised = { promotionId: 'two', merchantId: 'shop', changes }
  const position = await servers.append('promotion-two', 'PromotionRevised', revised)
  await db().collection('checkpoints').updateMany({}, { $set: { position } })
  expect(await rows().findOne({ _id: 'two' })).toEqual(before)
  expect(await check()).toHaveLength(1)
})
