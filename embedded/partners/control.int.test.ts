import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { ask, later, sandboxForTests } from './harness.ts'
import { startPartners } from './server.ts'

const { base, call, script, record } = sandboxForTests()
const PATH = '/ringobiz/v1/ringbacks'
const body = { phoneNumber: '0212345678', text: '가을 세일', endsAt: later(600) }
const create = (reference: string, timeoutMs = 60_000) =>
  call('POST', PATH, { body, headers: { 'idempotency-key': reference }, timeoutMs })
const made = async (reference: string) => (await record({ partner: 'ringobiz', reference })).posts.length
const outcomes = async (reference: string) =>
  (await record({ partner: 'ringobiz', reference })).requests.map((one: { outcome: string }) => one.outcome)

describe('scripts', () => {
  test('a queue is used up, one behaviour a request', async () => {
    const reference = randomUUID()
    const behaviours = [
      { kind: 'status', status: 503, retryAfter: 2, body: { oops: true } },
      { kind: 'rate-limit', retryAfter: 7 },
    ]
    await script({ partner: 'ringobiz', operation: 'create', behaviours })
    const first = await create(reference)
    expect(first).toMatchObject({ status: 503, body: { oops: true } })
    expect(first.headers.get('retry-after')).toBe('2')
    const second = await create(reference)
    expect(second).toMatchObject({ status: 429, body: { error: { code: 'RATE_LIMITED' } } })
    expect(second.headers.get('retry-after')).toBe('7')
    expect(await made(reference)).toBe(0)
    expect((await create(reference)).status).toBe(201)
    expect(await outcomes(reference)).toEqual(['503', '429', '201'])
  })

  test.each([
    ['timeout', 0],
    ['reset', 0],
    ['timeout-after-success', 1],
    ['reset-after-success', 1],
  ])('%s gives no answer and makes %i posts', async (kind, posts) => {
    const reference = randomUUID()
    await script({ partner: 'ringobiz', behaviours: [{ kind }] })
    await expect(create(reference, 300)).rejects.toThrow()
    expect(await made(reference)).toBe(posts)
    const arrived = (await call('GET', `${PATH}?reference=${reference}`)).body.items
    expect(arrived).toHaveLength(posts)
    expect((await create(reference)).status).toBe(posts === 1 ? 200 : 201)
    expect(await made(reference)).toBe(1)
  })

  test.each([
    ['garbage', 0],
    ['garbage-after-success', 1],
  ])('%s answers 200 with what is not JSON and makes %i posts', async (kind, posts) => {
    const reference = randomUUID()
    await script({ partner: 'ringobiz', behaviours: [{ kind }] })
    const answer = await create(reference)
    expect(answer.status).toBe(200)
    expect(() => JSON.parse(answer.body)).toThrow()
    expect(await made(reference)).toBe(posts)
  })

  test('a post made after its sender gave up is still made', async () => {
    const reference = randomUUID()
    await script({ partner: 'ringobiz', behaviours: [{ kind: 'latency', ms: 250 }] })
    await expect(create(reference, 50)).rejects.toThrow()
    expect(await made(reference)).toBe(0)
    await expect.poll(() => made(reference)).toBe(1)
  })

  test('latency delays the answer', async () => {
    await script({ partner: 'ringobiz', behaviours: [{ kind: 'latency', ms: 200 }] })
    const started = performance.now()
    expect((await create(randomUUID())).status).toBe(201)
    expect(performance.now() - started).toBeGreaterThan(190)
  })

  test('always goes round its behaviours until it is cleared', async () => {
    const behaviours = [{ kind: 'status', status: 500 }, { kind: 'ok' }]
    await script({ partner: '*', mode: 'always', behaviours })
    const statuses = []
    for (let n = 0; n < 4; n += 1) statuses.push((await create(randomUUID())).status)
    expect(statuses).toEqual([500, 201, 500, 201])
    expect((await call('GET', '/control/script')).body.scripts).toHaveLength(1)
    await call('DELETE', '/control/script')
    expect((await create(randomUUID())).status).toBe(201)
  })

  test('only what matches is caught: partner, operation, reference, path, body', async () => {
    const down = [{ kind: 'status', status: 500 }]
    await script({ partner: 'kakao', mode: 'always', behaviours: down })
    await script({ partner: 'ringobiz', operation: 'status', mode: 'always', behaviours: down })
    await script({ partner: 'ringobiz', mode: 'always', behaviours: down, match: { reference: 'this-one' } })
    await script({ partner: 'ringobiz', mode: 'always', behaviours: down, match: { path: 'reference=that' } })
    await script({ partner: 'ringobiz', mode: 'always', behaviours: down, match: { body: '겨울' } })
    const { status, body: post } = await create(randomUUID())
    expect(status).toBe(201)
    expect((await call('GET', `${PATH}/${post.id}`)).status).toBe(500)
    expect((await create('this-one')).status).toBe(500)
    expect((await call('GET', `${PATH}?reference=that`)).status).toBe(500)
    expect((await call('GET', `${PATH}?reference=other`)).status).toBe(200)
    await call('DELETE', '/control/script?partner=ringobiz')
    expect((await create('this-one')).status).toBe(201)
    expect((await call('GET', '/control/script')).body.scripts).toMatchObject([{ partner: 'kakao' }])
  })

  test('a script that could never fire is refused', async () => {
    const ok = [{ kind: 'ok' }]
    expect((await script({ partner: 'kakoa', behaviours: ok })).body.error.code).toBe('UNKNOWN_PARTNER')
    expect((await script({ partner: 'kakao', behaviours: [] })).status).toBe(400)
    expect((await script({ partner: 'kakao', behaviours: [{ kind: 'explode' }] })).status).toBe(400)
  })
})

describe('the rest', () => {
  test('without a script every answer takes its time, between the two bounds', async () => {
    const slow = await startPartners({ port: 0, data: ':memory:', latencyMs: { least: 60, most: 120 } })
    const times = []
    for (let n = 0; n < 12; n += 1) {
      const started = performance.now()
      await fetch(`http://127.0.0.1:${slow.port}/naver-blog/1`)
      times.push(performance.now() - started)
    }
    await slow.stop()
    expect(Math.min(...times)).toBeGreaterThan(58)
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(10)
  })

  test('stopping gives up what is under way', async () => {
    const server = await startPartners({ port: 0, data: ':memory:', latencyMs: { least: 60_000, most: 60_000 } })
    const waiting = fetch(`http://127.0.0.1:${server.port}/naver-blog/1`).catch(() => 'no answer')
    const base = `http://127.0.0.1:${server.port}`
    await expect.poll(async () => (await ask(base, 'GET', '/control/requests')).body.requests).toHaveLength(1)
    await server.stop()
    expect(await waiting).toBe('no answer')
  })

  test('the clock runs on from where it is set, unless it is held', async () => {
    const now = async () => Date.parse((await call('GET', '/control/clock')).body.now)
    await call('POST', '/control/clock', { body: { now: later(500) } })
    expect(await now()).toBeGreaterThanOrEqual(Date.parse(later(500)))
    expect(await now()).toBeLessThan(Date.parse(later(501)))
    await call('POST', '/control/clock', { body: { now: later(500), held: true } })
    expect(await now()).toBe(Date.parse(later(500)))
    await call('POST', '/control/clock', { body: { now: null } })
    expect(Math.abs((await now()) - Date.now())).toBeLessThan(100_000)
    expect((await call('POST', '/control/clock', { body: { now: 'soon' } })).status).toBe(400)
  })

  test('unknown paths, broken paths and over-long bodies are refused', async () => {
    expect((await call('GET', '/tiktok/v1')).body.error.code).toBe('NO_SUCH_API')
    expect((await call('GET', '/naver-blog/%E0%A4%A')).body.error.code).toBe('BAD_PATH')
    const long = await call('POST', PATH, { body: 'x'.repeat(11 * 1024 * 1024) }).catch(() => null)
    expect(long?.status ?? 413).toBe(413)
    expect((await fetch(`${base()}/control/clock`)).status).toBe(200)
  })
})
