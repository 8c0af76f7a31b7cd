import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { knownTokens, SESSION_COOKIE, signToken } from '../adapters/http/auth.ts'
import { createServer } from '../adapters/http/server.ts'
import { Rejected } from '../domain/kernel.ts'
import { mountWeb } from './web.ts'

const VISITOR = '203.0.113.7'
const seen: string[] = []
const SECRET = Buffer.alloc(32, 7)
const tokens = knownTokens(SECRET, { isOver: () => false })
const limits = { tokens, callsPerMinute: 100, publicCallsPerMinute: 2, accessLog: false }
let app: Awaited<ReturnType<typeof createServer>>
let origin = ''

beforeAll(async () => {
  app = await createServer(limits)
  app.get('/api/v1/public/promotions/:id', async ({ ip }, reply) => {
    seen.push(ip)
    return reply.status(404).send({ code: 'PROMOTION_NOT_FOUND', status: 404, title: 'none' })
  })
  app.get('/api/v1/me', () => ({
    accountId: 'a1',
    merchantId: 'm1',
    role: 'owner',
    name: '김하늘',
    shop: { shopName: '가게' },
  }))
  app.get('/api/v1/home', async () => {
    throw new Rejected('UNAVAILABLE', 'Too many people are here at once.')
  })
  await mountWeb(app)
  await app.listen({ port: 0, host: '127.0.0.1' })
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
  process.env.MADANG_API_ORIGIN = origin
})
afterAll(() => app.close())

const open = (from: string, more: Record<string, string> = {}) =>
  fetch(`${origin}/p/some-promotion`, { headers: { 'x-forwarded-for': from, ...more } })
const visit = async (...who: Parameters<typeof open>) => (await open(...who)).status

test('behind a proxy, what a page asks the API counts for its visitor, not for everybody together', async () => {
  expect([await visit(VISITOR), await visit(VISITOR), await visit(VISITOR)]).toEqual([404, 404, 429])
  expect(await visit('203.0.113.8', { 'x-madang-client': VISITOR })).toBe(404)
  expect(seen).toEqual([VISITOR, VISITOR, '203.0.113.8'])
})

test('a page that is refused since the API is says when to come back, any other does not', async () => {
  const pages = [await open('203.0.113.9'), await open('203.0.113.9'), await open('203.0.113.9')]
  expect(pages.map(({ status, headers }) => [status, headers.get('retry-after')])).toEqual([
    [404, null],
    [404, null],
    [429, '2'],
  ])
})

test('a page whose query is refused is refused too, with the time to wait: it is no failure of ours', async () => {
  const token = await signToken({ accountId: 'a1', merchantId: 'm1', role: 'owner', name: '김하늘' }, SECRET)
  const headers = { cookie: `${SESSION_COOKIE}=${token}` }
  const page = await fetch(`${origin}/`, { headers })
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '2'])
})

test('pages carry the same headers as the API does, and their own content policy', async () => {
  const { headers } = await open('203.0.113.10')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
  expect(headers.get('content-security-policy')).toContain('nonce-')
})

test('files of the pages come packed as the browser takes them, to be kept for good; there are no others', async () => {
  const page = await (await open('203.0.113.11')).text()
  const path = /(?:href|src)="(?:\.{0,2})(\/_app\/immutable\/[^"]+\.js)"/.exec(page)?.[1] ?? ''
  const get = (encoding: string) => fetch(`${origin}${path}`, { headers: { 'accept-encoding': encoding } })
  const [plain, gzip, br] = [await get('identity'), await get('gzip, br;q=0'), await get('gzip, deflate, br;q=0.9')]
  expect([plain, gzip, br].map(({ headers }) => headers.get('content-encoding'))).toEqual([null, 'gzip', 'br'])
  expect(br.headers.get('cache-control')).toContain('immutable')
  expect(br.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const text = await plain.text()
  expect([await gzip.text(), await br.text()]).toEqual([text, text])
  for (const none of ['/_app/immutable/none.js', '/_app/immutable/..%2f..%2f..%2fhandler.js'])
    expect((await fetch(`${origin}${none}`)).status).toBe(404)
})
