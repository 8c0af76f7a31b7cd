import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../demo/client.ts'
import { type Instance, type Sandbox, startInstance, startSandbox, until } from './instance.ts'
import { DIRECT, openShop, shopAt, startPromotion, targetsOnce } from './shop.ts'

const HOUR_MS = 3_600_000
/** What Kakao has sent cannot be called back. */
const REMOVABLE = DIRECT.filter((channel) => channel !== 'kakao')

let sandbox: Sandbox
let instance: Instance
let shop: Client

beforeAll(async () => {
  sandbox = await startSandbox()
  instance = await startInstance(sandbox)
  shop = await openShop(instance.origin)
})
afterAll(async () => {
  await instance?.remove()
  await sandbox?.stop()
})

/** Cancels a promotion once every post has been asked for and none is made; gives its distribution. */
async function cancelMidway(behaviour: object): Promise<string> {
  for (const channel of REMOVABLE) await sandbox.script(channel, [behaviour])
  const before = (await sandbox.postings()).length
  const promotionId = await startPromotion(shop, REMOVABLE)
  await until(async () => (await sandbox.postings()).length === before + REMOVABLE.length, 'four requests')
  const { items } = (await shop.get(`/api/v1/promotions/${promotionId}/distributions`)).body
  await shop.command('cancel-promotion', { promotionId, reason: '가게를 쉽니다' })
  return items[0].id
}

async function restart(ahead = 0) {
  await instance.kill()
  await instance.start(ahead)
  shop = shopAt(instance.origin, shop)
}

async function expectNothingUp(distributionId: string) {
  await targetsOnce(shop, distributionId, ({ state }) => state === 'taken-down')
  await until(async () => (await sandbox.inFlight()) === 0, 'the late ones')
  const posts = await sandbox.posts(distributionId)
  expect(posts.filter(({ takenDownAt }) => takenDownAt === undefined)).toEqual([])
  return posts
}

test('cancelled in mid-distribution and killed right after the answer, nothing stays up', async () => {
  const distributionId = await cancelMidway({ kind: 'latency', ms: 1_500 })
  await restart()
  expect(await expectNothingUp(distributionId)).toHaveLength(REMOVABLE.length)
})

test('cancelled in mid-distribution and down for an hour, it posts nothing that nobody wants any more', async () => {
  const distributionId = await cancelMidway({ kind: 'timeout' })
  await targetsOnce(shop, distributionId, ({ state }) => state === 'taking-down')
  await restart(HOUR_MS)
  expect(await expectNothingUp(distributionId)).toEqual([])
})
