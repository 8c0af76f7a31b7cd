import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Madang, startMadang } from '../compose/madang.ts'
import type { Client } from '../demo/client.ts'
import { compareWithRebuild } from '../projections/rebuild.ts'
import { views } from '../projections/views.ts'
import { isAlive, type Sandbox, settings, startSandbox, temporaryFolder, until } from './instance.ts'
import { DIRECT, enter, entriesOnce, eventsOf, openShop, startPromotion, targetsOnce } from './shop.ts'

const PEOPLE = 20

let sandbox: Sandbox
let data: string
let madang: Madang
let shop: Client
const troubles: string[] = []

beforeAll(async () => {
  sandbox = await startSandbox()
  data = await temporaryFolder()
  const onError = (error: unknown) => void troubles.push(String(error))
  madang = await startMadang({ env: settings(data, sandbox), withoutWeb: true, onError })
  shop = await openShop(madang.origin)
})
afterAll(async () => {
  await madang?.stop()
  await sandbox?.stop()
  if (data) await rm(data, { recursive: true })
})

/** Tries until it is acknowledged, as a caller should; all that may come in between is "not now". */
const acknowledged = (promotionId: string, person: number) =>
  until(
    () =>
      enter(shop, promotionId, person).catch((error: Error) => {
        if (!error.message.includes('answered 503')) throw error
        return undefined
      }),
    `an acknowledgement for person ${person}`,
  )

const isHealthy = async () => (await fetch(`${madang.origin}/healthz`)).ok

test.each(['eventstore', 'mongo', 'nats'])(
  'an embedded %s that is killed is started again, and nothing is lost',
  async (name) => {
    const promotionId = await startPromotion(shop)
    for (const channel of DIRECT) await sandbox.script(channel, [{ kind: 'latency', ms: 3_000 }])
    const { body } = await shop.command('distribute-promotion', { promotionId, channels: DIRECT })
    await until(async () => (await sandbox.inFlight()) === DIRECT.length, 'five requests on their way')
    const pid = madang.pids()[name] as number
    const entering = Array.from({ length: PEOPLE }, (_, person) => acknowledged(promotionId, person))
    process.kill(pid, 'SIGKILL')
    const entries = await Promise.all(entering)
    await until(async () => !isAlive(pid) && madang.pids()[name] !== pid, `another ${name}`)
    expect(troubles.filter((trouble) => trouble.includes(`the embedded ${name} ended`))).toHaveLength(1)

    await until(isHealthy, 'health')
    await targetsOnce(shop, body.id, ({ state }) => state === 'published')
    const posts = await sandbox.posts(body.id)
    expect(posts.map(({ partner }) => partner).sort()).toEqual([...DIRECT].sort())
    const recorded = new Set((await eventsOf(shop)).map(({ sequence }) => sequence))
    for (const { position } of entries) expect(recorded).toContain(String(position))
    await entriesOnce(shop, promotionId, PEOPLE)
  },
)

test('afterwards every view is what the history says', async () => {
  const { db, store } = madang
  for (const view of views)
    expect(await compareWithRebuild({ db, eventStore: store, view })).toMatchObject({ equal: true, differences: [] })
})
