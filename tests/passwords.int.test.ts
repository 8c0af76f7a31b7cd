import { expect, test } from 'vitest'
import { deriveSecrets } from '../adapters/config/secrets.ts'
import { signToken } from '../adapters/http/auth.ts'
import { createClient } from '../demo/client.ts'
import { until } from './instance.ts'
import { OWNER, shopAt } from './shop.ts'
import { answer, both, colleagueOf, PASSWORD, refusedInBoth, SECRET, signIn, useTwoProcesses } from './two-processes.ts'

const processes = useTwoProcesses()
const NEW = 'a crust of seven grains'

const change = (at: 0 | 1, token: string, password: string, newPassword: string) =>
  answer(createClient(processes.origins[at]), '/api/v1/change-password', { password, newPassword }, token)
const signInAt = (at: 0 | 1, email: string, password: string, position = 0) =>
  signIn(processes.origins[at], email, { password, position })
/** What a link carries. */
const carried = (address: string) => {
  const { origin, pathname, search, hash } = new URL(address)
  const [accountId = '', secret = ''] = hash.slice(1).split('.')
  expect([pathname, search]).toEqual(['/reset-password', ''])
  expect(processes.origins).toContain(origin)
  return { accountId, secret }
}
const reset = (sent: object, at: 0 | 1 = 1) =>
  answer(createClient(processes.origins[at]), '/api/v1/commands/reset-password', { password: NEW, ...sent })

test('who changes the own password stays signed in there, and nowhere else', async () => {
  const { token, email, accountId } = await colleagueOf(processes.shop)
  const elsewhere = (await signInAt(1, email, PASSWORD)).token
  const changed = await change(0, token, PASSWORD, NEW)
  expect([changed.status, changed.body.account]).toMatchObject([200, { accountId, role: 'staff' }])
  for (const old of [token, elsewhere]) await refusedInBoth(processes, old)
  expect(await both(processes, changed.body.token)).toEqual([200, 200])
  expect(await both(processes, String(processes.shop.token))).toEqual([200, 200])
  expect((await signInAt(1, email, PASSWORD)).code).toBe('SIGN_IN_FAILED')
  expect((await signInAt(1, email, NEW)).account).toMatchObject({ accountId })
  // The other process has it at once, whatever its view says: by the stream.
  const again = await change(1, changed.body.token, NEW, PASSWORD)
  expect([again.status, (await change(0, again.body.token, NEW, 'never to be')).body.code]).toEqual([
    200,
    'PASSWORD_WRONG',
  ])
})

test('an owner and an operator change theirs as well, and nobody without a sign-in', async () => {
  const { password } = OWNER
  const { accountId } = (await processes.shop.get('/api/v1/me')).body
  const { body } = await change(1, String(processes.shop.token), password, NEW)
  expect(body.account).toMatchObject({ accountId, role: 'owner' })
  processes.shop.token = (await change(0, body.token, NEW, password)).body.token
  expect(await both(processes, processes.shop.token)).toEqual([200, 200])
  expect((await change(0, '', password, NEW)).status).toBe(401)
})

test('a link of the owner sets a new password, once, and ends what was signed in', async () => {
  const { token, email, accountId } = await colleagueOf(processes.shop)
  const { body } = await processes.shop.command('offer-password-reset', { accountId }, { key: 'forgot' })
  const link = carried(body.address)
  expect(link.accountId).toBe(accountId)
  expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(0)
  const repeated = await processes.shop.command('offer-password-reset', { accountId }, { key: 'forgot' })
  expect(repeated.body).toMatchObject({ repeated: true, expiresAt: body.expiresAt })
  expect(repeated.body).not.toHaveProperty('address')
  expect(await both(processes, token)).toEqual([200, 200])

  const unchanged = await reset({ ...link, password: PASSWORD })
  expect([unchanged.status, unchanged.body.code]).toEqual([422, 'PASSWORD_UNCHANGED'])
  const done = await reset(link)
  const { position } = done.body as unknown as { position: number }
  expect(done.status).toBe(202)
  await refusedInBoth(processes, token)
  expect((await signInAt(0, email, PASSWORD, position)).code).toBe('SIGN_IN_FAILED')
  expect((await signInAt(0, email, NEW, position)).account).toMatchObject({ accountId })

  const heard = [
    await reset({ ...link, password: 'once more, if you please' }, 0),
    await reset({ accountId, secret: 'a guess' }, 0),
    await reset({ accountId: 'nobody', secret: 'a guess' }, 0),
  ].map(({ status, body: { instance: _, ...said } }) => ({ status, said }))
  expect(heard[0]).toMatchObject({ status: 422, said: { code: 'PASSWORD_RESET_INVALID' } })
  expect(heard).toEqual([heard[0], heard[0], heard[0]])
})

test('the history says who changed and gave what, and neither it nor the feed tells the secret', async () => {
  const { token, accountId } = await colleagueOf(processes.shop)
  const me = (await processes.shop.get('/api/v1/me')).body.accountId
  await change(0, token, 'a wrong one', NEW)
  await change(0, token, PASSWORD, NEW)
  const { body } = await processes.shop.command('offer-password-reset', { accountId })
  const { secret } = carried(body.address)
  await reset({ accountId, secret, password: 'yet another crust' })
  const audited = (await processes.shop.get(`/api/v1/audit/streams/password-${accountId}`)).body
  expect(audited.events.map(({ type, actor }: { type: string; actor: string }) => [type, actor])).toEqual([
    ['PasswordRefused', accountId],
    ['PasswordChanged', accountId],
    ['PasswordResetOffered', me],
    ['PasswordReset', 'public'],
  ])
  expect(audited.chain).toEqual({ intact: true })
  const feed = await processes.shop.get('/api/v1/events?limit=100')
  const told = JSON.stringify([audited, feed.body])
  for (const hidden of [secret, '$argon2', NEW, 'a wrong one', 'yet another crust']) expect(told).not.toContain(hidden)
  expect(JSON.stringify(feed.body)).not.toContain('Password')
})

test('a link is given for the own shop’s open accounts by the owner, for an owner by an operator, to oneself by nobody', async () => {
  const { shop, origins } = processes
  const offer = (client: typeof shop, accountId: string, expect?: number) =>
    client.command('offer-password-reset', { accountId }, expect === undefined ? {} : { expect })
  const owner = (await shop.get('/api/v1/me')).body.accountId
  const { accountId, token } = await colleagueOf(shop)
  await offer(shop, owner, 403)
  await offer(shopAt(origins[0], { ...shop, token }), owner, 403)
  await offer(shop, 'nobody', 404)
  const stranger = createClient(origins[1])
  const business = { businessNumber: '220-81-62517', openedOn: '2021-04-01', trade: 'cafe', region: 'busan' }
  const other = { shopName: '남의 가게', ...business, ...OWNER, email: 'stranger@shop.example' }
  const { position } = (await stranger.command('register-merchant', other)).body
  stranger.token = (await signInAt(1, other.email, OWNER.password, position)).token
  await offer(stranger, accountId, 404)
  await offer(stranger, owner, 404)
  await shop.command('close-account', { accountId })
  const isClosed = async () => {
    const { status } = await answer(shop, '/api/v1/commands/offer-password-reset', { accountId }, shop.token)
    return status === 404
  }
  await until(isClosed, 'no link for a closed account')

  const operator = createClient(origins[0])
  const actor = { accountId: 'op', merchantId: 'platform', role: 'operator', name: '운영 담당' } as const
  operator.token = await signToken(actor, deriveSecrets(SECRET).tokenSecret)
  const given = await offer(operator, owner)
  const link = carried(given.body.address)
  const done = await reset({ ...link, password: NEW }, 0)
  expect(done.status).toBe(202)
  expect(
    (await signInAt(1, OWNER.email, NEW, (done.body as unknown as { position: number }).position)).account,
  ).toMatchObject({
    accountId: owner,
    role: 'owner',
  })
})
