import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '../demo/client.ts'
import { launchEmbedded } from '../embedded/launch.ts'
import { settings, startSandbox, temporaryFolder, until } from './instance.ts'
import { mainProcess } from './main-process.ts'
import { connect } from './mcp-clients.ts'
import { OWNER, openShop, shopAt } from './shop.ts'

const PASSWORD = 'butter every morning'
const undo: (() => Promise<unknown>)[] = []
/** Two processes on the same servers, and what starts the second one anew. */
let origins: [string, string]
let startOther: () => Promise<void>
/** The owner, signed in at the first. */
let shop: Client

beforeAll(async () => {
  const launched = await Promise.all(
    (['eventstore', 'mongo', 'nats'] as const).map(async (name) => {
      const folder = await temporaryFolder()
      undo.push(() => rm(folder, { recursive: true }))
      const server = await launchEmbedded(name, ['--data', folder], (why) => console.error(why))
      undo.push(server.stop)
      return server.port
    }),
  )
  const [eventStore, mongo, nats] = launched
  const sandbox = await startSandbox()
  undo.push(sandbox.stop)
  const shared = {
    MADANG_SECRET: 'f2d7a1c94be8036d5e1790ab42c68fd3',
    EVENTSTORE_URL: `esdb://127.0.0.1:${eventStore}?tls=false`,
    MONGODB_URL: `mongodb://127.0.0.1:${mongo}/madang`,
    NATS_URL: `nats://127.0.0.1:${nats}`,
  }
  const open = async () => {
    const folder = await temporaryFolder()
    undo.push(() => rm(folder, { recursive: true }))
    const main = mainProcess()
    const stop = () => main.end((child) => child.kill('SIGINT'))
    undo.push(stop)
    const start = async () => (await main.start({ ...settings(folder, sandbox), ...shared })).origin
    return { start, stop }
  }
  const [one, other] = [await open(), await open()]
  origins = [await one.start(), await other.start()]
  startOther = async () => {
    await other.stop()
    origins[1] = await other.start()
  }
  shop = await openShop(origins[0])
})
afterAll(async () => {
  for (const step of undo.reverse()) await step()
})

interface Told {
  token: string
  account: { accountId: string; role: string }
  code?: string
  instance?: string
}

/** Signs in and gives the token; the answer's code where it is refused. */
async function signIn(email: string, { password = PASSWORD, position = 0, origin = origins[0] } = {}) {
  const { body } = await answer(createClient(origin), `/api/v1/sign-in?min-position=${position}`, { email, password })
  return body
}
const answer = async ({ origin }: Client, path: string, sent: object) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(sent) })
  return { status: response.status, body: (await response.json()) as Told }
}

/** A colleague with an account of their own, signed in. */
async function colleague(role: 'staff' | 'auditor' = 'staff') {
  const email = `${crypto.randomUUID()}@bakery.example`
  const { body } = await shop.command('open-account', { role, name: '문가온', email, password: PASSWORD })
  return { email, accountId: String(body.id), ...(await signIn(email, { position: body.position })) }
}

const statusOf = async (origin: string, token: string) => {
  const response = await fetch(`${origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  await response.arrayBuffer()
  return response.status
}
const both = (token: string) => Promise.all(origins.map((origin) => statusOf(origin, token)))
const refusedInBoth = (token: string) =>
  until(async () => (await both(token)).every((status) => status === 401), 'a refusal by both')

/** Follows a live stream of the second process; `isOpen` until the server ends it. */
async function follow(token: string) {
  const response = await fetch(`${origins[1]}/api/v1/live`, { headers: { authorization: `Bearer ${token}` } })
  const stream = { status: response.status, isOpen: true }
  const read = async () => {
    for await (const _ of response.body ?? []);
  }
  void read().finally(() => {
    stream.isOpen = false
  })
  return stream
}

test('who gets another role is signed out in every process, streams and MCP too, and has the new one after', async () => {
  const { token, accountId, email } = await colleague()
  const [theirs, own] = [await follow(token), await follow(String(shop.token))]
  const mcp = await connect('http of 2026', origins[1], token)
  expect((await mcp.call('ListPromotions')).isError).toBe(false)
  expect([theirs.status, ...(await both(token))]).toEqual([200, 200, 200])

  const { body } = await shop.command('change-role', { accountId, role: 'auditor' })
  await refusedInBoth(token)
  await until(async () => !theirs.isOpen, 'the end of the stream')
  await expect(mcp.call('ListPromotions')).rejects.toThrow()
  await mcp.close().catch(() => {})
  expect([own.isOpen, ...(await both(String(shop.token)))]).toEqual([true, 200, 200])
  const anew = await signIn(email, { position: body.position })
  expect(anew.account).toMatchObject({ accountId, role: 'auditor' })
  expect(await both(anew.token)).toEqual([200, 200])
  const auditor = shopAt(origins[1], { ...shop, token: anew.token })
  await auditor.command('create-promotion', { purpose: 'sales' }, { expect: 403 })
})

test('who signs out everywhere is, in every process, and may sign in again; others go on', async () => {
  const { token, email } = await colleague()
  const second = (await signIn(email, { origin: origins[1] })).token
  const device = shopAt(origins[1], { ...shop, token: second })
  const { body } = await device.command('sign-out-everywhere', {})
  for (const old of [token, second]) await refusedInBoth(old)
  const anew = await signIn(email, { position: body.position })
  expect(await both(anew.token)).toEqual([200, 200])
  expect(await both(String(shop.token))).toEqual([200, 200])
})

test('a closed account is shut everywhere, also to a process that starts later, and tells nobody so', async () => {
  const { token, accountId, email } = await colleague()
  const stream = await follow(token)
  const { body } = await shop.command('close-account', { accountId })
  expect((await shop.command('close-account', { accountId })).body).toMatchObject({ repeated: true })
  await refusedInBoth(token)
  await until(async () => !stream.isOpen, 'the end of the stream')
  await startOther()
  expect(await both(token)).toEqual([401, 401])

  const path = `/api/v1/sign-in?min-position=${body.position}`
  const tries = [
    { email, password: PASSWORD },
    { email, password: 'none of theirs' },
    { email: 'nobody@bakery.example', password: PASSWORD },
  ]
  const told = await Promise.all(tries.map((sent) => answer(createClient(origins[1]), path, sent)))
  const heard = told.map(({ status, body: { instance: _, ...said } }) => ({ status, said }))
  expect(heard[0]).toMatchObject({ status: 401, said: { code: 'SIGN_IN_FAILED' } })
  expect(heard).toEqual([heard[0], heard[0], heard[0]])
  const { items } = (await shop.get('/api/v1/colleagues')).body
  expect(items).toContainEqual(expect.objectContaining({ accountId, closedAt: expect.any(String) }))
  await shop.command('change-role', { accountId, role: 'auditor' }, { expect: 409 })
})

test('the address of a closed account gives another account, in whatever shop, and once only', async () => {
  const { accountId, email } = await colleague()
  const taken = { role: 'auditor', name: '문가온', email, password: 'another shop’s key' }
  const stranger = createClient(origins[1])
  const business = { businessNumber: '220-81-62517', openedOn: '2021-04-01', trade: 'cafe', region: 'busan' }
  const other = { shopName: '남의 가게', ...business, ...OWNER, email: 'stranger@shop.example' }
  const registered = await stranger.command('register-merchant', other)
  const { token } = await signIn(other.email, { password: OWNER.password, position: registered.body.position })
  stranger.token = token
  await stranger.command('close-account', { accountId }, { expect: 404 })
  await stranger.command('open-account', taken, { expect: 409 })
  const closed = await shop.command('close-account', { accountId })
  await until(async () => (await signIn(email, { position: closed.body.position })).code, 'the closing')

  const first = await stranger.command('open-account', taken, { key: 'again' })
  const repeated = await stranger.command('open-account', taken, { key: 'again' })
  expect(first.body.id).not.toBe(accountId)
  expect(repeated.body).toMatchObject({ id: first.body.id, repeated: true })
  await shop.command('open-account', taken, { expect: 409 })
  expect((await signIn(email, { position: first.body.position })).code).toBe('SIGN_IN_FAILED')
  const theirs = await signIn(email, { password: taken.password, position: first.body.position })
  expect(theirs.account).toMatchObject({ accountId: first.body.id, role: 'auditor' })
  expect(await both(theirs.token)).toEqual([200, 200])
})

test('an owner closes neither the own account nor changes its role, and nobody else closes any', async () => {
  const { accountId } = (await shop.get('/api/v1/me')).body
  await shop.command('close-account', { accountId }, { expect: 404 })
  await shop.command('change-role', { accountId, role: 'staff' }, { expect: 404 })
  const { token, accountId: own } = await colleague()
  const staff = shopAt(origins[0], { ...shop, token })
  await staff.command('close-account', { accountId: own }, { expect: 403 })
  await staff.command('change-role', { accountId: own, role: 'auditor' }, { expect: 403 })
  expect(await both(token)).toEqual([200, 200])
})
