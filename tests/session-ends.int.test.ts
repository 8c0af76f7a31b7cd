import { expect, test } from 'vitest'
import { createClient } from '../demo/client.ts'
import { until } from './instance.ts'
import { connect } from './mcp-clients.ts'
import { OWNER, shopAt } from './shop.ts'
import { connected, thirdPartyAt } from './third-party.ts'
import { answer, both, colleagueOf, PASSWORD, refusedInBoth, signIn, useTwoProcesses } from './two-processes.ts'

const processes = useTwoProcesses()

/** Follows a live stream of the second process; `isOpen` until the server ends it. */
async function follow(token: string) {
  const response = await fetch(`${processes.origins[1]}/api/v1/live`, { headers: { authorization: `Bearer ${token}` } })
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
  const { token, accountId, email } = await colleagueOf(processes.shop)
  const [theirs, own] = [await follow(token), await follow(String(processes.shop.token))]
  const mcp = await connect('http of 2026', processes.origins[1], token)
  expect((await mcp.call('ListPromotions')).isError).toBe(false)
  expect([theirs.status, ...(await both(processes, token))]).toEqual([200, 200, 200])

  const { body } = await processes.shop.command('change-role', { accountId, role: 'auditor' })
  await refusedInBoth(processes, token)
  await until(async () => !theirs.isOpen, 'the end of the stream')
  await expect(mcp.call('ListPromotions')).rejects.toThrow()
  await mcp.close().catch(() => {})
  expect([own.isOpen, ...(await both(processes, String(processes.shop.token)))]).toEqual([true, 200, 200])
  const anew = await signIn(processes.origins[0], email, { position: body.position })
  expect(anew.account).toMatchObject({ accountId, role: 'auditor' })
  expect(await both(processes, anew.token)).toEqual([200, 200])
  const auditor = shopAt(processes.origins[1], { ...processes.shop, token: anew.token })
  await auditor.command('create-promotion', { purpose: 'sales' }, { expect: 403 })
})

test('who signs out everywhere is, in every process, and may sign in again; others go on', async () => {
  const { token, email } = await colleagueOf(processes.shop)
  const second = (await signIn(processes.origins[1], email)).token
  const device = shopAt(processes.origins[1], { ...processes.shop, token: second })
  const { body } = await device.command('sign-out-everywhere', {})
  for (const old of [token, second]) await refusedInBoth(processes, old)
  const anew = await signIn(processes.origins[0], email, { position: body.position })
  expect(await both(processes, anew.token)).toEqual([200, 200])
  expect(await both(processes, String(processes.shop.token))).toEqual([200, 200])
})

test('a third party that is disconnected is out in every process, its streams too; the person and others go on', async () => {
  const { shop } = processes
  const app = await thirdPartyAt(processes.origins[0])
  const [gone, kept] = [await connected(shop, app), await connected(shop, app)]
  expect(await both(processes, gone.access)).toEqual([200, 200])
  const [theirs, own] = [await follow(gone.access), await follow(String(shop.token))]
  expect([theirs.status, theirs.isOpen, own.isOpen]).toEqual([200, true, true])
  const authorizationId = gone.refresh.split('.')[0]
  await shop.command('disconnect-third-party', { authorizationId })
  await refusedInBoth(processes, gone.access)
  await until(async () => !theirs.isOpen, 'the end of the stream')
  expect([...(await both(processes, kept.access)), ...(await both(processes, String(shop.token)))]).toEqual([
    ...[200, 200],
    ...[200, 200],
  ])
  expect(own.isOpen).toBe(true)
})

test('a closed account is shut everywhere, also to a process that starts later, and tells nobody so', async () => {
  const { token, accountId, email } = await colleagueOf(processes.shop)
  const stream = await follow(token)
  const { body } = await processes.shop.command('close-account', { accountId })
  expect((await processes.shop.command('close-account', { accountId })).body).toMatchObject({ repeated: true })
  await refusedInBoth(processes, token)
  await until(async () => !stream.isOpen, 'the end of the stream')
  await processes.startOther()
  expect(await both(processes, token)).toEqual([401, 401])

  const path = `/api/v1/sign-in?min-position=${body.position}`
  const tries = [
    { email, password: PASSWORD },
    { email, password: 'none of theirs' },
    { email: 'nobody@bakery.example', password: PASSWORD },
  ]
  const told = await Promise.all(tries.map((sent) => answer(createClient(processes.origins[1]), path, sent)))
  const heard = told.map(({ status, body: { instance: _, ...said } }) => ({ status, said }))
  expect(heard[0]).toMatchObject({ status: 401, said: { code: 'SIGN_IN_FAILED' } })
  expect(heard).toEqual([heard[0], heard[0], heard[0]])
  const { items } = (await processes.shop.get('/api/v1/colleagues')).body
  expect(items).toContainEqual(expect.objectContaining({ accountId, closedAt: expect.any(String) }))
  await processes.shop.command('change-role', { accountId, role: 'auditor' }, { expect: 409 })
})

test('the address of a closed account gives another account, in whatever shop, and once only', async () => {
  const { accountId, email } = await colleagueOf(processes.shop)
  const taken = { role: 'auditor', name: '문가온', email, password: 'another shop’s key' }
  const stranger = createClient(processes.origins[1])
  const business = { businessNumber: '220-81-62517', openedOn: '2021-04-01', trade: 'cafe', region: 'busan' }
  const other = { shopName: '남의 가게', ...business, ...OWNER, email: 'stranger@shop.example' }
  const registered = await stranger.command('register-merchant', other)
  const { token } = await signIn(processes.origins[0], other.email, {
    password: OWNER.password,
    position: registered.body.position,
  })
  stranger.token = token
  await stranger.command('close-account', { accountId }, { expect: 404 })
  await stranger.command('open-account', taken, { expect: 409 })
  const closed = await processes.shop.command('close-account', { accountId })
  await until(
    async () => (await signIn(processes.origins[0], email, { position: closed.body.position })).code,
    'the closing',
  )

  const first = await stranger.command('open-account', taken, { key: 'again' })
  const repeated = await stranger.command('open-account', taken, { key: 'again' })
  expect(first.body.id).not.toBe(accountId)
  expect(repeated.body).toMatchObject({ id: first.body.id, repeated: true })
  await processes.shop.command('open-account', taken, { expect: 409 })
  expect((await signIn(processes.origins[0], email, { position: first.body.position })).code).toBe('SIGN_IN_FAILED')
  const theirs = await signIn(processes.origins[0], email, { password: taken.password, position: first.body.position })
  expect(theirs.account).toMatchObject({ accountId: first.body.id, role: 'auditor' })
  expect(await both(processes, theirs.token)).toEqual([200, 200])
})

test('an owner closes neither the own account nor changes its role, and nobody else closes any', async () => {
  const { accountId } = (await processes.shop.get('/api/v1/me')).body
  await processes.shop.command('close-account', { accountId }, { expect: 404 })
  await processes.shop.command('change-role', { accountId, role: 'staff' }, { expect: 404 })
  const { token, accountId: own } = await colleagueOf(processes.shop)
  const staff = shopAt(processes.origins[0], { ...processes.shop, token })
  await staff.command('close-account', { accountId: own }, { expect: 403 })
  await staff.command('change-role', { accountId: own, role: 'auditor' }, { expect: 403 })
  expect(await both(processes, token)).toEqual([200, 200])
})
