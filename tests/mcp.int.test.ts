import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadSecrets } from '../adapters/config/secrets.ts'
import { type Actor, signToken } from '../adapters/http/auth.ts'
import { type Madang, startMadang } from '../compose/madang.ts'
import { type Client, createClient } from '../demo/client.ts'
import { temporaryFolder } from './instance.ts'
import { type Connected, connect, type Given, WAYS } from './mcp-clients.ts'

/** What a person does through an MCP client, with the official one, over everything that it can speak. */
const SECRET = 'f2d7a1c94be8036d5e1790ab42c68fd3'
let madang: Madang
let folder: string
let tokens: Record<'owner' | 'stranger' | 'auditor' | 'operator' | 'expired', string>
let shop: Client
let foreign: string

beforeAll(async () => {
  folder = await temporaryFolder()
  const limits = { MADANG_CALLS_PER_MINUTE: '100000', MADANG_PUBLIC_CALLS_PER_MINUTE: '100000' }
  const env = { PORT: '0', MADANG_DATA: folder, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false', ...limits }
  madang = await startMadang({ env: { ...env, MADANG_SECRET: SECRET }, withoutWeb: true, onError: () => {} })
  shop = await signUp('mine')
  const stranger = await signUp('theirs')
  foreign = (await stranger.command('create-promotion', { purpose: 'sales' })).body.id
  const { tokenSecret } = await loadSecrets(SECRET, folder, true)
  const { merchantId } = (await shop.get('/api/v1/me')).body as Actor
  const sign = (role: Actor['role']) =>
    signToken({ accountId: `a-${role}`, merchantId, role, name: '이바다' }, tokenSecret)
  const expired = new SignJWT({ merchantId, role: 'owner', name: '김하늘' }).setProtectedHeader({ alg: 'HS256' })
  tokens = {
    owner: String(shop.token),
    stranger: String(stranger.token),
    auditor: await sign('auditor'),
    operator: await sign('operator'),
    expired: await expired.setSubject('a').setIssuer('madang').setExpirationTime('-1m').sign(tokenSecret),
  }
})
afterAll(async () => {
  await madang?.stop()
  await rm(folder, { recursive: true })
})

async function signUp(name: string): Promise<Client> {
  const client = createClient(madang.origin)
  const sign = { email: `${name}@madang.example`, password: 'a long enough password' }
  const place = { shopName: name, trade: 'cafe', region: 'daegu', ownerName: '김하늘' }
  const business = { businessNumber: '120-81-47521', openedOn: '2020-03-02' }
  const { body } = await client.command('register-merchant', { ...place, ...business, ...sign })
  client.token = (await client.post(`/api/v1/sign-in?min-position=${body.position}`, sign)).body.token
  return client
}

/** Creates a promotion and waits until it can be read. */
async function created({ call }: Connected, args: object = {}): Promise<Given> {
  const given = await call('CreatePromotion', { purpose: 'regulars', ...args })
  await call('GetPromotion', { id: given.data.id, 'min-position': given.data.position })
  return given
}

describe.each(WAYS)('over %s', (way) => {
  let owner: Connected
  beforeAll(async () => {
    owner = await connect(way, madang.origin, tokens.owner)
  })
  afterAll(() => owner.close())

  test('the owner’s tools look, change, and say what they are', async () => {
    const { tools } = await owner.client.listTools()
    const named = (name: string) => tools.find((tool) => tool.name === name)
    expect(named('GetResults')?.annotations?.readOnlyHint).toBe(true)
    expect(named('CancelPromotion')?.annotations?.destructiveHint).toBe(true)
    expect(named('CreatePromotion')?.inputSchema.required).toEqual(['purpose'])
    expect(owner.client.getInstructions()).toContain('Madang')
  })

  test('auditors only look, operators see shops that wait', async () => {
    const auditor = await connect(way, madang.origin, tokens.auditor)
    const operator = await connect(way, madang.origin, tokens.operator)
    try {
      const [ofAuditor, ofOwner, ofOperator] = [await auditor.names(), await owner.names(), await operator.names()]
      expect(ofAuditor).toContain('AuditStream')
      expect(ofAuditor.filter((name) => !/^(Get|List|Audit|Preflight)/.test(name))).toEqual([])
      expect(ofAuditor).not.toContain('ListEntries')
      expect(ofOwner).toEqual(expect.arrayContaining(['ListEntries', 'CreatePromotion', 'LaunchPromotion']))
      expect(ofOwner).not.toContain('ListMerchants')
      expect(ofOperator).toEqual(expect.arrayContaining(['ListMerchants', 'ConfirmBusiness']))
      expect(ofOperator).not.toContain('CreatePromotion')
      await expect(auditor.call('CreatePromotion', { purpose: 'sales' })).rejects.toThrow('There is no tool')
    } finally {
      await Promise.all([auditor.close(), operator.close()])
    }
  })

  test('a promotion is begun, revised, and read as it was left', async () => {
    const { data } = await created(owner)
    expect(data).toMatchObject({ repeated: false, idempotencyKey: expect.any(String) })
    const revised = await owner.call('RevisePromotion', { promotionId: data.id, title: '가을 라떼' })
    const read = await owner.call('GetPromotion', { id: data.id, 'min-position': revised.data.position })
    expect(read.data).toMatchObject({ title: '가을 라떼', status: 'draft' })
    expect(JSON.parse(read.text)).toEqual(read.data)
    const { contents } = await owner.client.readResource({ uri: `madang://promotions/${data.id}` })
    expect(contents[0]).toMatchObject({ text: expect.stringContaining('가을 라떼') })
  })

  test('the same key does nothing twice', async () => {
    const first = await created(owner, { idempotencyKey: `once ${way}` })
    const again = await owner.call('CreatePromotion', { purpose: 'regulars', idempotencyKey: `once ${way}` })
    expect(again.data).toMatchObject({ id: first.data.id, repeated: true })
  })

  test('plans are waited for', async () => {
    const { data } = await owner.call('RequestRecommendation', { purpose: 'season' })
    const plans = data.job ?? (await owner.call('GetJob', { id: data.jobId })).data
    expect(plans).toMatchObject({ kind: 'recommendation' })
  })

  test('another shop’s things are not there', async () => {
    for (const [name, args] of [
      ['GetPromotion', { id: foreign }],
      ['RevisePromotion', { promotionId: foreign, title: 'ours now' }],
      ['AuditStream', { stream: `promotion-${foreign}` }],
    ] as const) {
      const { isError, data } = await owner.call(name, args)
      expect([isError, data.code], name).toEqual([true, expect.stringMatching(/NOT_FOUND$/)])
      expect(data.next).toContain('List')
    }
    await expect(owner.client.readResource({ uri: `madang://promotions/${foreign}` })).rejects.toThrow(/not found/i)
    expect((await owner.call('ListPromotions', {})).text).not.toContain(foreign)
  })

  test('careless calls are told what to mend', async () => {
    for (const [name, args] of [
      ['CreatePromotion', {}],
      ['CreatePromotion', { purpose: { $gt: '' } }],
      ['CreatePromotion', { purpose: 'sales', idempotencyKey: '열쇠' }],
      ['GetPromotion', {}],
      ['GetPromotion', { id: '../me' }],
      ['GetPromotion', { id: ['a'] }],
      ['ListPromotions', { limit: 1e9 }],
      ['ListPromotions', { nonsense: true }],
      ['RevisePromotion', { promotionId: 'p', body: 'x'.repeat(5_000) }],
    ] as const) {
      const { isError, data } = await owner.call(name, args)
      expect([isError, data.code, data.next], `${name} ${JSON.stringify(args).slice(0, 60)}`).toEqual([
        true,
        'INVALID_INPUT',
        expect.stringContaining('errors'),
      ])
      expect(data.errors.length).toBeGreaterThan(0)
    }
    await expect(owner.call('DropEverything')).rejects.toThrow('There is no tool DropEverything')
    await expect(owner.client.readResource({ uri: 'file:///etc/passwd' })).rejects.toThrow(/not found/i)
  })

  test('the documents for integrators can be read', async () => {
    const { resources } = await owner.client.listResources()
    expect(resources.map(({ uri }) => uri)).toEqual(['madang://openapi.json', 'madang://asyncapi.json'])
    for (const { uri } of resources) {
      const [document] = (await owner.client.readResource({ uri })).contents
      expect(JSON.parse(String(document && 'text' in document && document.text))).toHaveProperty('info')
    }
    expect((await owner.client.listResourceTemplates()).resourceTemplates).toHaveLength(1)
  })

  test('an expired token is refused', async () => {
    await expect(connect(way, madang.origin, tokens.expired)).rejects.toThrow()
  })
})

test('names and numbers of participants do not leave whole', async () => {
  const { body } = await shop.command('create-promotion', { purpose: 'regulars' })
  const endsAt = new Date(Date.now() + 86_400_000).toISOString()
  const content = { title: '라떼', prize: '한 잔', body: '오세요', hashtags: [], channels: [], endsAt }
  await shop.command('revise-promotion', { promotionId: body.id, ...content })
  await shop.command('launch-promotion', { promotionId: body.id })
  const person = { name: '박서준', phone: '010-7777-1234', source: 'kakao', consent: true }
  const entry = await shop.command('submit-entry', { promotionId: body.id, ...person })
  const owner = await connect('http of 2026', madang.origin, tokens.owner)
  const { data, text } = await owner.call('ListEntries', { id: body.id, 'min-position': entry.body.position })
  await owner.close()
  expect(data.items).toMatchObject([{ name: '박**', phone: expect.stringMatching(/^[*-]+1234$/), source: 'kakao' }])
  expect(text).not.toMatch(/박서준|7777/)
})

describe('the address', () => {
  const ask = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
  const accept = 'application/json, text/event-stream'
  const post = (headers: Record<string, string>, body: string = JSON.stringify(ask)) =>
    fetch(`${madang.origin}/mcp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept, ...headers },
      body,
    })
  const mine = () => ({ authorization: `Bearer ${tokens.owner}` })

  test.each([
    ['no token', () => ({}), 'NOT_SIGNED_IN', 'Bearer realm="madang"'],
    [
      'the cookie alone',
      () => ({ cookie: `madang_session=${tokens.owner}`, origin: madang.origin }),
      'NOT_SIGNED_IN',
      'Bearer realm="madang"',
    ],
    [
      'an expired token',
      () => ({ authorization: `Bearer ${tokens.expired}` }),
      'TOKEN_INVALID',
      'Bearer realm="madang", error="invalid_token"',
    ],
    [
      'a forged token',
      () => ({ authorization: 'Bearer a.b.c' }),
      'TOKEN_INVALID',
      'Bearer realm="madang", error="invalid_token"',
    ],
  ])('with %s is 401 and says how to sign in', async (_, headers, code, challenge) => {
    const response = await post(headers() as Record<string, string>)
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, challenge])
    expect(await response.json()).toMatchObject({ code })
  })

  test('takes browsers of our own pages only', async () => {
    const host = new URL(madang.origin).host
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', `http://evil@${host}.x`]) {
      const response = await post({ ...mine(), origin })
      expect([response.status, (await response.json()).code], origin).toEqual([403, 'FOREIGN_ORIGIN'])
    }
    for (const origin of [madang.origin, 'http://localhost:5173'])
      expect((await post({ ...mine(), origin })).status, origin).toBe(200)
  })

  test('has no sessions to open or to end', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(`${madang.origin}/mcp`, { method, headers: { ...mine(), accept } })
      expect(response.status, method).toBe(405)
      await response.body?.cancel()
    }
  })

  test('never breaks, whatever is sent', async () => {
    const call = (params: unknown) => JSON.stringify({ ...ask, method: 'tools/call', params })
    const bodies = [
      '',
      '{',
      'null',
      '[]',
      '1',
      '{"jsonrpc":"2.0"}',
      '{"jsonrpc":"1.0","id":1,"method":"tools/list"}',
      JSON.stringify([ask, ask]),
      JSON.stringify({ ...ask, method: 'no/such' }),
      JSON.stringify({ ...ask, id: { a: 1 } }),
      call(null),
      call({}),
      call({ name: 5 }),
      call({ name: 'GetHome', arguments: 'x' }),
      call({ name: 'GetHome', arguments: [] }),
      call({ name: '__proto__', arguments: {} }),
      call({ name: 'GetHome', arguments: { __proto__: 1, constructor: 1 } }),
      JSON.stringify({ ...ask, method: 'resources/read', params: { uri: 'madang://promotions/../../x' } }),
      `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
      JSON.stringify({ ...ask, params: { text: 'x'.repeat(300_000) } }),
    ]
    for (const body of bodies)
      for (const version of ['2025-06-18', '2026-07-28', 'nonsense']) {
        const response = await post({ ...mine(), 'mcp-protocol-version': version }, body)
        const text = await response.text()
        expect(response.status, `${body.slice(0, 80)} ${version}: ${text.slice(0, 200)}`).toBeLessThan(500)
      }
    expect((await post({ ...mine(), 'content-type': 'text/plain' }, 'x')).status).toBe(415)
    expect((await post({ ...mine(), accept: 'text/html' })).status).toBeLessThan(500)
  })
})

describe('the command line', () => {
  const run = (args: string[], env: Record<string, string>) =>
    new Promise<{ status: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, ['mcp.ts', ...args], { env }, (error, stdout, stderr) =>
        resolve({ status: error ? error.code : 0, stdout, stderr }),
      )
    })
  test('helps', async () => {
    const { status, stdout } = await run(['--help'], {})
    expect([status, stdout]).toEqual([0, expect.stringContaining('MADANG_TOKEN')])
  })
  test.each([
    ['without a token', () => ({}), /MADANG_TOKEN is not set/],
    ['without a Madang', () => ({ MADANG_URL: 'http://127.0.0.1:1', MADANG_TOKEN: tokens.owner }), /does not answer/],
    ['without an address', () => ({ MADANG_URL: 'ftp://x', MADANG_TOKEN: tokens.owner }), /no http address/],
    ['with an expired token', () => ({ MADANG_URL: madang.origin, MADANG_TOKEN: tokens.expired }), /TOKEN_INVALID/],
  ])('%s says why it cannot start, and not on standard output', async (_, env, why) => {
    const { status, stdout, stderr } = await run([], env() as Record<string, string>)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(why)
  })
})
