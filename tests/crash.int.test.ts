import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Answer, Client } from '../demo/client.ts'
import { type Instance, type Sandbox, startInstance, startSandbox, until } from './instance.ts'
import { DIRECT, eventsOf, openShop, shopAt, startPromotion, targetsOnce } from './shop.ts'

let sandbox: Sandbox
let instance: Instance
let shop: Client
/** Every answer that said a command was recorded. */
let acknowledged: Answer[]

beforeAll(async () => {
  sandbox = await startSandbox()
  instance = await startInstance(sandbox)
  shop = await openShop(instance.origin)
})
afterAll(async () => {
  await instance?.remove()
  await sandbox?.stop()
})
beforeEach(async () => {
  await sandbox.forget()
  acknowledged = []
})

async function distribute(): Promise<string> {
  const promotionId = await startPromotion(shop)
  const answer = await shop.command('distribute-promotion', { promotionId, channels: DIRECT })
  acknowledged.push(answer)
  return answer.body.id
}

async function killAndRestart() {
  await instance.kill()
  await instance.start()
  shop = shopAt(instance.origin, shop)
}

/** What must hold at the end whatever was killed: five posts, no more, and everyone agrees. */
async function expectEachPostOnce(distributionId: string) {
  const targets = await targetsOnce(shop, distributionId, ({ state }) => state === 'published')
  const posts = await sandbox.posts(distributionId)
  expect(posts.map(({ partner }) => partner).sort()).toEqual([...DIRECT].sort())
  const ids = (list: { postId?: string }[]) => list.map(({ postId }) => postId).sort()
  expect(ids(targets)).toEqual(ids(posts))
  const recorded = new Set((await eventsOf(shop)).map(({ sequence }) => sequence))
  for (const { body } of acknowledged) expect(recorded).toContain(String(body.position))
}

test('killed right after the answer, it does what it promised, once', async () => {
  const distributionId = await distribute()
  await killAndRestart()
  await expectEachPostOnce(distributionId)
})

test('killed while every post is on its way, it makes none twice', async () => {
  for (const channel of DIRECT) await sandbox.script(channel, [{ kind: 'latency', ms: 7_000 }])
  const distributionId = await distribute()
  await until(async () => (await sandbox.inFlight()) === DIRECT.length, 'five requests on their way')
  await killAndRestart()
  await expectEachPostOnce(distributionId)
  await until(async () => (await sandbox.inFlight()) === 0, 'the late ones')
  await expectEachPostOnce(distributionId)
})

test('killed with some published and others unknown, it finds out and makes none twice', async () => {
  const busy = { kind: 'status', status: 503 }
  await sandbox.script('uridongne-tv', [{ kind: 'timeout-after-success' }])
  await sandbox.script('genie-tv', [{ ...busy, retryAfter: 8 }, { kind: 'reset-after-success' }])
  const unknown = ['uridongne-tv', 'genie-tv']
  // They do not say when they are asked first, so that there is time to kill before anyone knows.
  for (const channel of unknown) await sandbox.script(channel, [busy, busy, busy], 'lookup')
  const distributionId = await distribute()
  const wanted = (channel: string) => (unknown.includes(channel) ? 'unconfirmed' : 'published')
  await targetsOnce(shop, distributionId, ({ channel, state }) => state === wanted(channel))
  await killAndRestart()
  await expectEachPostOnce(distributionId)
})
