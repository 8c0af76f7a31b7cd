import { describe, expect, type TestContext, test } from 'vitest'
import type { Answer, Client } from '../demo/client.ts'
import { type Instance, type Sandbox, startInstance, startSandbox, until } from './instance.ts'
import { DIRECT, enter, eventsOf, lookFor, openShop, shopAt, startPromotion, targetsOnce } from './shop.ts'

const HOUR_MS = 3_600_000
const PATIENCE = { timeout: 180_000 }
/** What Kakao has sent cannot be called back. */
const REMOVABLE = DIRECT.filter((channel) => channel !== 'kakao')

/** An instance with its sandbox and its shop, which is signed in. */
interface World {
  sandbox: Sandbox
  instance: Instance
  shop: Client
  /** Every answer that said something was recorded. */
  acknowledged: Answer[]
}

async function openWorld({ onTestFinished }: TestContext): Promise<World> {
  const sandbox = await startSandbox()
  onTestFinished(sandbox.stop)
  const instance = await startInstance(sandbox)
  onTestFinished(instance.remove)
  return { sandbox, instance, shop: await openShop(instance.origin), acknowledged: [] }
}

/** @param ahead milliseconds for which it is down, by its own clock */
async function killAndRestart(world: World, ahead = 0) {
  await world.instance.kill()
  await world.instance.start(ahead)
  world.shop = shopAt(world.instance.origin, world.shop)
}

async function distribute({ shop, acknowledged }: World): Promise<string> {
  const promotionId = await startPromotion(shop)
  const answer = await shop.command('distribute-promotion', { promotionId, channels: DIRECT })
  acknowledged.push(answer)
  return answer.body.id
}

/** Cancels a promotion once every post has been asked for and none is made; gives its distribution. */
async function cancelMidway({ shop, sandbox, acknowledged }: World, behaviour: object): Promise<string> {
  for (const channel of REMOVABLE) await sandbox.script(channel, [behaviour])
  const promotionId = await startPromotion(shop, REMOVABLE)
  await until(async () => (await sandbox.postings()).length === REMOVABLE.length, 'four requests')
  const path = `/api/v1/promotions/${promotionId}/distributions`
  const { items } = await lookFor<{ items: { id: string }[] }>(shop, path, ({ items }) => items.length > 0)
  acknowledged.push(await shop.command('cancel-promotion', { promotionId, reason: '가게를 쉽니다' }))
  return items[0]?.id ?? ''
}

async function expectEverythingRecorded({ shop, acknowledged }: World) {
  const recorded = new Set((await eventsOf(shop)).map(({ sequence }) => sequence))
  for (const { body } of acknowledged) expect(recorded).toContain(String(body.position))
}

/** What must hold at the end whatever was killed: five posts, no more, and everyone agrees. */
async function expectEachPostOnce(world: World, distributionId: string) {
  const { sandbox, shop } = world
  const targets = await targetsOnce(shop, distributionId, ({ state }) => state === 'published')
  const posts = await sandbox.posts(distributionId)
  expect(posts.map(({ partner }) => partner).sort()).toEqual([...DIRECT].sort())
  const ids = (list: { postId?: string }[]) => list.map(({ postId }) => postId).sort()
  expect(ids(targets)).toEqual(ids(posts))
  await expectEverythingRecorded(world)
}

async function expectNothingUp(world: World, distributionId: string) {
  const { sandbox, shop } = world
  await targetsOnce(shop, distributionId, ({ state }) => state === 'taken-down')
  await until(async () => (await sandbox.inFlight()) === 0, 'the late ones')
  const posts = await sandbox.posts(distributionId)
  expect(posts.filter(({ takenDownAt }) => takenDownAt === undefined)).toEqual([])
  await expectEverythingRecorded(world)
  return posts
}

describe.concurrent('an instance killed in mid-distribution posts everything once', PATIENCE, () => {
  test('right after the answer', async (context) => {
    const world = await openWorld(context)
    const distributionId = await distribute(world)
    await killAndRestart(world)
    await expectEachPostOnce(world, distributionId)
  })

  test('with every post on its way', async (context) => {
    const world = await openWorld(context)
    const { sandbox } = world
    for (const channel of DIRECT) await sandbox.script(channel, [{ kind: 'latency', ms: 8_000 }])
    const distributionId = await distribute(world)
    await until(async () => (await sandbox.inFlight()) === DIRECT.length, 'five requests on their way')
    await killAndRestart(world)
    await expectEachPostOnce(world, distributionId)
    await until(async () => (await sandbox.inFlight()) === 0, 'the late ones')
    await expectEachPostOnce(world, distributionId)
  })

  test('with some published and others unknown', async (context) => {
    const world = await openWorld(context)
    const { sandbox } = world
    const busy = { kind: 'status', status: 503 }
    await sandbox.script('uridongne-tv', [{ kind: 'timeout-after-success' }])
    await sandbox.script('genie-tv', [{ ...busy, retryAfter: 8 }, { kind: 'reset-after-success' }])
    const unknown = ['uridongne-tv', 'genie-tv']
    // They do not say when they are asked first, so that there is time to kill before anyone knows.
    for (const channel of unknown) await sandbox.script(channel, [busy, busy, busy], 'lookup')
    const distributionId = await distribute(world)
    const wanted = (channel: string) => (unknown.includes(channel) ? 'unconfirmed' : 'published')
    await targetsOnce(world.shop, distributionId, ({ channel, state }) => state === wanted(channel))
    await killAndRestart(world)
    await expectEachPostOnce(world, distributionId)
  })
})

describe.concurrent('a promotion cancelled in mid-distribution ends with nothing up', PATIENCE, () => {
  test('killed right after the answer', async (context) => {
    const world = await openWorld(context)
    const distributionId = await cancelMidway(world, { kind: 'latency', ms: 1_500 })
    await killAndRestart(world)
    expect(await expectNothingUp(world, distributionId)).toHaveLength(REMOVABLE.length)
  })

  test('down for an hour, and posts nothing that nobody wants any more', async (context) => {
    const world = await openWorld(context)
    const distributionId = await cancelMidway(world, { kind: 'timeout' })
    await targetsOnce(world.shop, distributionId, ({ state }) => state === 'taking-down')
    await killAndRestart(world, HOUR_MS)
    expect(await expectNothingUp(world, distributionId)).toEqual([])
  })
})

test.concurrent(
  'a participant whose erasure was acknowledged is erased, though it is killed right after',
  PATIENCE,
  async (context) => {
    const world = await openWorld(context)
    const promotionId = await startPromotion(world.shop)
    const { id: entryId } = await enter(world.shop, promotionId, 1)
    const path = `/api/v1/audit/streams/entry-${entryId}`
    expect((await world.shop.get(path)).body.events).toMatchObject([{ data: { name: '[personal]' } }])
    world.acknowledged.push(await world.shop.command('erase-participant', { entryId }))
    await killAndRestart(world)
    type Audited = { events: { type: string; data: { name?: string } }[]; chain: { intact: boolean } }
    const { events, chain } = await lookFor<Audited>(world.shop, path, ({ events }) => events.length === 3)
    expect(events.map(({ type, data }) => [type, data.name])).toEqual([
      ['EntrySubmitted', '[erased]'],
      ['ParticipantErasureRequested', undefined],
      ['ParticipantErased', undefined],
    ])
    expect(chain).toEqual({ intact: true })
    await expectEverythingRecorded(world)
  },
)
