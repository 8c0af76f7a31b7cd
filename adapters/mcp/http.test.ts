import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Actor, knownTokens, signToken } from '../http/auth.ts'
import { createServer } from '../http/server.ts'
import { registerMcp } from './http.ts'
import { createMcpServer } from './server.ts'
import type { Tool } from './tool.ts'

const SECRET = Buffer.alloc(32, 7)
const CALLS = 5
const owner: Actor = { accountId: 'a1', merchantId: 'm1', role: 'owner', name: '김하늘' }
const look: Tool = {
  described: { name: 'Look', inputSchema: { type: 'object' } },
  personal: [],
  request: ({ id }) => ({ method: 'GET', path: `/api/v1/things/${id}`, headers: { 'x-more': 'yes' } }),
}

let app: FastifyInstance
const seen: object[] = []
beforeAll(async () => {
  const tokens = knownTokens(SECRET, { isOver: () => false })
  app = await createServer({ tokens, callsPerMinute: CALLS, publicCallsPerMinute: 5, accessLog: false })
  app.get('/api/v1/things/:id', async ({ actor, id, ip, headers }) => {
    seen.push({ actor, id, ip, trace: headers.traceparent, more: headers['x-more'] })
    return { fine: true }
  })
  const parts = { version: '1', instructions: '', tools: [look], documents: [] }
  const publicOrigin = () => 'http://127.0.0.1'
  const hosts = () => ['127.0.0.1']
  registerMcp(app, { hosts, publicOrigin, serverFor: (_, callApi) => createMcpServer({ ...parts, callApi }) })
})
afterAll(() => app.close())

async function post(actor: Actor, method: string, params: object = {}, headers: Record<string, string> = {}) {
  const response = await app.inject({
    method: 'POST',
    url: '/mcp',
    headers: {
      authorization: `Bearer ${await signToken(actor, SECRET)}`,
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    payload: { jsonrpc: '2.0', id: 1, method, params },
  })
  const data = /^data: (.*)$/m.exec(response.body)?.[1]
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(data ?? response.body) }
}
const call = (actor: Actor, headers?: Record<string, string>) =>
  post(actor, 'tools/call', { name: 'Look', arguments: { id: 't1' } }, headers)

test('a tool’s call is the same person’s, and part of the same request', async () => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
  const { status, body } = await call(owner, { 'x-request-id': 'r-7', traceparent })
  expect([status, body.result.structuredContent]).toEqual([200, { fine: true }])
  expect(seen).toEqual([{ actor: owner, id: 'r-7', ip: '127.0.0.1', trace: traceparent, more: 'yes' }])
})

test('calls are counted as everywhere: once for coming, once for what is done', async () => {
  const person = { ...owner, accountId: 'busy' }
  for (let count = 0; count < CALLS; count += 1) expect((await call(person)).body.result.isError).toBeUndefined()
  const over = await call(person)
  expect([over.status, over.body.code]).toEqual([429, 'RATE_LIMITED'])
  expect(Number(over.headers['retry-after'])).toBeGreaterThan(0)
  expect((await call({ ...owner, accountId: 'calm' })).status).toBe(200)
})

test('what the API refuses for being too much is told to the model', async () => {
  const person = { ...owner, accountId: 'both' }
  const headers = { authorization: `Bearer ${await signToken(person, SECRET)}` }
  for (let count = 0; count < CALLS; count += 1) await app.inject({ url: '/api/v1/things/1', headers })
  const { status, body } = await call(person)
  expect(status).toBe(200)
  expect(body.result).toMatchObject({
    isError: true,
    structuredContent: { code: 'RATE_LIMITED', retryAfterSeconds: expect.any(Number) },
  })
})

test('nobody holds a stream open', async () => {
  const { body } = await post(
    { ...owner, accountId: 'listener' },
    'subscriptions/listen',
    {
      notifications: { toolsListChanged: true },
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
    { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'subscriptions/listen' },
  )
  expect(body.error.message).toMatch(/limit/i)
})
