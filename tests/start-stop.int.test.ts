import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, openLive } from '../demo/client.ts'
import { runMain } from '../demo/instance.ts'
import {
  type Instance,
  isAlive,
  type Sandbox,
  settings,
  startInstance,
  startSandbox,
  temporaryFolder,
  until,
} from './instance.ts'
import { childrenOf } from './main-process.ts'
import { enter, entriesOnce, eventsOf, openShop, shopAt, startPromotion, targetsOnce } from './shop.ts'

const PEOPLE = Array.from({ length: 50 }, (_, number) => number)

let sandbox: Sandbox
let instance: Instance
let shop: Client
let promotionId: string

beforeAll(async () => {
  sandbox = await startSandbox()
  instance = await startInstance(sandbox)
  shop = await openShop(instance.origin)
  promotionId = await startPromotion(shop)
})
afterAll(async () => {
  await instance?.remove()
  await sandbox?.stop()
})

async function startAgain() {
  await instance.start()
  shop = shopAt(instance.origin, shop)
}

/** Starts an instance that cannot start; gives what it printed, its exit code, and the processes that it leaves. */
async function failToStart(env: Record<string, string>) {
  const { child, ready } = runMain(env)
  const exited = once(child, 'exit')
  const started = new Set<number>()
  const why = ready.then(
    () => 'it started',
    (error: Error) => error.message,
  )
  while (child.exitCode === null) {
    for (const pid of childrenOf(child.pid ?? -1)) started.add(pid)
    await delay(20)
  }
  const [code] = await exited
  return { code, why: await why, started: started.size, left: [...started].filter(isAlive) }
}

test('fifty acknowledged entries survive the sudden end of every process', async () => {
  await Promise.all(PEOPLE.map((person) => enter(shop, promotionId, person)))
  const pids = instance.pids()
  expect(pids).toHaveLength(4)
  await instance.kill(pids)
  await startAgain()
  const entered = (await eventsOf(shop)).filter(({ type }) => type === 'madang.EntrySubmitted.v2')
  expect(entered).toHaveLength(PEOPLE.length)
  const again = await Promise.all(PEOPLE.map((person) => enter(shop, promotionId, person)))
  expect(again.every(({ repeated }) => repeated)).toBe(true)
  await entriesOnce(shop, promotionId, PEOPLE.length)
})

test('a data folder in use is refused by name, and its instance goes on', async () => {
  const { code, why, left } = await failToStart(settings(instance.data, sandbox))
  expect(why).toContain(`another instance (process ${instance.pids()[0]}) uses ${instance.data}`)
  expect({ code, left }).toEqual({ code: 1, left: [] })
  expect((await shop.get('/api/v1/me')).status).toBe(200)
})

test('a port in use is refused by name, and no process stays behind', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const data = await temporaryFolder()
  const { code, why, started, left } = await failToStart({ ...settings(data, sandbox), PORT: String(port) })
  other.close()
  await rm(data, { recursive: true })
  expect(why).toContain(`Madang cannot start: port ${port} is in use`)
  expect({ code, started, left }).toEqual({ code: 1, started: 3, left: [] })
})

test('the access log says what was asked for, and never by which phone number', async () => {
  const data = await temporaryFolder()
  const { child, ready } = runMain({ ...settings(data, sandbox), MADANG_ACCESS_LOG: 'true' })
  const printed: string[] = []
  child.stdout?.on('data', (chunk: Buffer) => void printed.push(chunk.toString()))
  const customer = await openShop((await ready).origin)
  const asked = await startPromotion(customer)
  const phone = '01070004711'
  const { id } = await enter(customer, asked, 4711)
  const find = `/api/v1/promotions/${asked}/entries/find`
  await until(async () => (await customer.post(find, { phone })).body.entry?.id === id, 'the entry')
  expect((await customer.post('/api/v1/search', { q: phone })).body.entries).toMatchObject([{ id }])
  const closed = once(child, 'close')
  child.kill('SIGINT')
  await closed
  await rm(data, { recursive: true })
  const log = printed.join('')
  for (const path of [find, '/api/v1/search']) expect(log).toContain(`"url":"${path}"`)
  // Digits that no duration has by chance, as 0.7000007629 has many naughts.
  expect(log).not.toMatch(/7000-?4711/)
})

test('an interrupt stops it cleanly in the midst of work, and the next start has everything', async () => {
  const live = await openLive(instance.origin, shop.token ?? '')
  await sandbox.script('ringobiz', [{ kind: 'latency', ms: 3_000 }])
  const { body } = await shop.command('distribute-promotion', { promotionId, channels: ['ringobiz'] })
  await until(async () => (await sandbox.inFlight()) === 1, 'a request on its way')
  const before = await eventsOf(shop)
  const pids = instance.pids()
  expect(await instance.stop()).toBe(0)
  live.close()
  expect(pids.filter(isAlive)).toEqual([])
  await startAgain()
  expect((await eventsOf(shop)).slice(0, before.length)).toEqual(before)
  await targetsOnce(shop, body.id, ({ state }) => state === 'published')
  expect(await sandbox.posts(body.id)).toHaveLength(1)
})
