import { hash } from '@node-rs/argon2'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, knownTokens, SESSION_COOKIE, signToken } from '../adapters/http/auth.ts'
import { createServer } from '../adapters/http/server.ts'
import { accountIdsOf } from './account-ids.ts'
import { registerCommands } from './routes.ts'
import { actorOf, DRAFT, SECRETS, worldForTests } from './servers.harness.ts'
import { registerSignIn } from './sign-in.ts'

const world = worldForTests()
const owner = actorOf('m1')
/** Of what is known of the owner's account. */
const POSITION = 41
const tokens = knownTokens(SECRETS.tokenSecret, { isOver: () => false })
const EMAIL = 'owner@dalbit.example'
const asked: unknown[] = []
let app: FastifyInstance
let jobs: unknown[] = []

beforeAll(async () => {
  const passwordHash = await hash('a long password')
  const { tokenSecret, keyedHash } = SECRETS
  app = await createServer({ tokens, callsPerMinute: 1_000, publicCallsPerMinute: 1_000, accessLog: false })
  registerSignIn(app, {
    tokenSecret,
    keyedHash,
    secureCookie: true,
    triesPerMinute: 3,
    checkSecondFactor: async () => ({ events: [] }),
    findAccount: async ([accountId], position) => {
      asked.push(position)
      const isOwner = accountId === accountIdsOf(EMAIL, keyedHash)[0]
      return isOwner ? { actor: owner, passwordHash, position: POSITION } : undefined
    },
  })
  registerCommands(app, {
    send: ({ actor, type, input, idempotencyKey }) => world.send(actor, type, input, idempotencyKey),
    waitForJob: async (...job) => {
      asked.push(job)
      return jobs.shift()
    },
  })
})
afterAll(() => app.close())

let callers = 0
const post = async (url: string, payload: unknown, headers: Record<string, string> = {}, from?: string) => {
  callers += 1
  const remoteAddress = from ?? `10.1.0.${callers}`
  const response = await app.inject({ method: 'POST', url, payload: payload as object, headers, remoteAddress })
  return { status: response.statusCode, body: response.body ? response.json() : undefined, response }
}

describe('sign in', () => {
  test('gives a token and a cookie that only we can read', async () => {
    const { status, body, response } = await post('/api/v1/sign-in?min-position=7', {
      email: ` ${EMAIL.toUpperCase()}`,
      password: 'a long password',
    })
    expect([status, body.account, asked.at(-1)]).toEqual([200, owner, 7])
    const signedIn = { accountId: owner.accountId, position: POSITION }
    expect(await tokens.check(body.token)).toMatchObject({ actor: owner, signedIn })
    const [cookie] = response.cookies
    expect(cookie).toMatchObject({
      name: SESSION_COOKIE,
      value: body.token,
      httpOnly: true,
      secure: true,
      sameSite: 'Lax',
      path: '/',
    })
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(11 * 3_600_000)
  })

  test('does not tell a wrong password from a wrong address', async () => {
    const wrong = await post('/api/v1/sign-in', { email: EMAIL, password: 'another password' })
    const nobody = await post('/api/v1/sign-in', { email: 'nobody@dalbit.example', password: 'a long password' })
    const { instance: _a, ...first } = wrong.body
    const { instance: _b, ...second } = nobody.body
    expect([wrong.status, first.code]).toEqual([401, 'SIGN_IN_FAILED'])
    expect(second).toEqual(first)
    expect(wrong.response.cookies).toEqual([])
  })

  test('is tried a few times a minute only, however the address is written', async () => {
    const tries = [EMAIL, ` ${EMAIL}`, EMAIL.toUpperCase(), `  ${EMAIL} `]
    const answers = []
    for (const email of tries)
      answers.push(await post('/api/v1/sign-in', { email, password: 'a guess' }, {}, '10.2.0.1'))
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 429])
    expect(answers[3]?.response.headers['retry-after']).toMatch(/^\d+$/)
    expect((await post('/api/v1/sign-in', { email: EMAIL, password: 'a long password' }, {}, '10.2.0.2')).status).toBe(
      200,
    )
  })

  test('takes back the cookie when one signs out', async () => {
    const { status, response } = await post('/api/v1/sign-out', {})
    expect([status, response.cookies[0]?.value]).toEqual([204, ''])
  })
})

describe('a command over HTTP', () => {
  const asOwner = async (shop: Actor) => ({ authorization: `Bearer ${await signToken(shop, SECRETS.tokenSecret)}` })

  test('is answered with 202, and with the same when it is repeated with its key', async () => {
    const headers = { ...(await asOwner(await world.shop())), 'idempotency-key': 'one' }
    const first = await post('/api/v1/commands/create-promotion', { purpose: 'sales' }, headers)
    const again = await post('/api/v1/commands/create-promotion', { purpose: 'sales' }, headers)
    expect([first.status, again.status]).toEqual([202, 202])
    expect(again.body).toEqual({ ...first.body, repeated: true, events: [] })
    const { 'idempotency-key': _, ...without } = headers
    const other = await post('/api/v1/commands/create-promotion', { purpose: 'sales' }, without)
    expect(other.body.id).not.toBe(first.body.id)
  })

  test('waits for its job when asked to, and not beyond', async () => {
    const shop = await world.shop()
    const headers = { ...(await asOwner(shop)), prefer: 'respond-async, wait=2' }
    jobs = [{ status: 'done' }]
    const done = await post('/api/v1/commands/request-recommendation', { purpose: 'sales' }, headers)
    expect([done.status, done.body.job, done.body.jobId]).toEqual([200, { status: 'done' }, done.body.id])
    expect(asked.at(-1)).toEqual([done.body.id, shop.merchantId, 2_000])
    const slow = await post('/api/v1/commands/request-recommendation', { purpose: 'sales' }, headers)
    expect([slow.status, slow.body.job]).toEqual([202, undefined])
    await post('/api/v1/commands/request-recommendation', { purpose: 'sales' }, { ...headers, prefer: 'wait=999' })
    expect(asked.at(-1)).toMatchObject([expect.any(String), shop.merchantId, 30_000])
    const count = asked.length
    await post('/api/v1/commands/create-promotion', { purpose: 'sales' }, headers)
    expect(asked).toHaveLength(count)
  })

  test('that does not fit is a problem document that names the fields', async () => {
    const headers = await asOwner(await world.shop())
    const { status, body } = await post('/api/v1/commands/create-promotion', { purpose: 'none' }, headers)
    expect([status, body.code, body.errors]).toMatchObject([400, 'INVALID_INPUT', [{ path: 'purpose' }]])
    const long = await post(
      '/api/v1/commands/create-promotion',
      { purpose: 'sales' },
      { ...headers, 'idempotency-key': 'k'.repeat(201) },
    )
    expect([long.status, long.body.code]).toEqual([400, 'INVALID_INPUT'])
    expect((await post('/api/v1/commands/create-promotion', undefined, headers)).status).toBe(400)
  })

  test('needs a sign-in, and what sagas send has no address', async () => {
    expect((await post('/api/v1/commands/create-promotion', { purpose: 'sales' })).body.code).toBe('NOT_SIGNED_IN')
    expect((await post('/api/v1/commands/report-post', {})).status).toBe(404)
  })

  test('a rule’s no has its own status', async () => {
    const shop = await world.shop()
    const headers = await asOwner(shop)
    const promotionId = await world.promotion(shop)
    const tries = [
      ['end-promotion', { promotionId }, 409, 'PROMOTION_NOT_RUNNING'],
      ['end-promotion', { promotionId: 'none' }, 404, 'PROMOTION_NOT_FOUND'],
      ['schedule-promotion', { promotionId, startsAt: DRAFT.endsAt, endsAt: DRAFT.startsAt }, 422, 'PERIOD_INVALID'],
    ] as const
    for (const [name, input, status, code] of tries) {
      const answer = await post(`/api/v1/commands/${name}`, input, headers)
      expect([answer.status, answer.body.status, answer.body.code]).toEqual([status, status, code])
    }
  })
})
