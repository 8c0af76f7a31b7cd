import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGuard, GUARD_DEFAULTS, type Guard } from './guard.ts'
import { createHttp, type Http } from './http.ts'
import { safeRead } from './safe-read.ts'

let answer: (response: ServerResponse, request: IncomingMessage) => void
const seen: string[] = []
const server = createServer((request, response) => {
  seen.push(`${request.method} ${request.url}`)
  answer(response, request)
})
let base: string
let guard: Guard
let http: Http
const { signal } = new AbortController()

const says =
  (status: number, body = '', headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers)
    response.end(body)
  }
const get = (more = {}) => http('GET', '/x', { signal, ...more })

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})
beforeEach(() => {
  seen.length = 0
  guard = createGuard('api', { ...GUARD_DEFAULTS, timeoutMs: 2_000 })
  http = createHttp({
    guard,
    base,
    errorOf: (body) => (body as { e?: { code: string; message: string } } | undefined)?.e,
  })
})

describe('an answer means', () => {
  test.each([
    [400, 'rejected'],
    [404, 'rejected'],
    [408, 'unknown'],
    [429, 'unavailable'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unavailable'],
    [504, 'unknown'],
  ])('%i is %s', async (status, outcome) => {
    answer = says(status, 'no JSON')
    const reason = `answered with ${status}`
    expect(await get()).toMatchObject({ ok: false, trouble: { outcome, code: `HTTP_${status}`, reason } })
  })

  test('the API’s own code and words are kept, the words cut short', async () => {
    answer = says(422, JSON.stringify({ e: { code: 'NO', message: 'x'.repeat(1_000) } }))
    expect(await get()).toMatchObject({ trouble: { code: 'NO', reason: 'x'.repeat(300) }, body: { e: { code: 'NO' } } })
  })

  test('a redirect is not followed, and may have come after the deed', async () => {
    answer = says(307, '', { location: `${base}/elsewhere` })
    const reply = await http('POST', '/x', { body: { a: 1 }, headers: { authorization: 'Bearer t' }, signal })
    expect(reply).toMatchObject({ trouble: { outcome: 'unknown', code: 'HTTP_307' } })
    expect(seen).toEqual(['POST /x'])
  })

  test('what is no JSON is garbage, unless text was asked for', async () => {
    answer = says(200, '<html>')
    expect(await get()).toMatchObject({ trouble: { outcome: 'unknown', code: 'GARBAGE' } })
    expect(await get({ as: 'text' })).toEqual({ ok: true, body: '<html>' })
  })

  test('an answer that breaks off, or does not end, is unknown', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"a":')
      setTimeout(() => response.socket?.destroy(), 10)
    }
    expect(await get()).toMatchObject({ trouble: { outcome: 'unknown' } })
    answer = (response) => {
      response.writeHead(200).write('{"a":')
    }
    expect(await get()).toMatchObject({ trouble: { outcome: 'unknown', code: 'TIMEOUT' } })
  })

  test.each([
    ['3', 3_000],
    ['0.5', 500],
    [new Date(Date.now() - 5_000).toUTCString(), 0],
    ['soon', undefined],
  ])('Retry-After %s is %s ms', async (value, ms) => {
    answer = says(503, '', { 'retry-after': value })
    const reply = await get()
    expect(!reply.ok && 'retryAfterMs' in reply.trouble ? reply.trouble.retryAfterMs : undefined).toBe(ms)
  })

  test('Retry-After may be a date', async () => {
    answer = says(429, '', { 'retry-after': new Date(Date.now() + 60_000).toUTCString() })
    const reply = await get()
    expect(!reply.ok && 'retryAfterMs' in reply.trouble && reply.trouble.retryAfterMs).toBeGreaterThan(55_000)
  })
})

test.each([
  [200, 'open'],
  [302, 'open'],
  [503, 'open'],
  [401, 'closed'],
  [429, 'closed'],
])('after ten answers of no JSON with %i the breaker is %s', async (status, state) => {
  answer = says(status, 'no JSON')
  for (let n = 0; n < 10; n += 1) await get()
  expect(guard.state()).toBe(state)
})

test('a name that does not exist was never sent to', async () => {
  const nowhere = createHttp({ guard, base: 'http://no-such-host.invalid' })
  const reply = await nowhere('POST', '/x', { signal })
  expect(reply).toMatchObject({
    trouble: { outcome: 'unavailable', code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) },
  })
})

test('a mistake of ours is thrown, not taken for the weather', async () => {
  const circular: Record<string, unknown> = {}
  circular.self = circular
  await expect(http('POST', '/x', { body: circular, signal })).rejects.toThrow(TypeError)
})

describe('a safe read', () => {
  const read = () => safeRead(() => get(), { signal, pauseMs: 1 })

  test('tries three times and no more', async () => {
    answer = says(500)
    expect(await read()).toMatchObject({ trouble: { code: 'HTTP_500' } })
    expect(seen).toHaveLength(3)
    let n = 0
    answer = (response) => says(n++ < 2 ? 503 : 200, '{}')(response)
    expect(await read()).toEqual({ ok: true, body: {} })
  })

  test.each([[404], [429]])('takes %i for an answer', async (status) => {
    answer = says(status, '', { 'retry-after': '1' })
    await read()
    expect(seen).toHaveLength(1)
  })

  test('stops when its caller leaves', async () => {
    answer = says(500)
    const leaving = AbortSignal.timeout(500)
    const reply = await safeRead(() => http('GET', '/x', { signal: leaving }), { signal: leaving, pauseMs: 10_000 })
    expect(reply).toMatchObject({ trouble: { code: 'HTTP_500' } })
    expect(seen).toHaveLength(1)
    const gone = AbortSignal.abort()
    expect(await safeRead(() => http('GET', '/x', { signal: gone }), { signal: gone })).toMatchObject({
      trouble: { outcome: 'unavailable', code: 'CANCELLED' },
    })
  })
})
