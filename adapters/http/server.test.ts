import { once } from 'node:events'
import { type AddressInfo, connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { type Actor, knownTokens, SESSION_COOKIE, SESSION_SECONDS, signToken } from './auth.ts'
import { createServer } from './server.ts'

const SECRET = Buffer.alloc(32, 7)
const owner: Actor = { accountId: 'a1', merchantId: 'm1', role: 'owner', name: '김하늘' }
const tokens = knownTokens(SECRET, { isOver: () => false })
const limits = { tokens, callsPerMinute: 5, publicCallsPerMinute: 3, accessLog: false }

async function createApp(): Promise<FastifyInstance> {
  const app = await createServer(limits)
  app.get('/api/v1/whoami', async ({ actor }) => actor)
  app.post('/api/v1/echo', async ({ body, actor }) => ({ body, role: actor.role }))
  app.get('/api/v1/broken', async () => {
    throw new Error('secret inside')
  })
  app.get('/page', async ({ actor }) => ({ role: actor.role }))
  return app
}
let app: FastifyInstance
let token = ''
beforeAll(async () => {
  app = await createApp()
  token = await signToken(owner, SECRET)
})
afterAll(() => app.close())

let callers = 0
/** Calls from an address of its own, so that no test is slowed by another's limit. */
async function call(
  method: 'GET' | 'POST',
  url: string,
  headers: Record<string, string> = {},
  payload?: string,
  on = app,
) {
  callers += 1
  const remoteAddress = `10.0.${Math.floor(callers / 250)}.${callers % 250}`
  const response = await on.inject({
    method,
    url,
    headers,
    remoteAddress,
    ...(payload === undefined ? {} : { payload }),
  })
  return {
    status: response.statusCode,
    headers: response.headers,
    type: response.headers['content-type'],
    body: response.json(),
  }
}
const json = { 'content-type': 'application/json' }
const PROBLEM = /^application\/problem\+json/

describe('who calls', () => {
  test('is told by a bearer token or by the session cookie, else it is the public', async () => {
    expect((await call('GET', '/api/v1/whoami', { authorization: `Bearer ${token}` })).body).toEqual(owner)
    expect((await call('GET', '/api/v1/whoami', { cookie: `${SESSION_COOKIE}=${token}` })).body).toEqual(owner)
    expect((await call('GET', '/api/v1/whoami')).body).toMatchObject({ role: 'public', merchantId: '' })
    expect((await call('GET', '/page', { authorization: `Bearer ${token}` })).body).toEqual({ role: 'public' })
  })

  test.each(['Bearer x', 'Bearer x y', 'bearer x'])(
    'a bearer token that is not ours is refused: %s',
    async (authorization) => {
      const { status, type, body } = await call('GET', '/api/v1/whoami', { authorization })
      expect([status, body.code]).toEqual([401, 'TOKEN_INVALID'])
      expect(type).toMatch(PROBLEM)
    },
  )

  test('how a token is said to be one may be written small; what is none is let be', async () => {
    const role = async (authorization: string) => (await call('GET', '/api/v1/whoami', { authorization })).body.role
    expect([await role(`bearer ${token}`), await role('Basic eDp5'), await role('Bearer ')]).toEqual([
      'owner',
      'public',
      'public',
    ])
  })

  test('a token that was taken before is refused as soon as its time is over, and a forged one at once', async () => {
    const authorization = `Bearer ${await signToken({ ...owner, accountId: 'a3' }, SECRET)}`
    const tries = async (sent: string) => (await call('GET', '/api/v1/whoami', { authorization: sent })).status
    expect([await tries(authorization), await tries(authorization)]).toEqual([200, 200])
    expect(await tries(`${authorization.slice(0, -4)}AAAA`)).toBe(401)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + SESSION_SECONDS * 1000 })
    onTestFinished(() => void vi.useRealTimers())
    expect(await tries(authorization)).toBe(401)
  })

  test('a cookie that has lost its worth leaves its owner signed out, and able to sign in', async () => {
    const old = await signToken(owner, Buffer.alloc(32, 8))
    const headers = {
      ...json,
      cookie: `${SESSION_COOKIE}=${old}`,
      origin: 'http://localhost:3000',
      host: 'localhost:3000',
    }
    expect((await call('GET', '/api/v1/whoami', headers)).body).toMatchObject({ role: 'public' })
    expect(await call('POST', '/api/v1/echo', headers, '{}')).toMatchObject({ status: 200, body: { role: 'public' } })
  })
})

describe('a changing call by cookie', () => {
  const host = 'madang.example'
  const post = (headers: Record<string, string>) =>
    call('POST', '/api/v1/echo', { ...json, host, cookie: `${SESSION_COOKIE}=${token}`, ...headers }, '{}')
  test('comes from our own pages', async () => {
    expect(await post({ origin: `https://${host}` })).toMatchObject({ status: 200, body: { role: 'owner' } })
  })
  test.each([
    {},
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: `https://${host}.evil.example` },
    { origin: `https://${host}:8443` },
  ])('is refused with %o', async (headers) => {
    expect(await post(headers)).toMatchObject({ status: 403, body: { code: 'FOREIGN_ORIGIN' } })
  })
  test('with a token as well it is the token that counts', async () => {
    const { status } = await post({ origin: 'https://evil.example', authorization: `Bearer ${token}` })
    expect(status).toBe(200)
  })
})

describe('a body', () => {
  test.each([
    ['that is no JSON', json, '{"a":', 400, 'BAD_JSON'],
    ['that is empty', json, '', 400, 'BAD_JSON'],
    ['that reaches for the prototype', json, '{"__proto__":{"a":1}}', 400, 'BAD_JSON'],
    ['of another kind', { 'content-type': 'application/xml' }, '<a/>', 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['that is too large', json, JSON.stringify({ text: 'x'.repeat(300_000) }), 413, 'BODY_TOO_LARGE'],
  ])('%s is refused', async (_, headers, payload, status, code) => {
    const answer = await call('POST', '/api/v1/echo', headers, payload)
    expect([answer.status, answer.body.status, answer.body.code]).toEqual([status, status, code])
    expect(answer.type).toMatch(PROBLEM)
  })
})

test('every problem has an id of its own', async () => {
  const ids = [await call('GET', '/api/v1/broken'), await call('GET', '/api/v1/broken')].map(
    ({ body }) => body.instance,
  )
  expect(new Set(ids).size).toBe(2)
  for (const id of ids) expect(id).toMatch(/^[\da-f-]{36}-\d+$/)
})

test('a failure of ours says nothing of its inside, and carries the request’s id', async () => {
  const { status, body } = await call('GET', '/api/v1/broken', { 'x-request-id': 'r-1' })
  expect([status, body.code, body.instance]).toEqual([500, 'INTERNAL', 'r-1'])
  expect(JSON.stringify(body)).not.toContain('secret inside')
})

test('a kept connection that is used at the last moment is still answered', async () => {
  const own = await createApp()
  onTestFinished(() => own.close())
  own.server.keepAliveTimeout = 200
  await own.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect((own.server.address() as AddressInfo).port, '127.0.0.1')
  const answer = async () => {
    socket.write('GET /page HTTP/1.1\r\nhost: localhost\r\n\r\n')
    const [chunk] = await Promise.race([once(socket, 'data'), once(socket, 'close').then(() => ['closed'])])
    return String(chunk).split('\r\n')[0]
  }
  expect(await answer()).toBe('HTTP/1.1 200 OK')
  // Node's own buffer is a second.
  await delay(1_600)
  expect(await answer()).toBe('HTTP/1.1 200 OK')
  socket.destroy()
})

describe('too many calls', () => {
  const many = async (
    on: FastifyInstance,
    count: number,
    headers: Record<string, string>,
    remoteAddress = '10.9.9.9',
  ) => {
    const answers = []
    for (let i = 0; i < count; i += 1) answers.push(await on.inject({ url: '/api/v1/whoami', headers, remoteAddress }))
    return answers
  }
  test('are refused with the time to wait; a person counts, not an address', async () => {
    const own = await createApp()
    const answers = await many(own, 6, { authorization: `Bearer ${token}` })
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200, 200, 429])
    const last = answers.at(-1)
    expect(last?.json()).toMatchObject({ status: 429, code: 'RATE_LIMITED', title: 'Too many calls' })
    expect(last?.headers['content-type']).toMatch(PROBLEM)
    expect(Number(last?.headers['retry-after'])).toBeGreaterThan(0)
    const colleague = await signToken({ ...owner, accountId: 'a2' }, SECRET)
    expect((await many(own, 1, { authorization: `Bearer ${colleague}` })).map(({ statusCode }) => statusCode)).toEqual([
      200,
    ])
    await own.close()
  })
  test('of the public count by address', async () => {
    const own = await createApp()
    const codes = async (count: number, from: string) =>
      (await many(own, count, {}, from)).map(({ statusCode }) => statusCode)
    expect(await codes(4, '10.1.1.1')).toEqual([200, 200, 200, 429])
    expect(await codes(1, '10.1.1.2')).toEqual([200])
    await own.close()
  })
  test('of the public behind our proxy count by the address that it says', async () => {
    const own = await createApp()
    const codes = async (count: number, address: string) =>
      (await many(own, count, { 'x-forwarded-for': address }, '127.0.0.1')).map(({ statusCode }) => statusCode)
    expect(await codes(4, '203.0.113.1')).toEqual([200, 200, 200, 429])
    expect(await codes(1, '203.0.113.2')).toEqual([200])
    await own.close()
  })
  test('pages are not counted', async () => {
    const own = await createApp()
    for (let i = 0; i < 10; i += 1) expect((await own.inject({ url: '/page' })).statusCode).toBe(200)
    await own.close()
  })
})

test.each([
  ['an answer', '/api/v1/whoami', {}, 200],
  ['a page', '/page', {}, 200],
  ['a refusal', '/api/v1/whoami', { authorization: 'Bearer x' }, 401],
  ['a failure', '/api/v1/broken', {}, 500],
  ['what is not there', '/api/v1/none', {}, 404],
])('%s carries the headers that keep browsers honest', async (_, url, headers, status) => {
  const answer = await call('GET', url, headers)
  expect(answer.status).toBe(status)
  expect(answer.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'strict-transport-security': expect.stringContaining('max-age=31536000'),
  })
})

test('a server that is getting ready lets nobody in but who checks its health', async () => {
  const door = { isShut: true }
  const shut = await createServer({ ...limits, isShut: () => door.isShut })
  onTestFinished(() => shut.close())
  shut.get('/healthz', async () => ({ status: 'ready' }))
  shut.get('/page', async () => ({}))
  expect((await call('GET', '/healthz', {}, undefined, shut)).status).toBe(200)
  const refused = await call('GET', '/page', {}, undefined, shut)
  expect(refused).toMatchObject({ status: 503, body: { code: 'UNAVAILABLE' } })
  expect(refused.headers['retry-after']).toBe('1')
  door.isShut = false
  expect((await call('GET', '/page', {}, undefined, shut)).status).toBe(200)
})
