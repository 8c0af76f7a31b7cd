import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Madang, startMadang } from '../compose/madang.ts'
import { type Client, createClient } from '../demo/client.ts'
import { temporaryFolder, until } from './instance.ts'
import { OWNER, openShop, shopAt } from './shop.ts'
import {
  answered,
  CALLBACK,
  connected,
  metadataOf,
  register,
  type ThirdParty,
  type Told,
  thirdPartyAt,
} from './third-party.ts'

/** A whole third party over HTTP, as the RFCs have it. */
let madang: Madang
let folder: string
let origin: string
let owner: Client
let app: ThirdParty

beforeAll(async () => {
  folder = await temporaryFolder()
  const limits = { MADANG_CALLS_PER_MINUTE: '100000', MADANG_PUBLIC_CALLS_PER_MINUTE: '100000' }
  const env = { PORT: '0', MADANG_DATA: folder, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false', ...limits }
  madang = await startMadang({ env, withoutWeb: true, onError: () => {} })
  origin = madang.origin
  owner = await openShop(origin)
  app = await thirdPartyAt(origin)
})
afterAll(async () => {
  await madang?.stop()
  await rm(folder, { recursive: true })
})

/** The third party, calling the API with what it was given. */
const through = (token: string) => shopAt(origin, { token } as Client)
const raw = async (token: string, path: string, body?: object) => {
  const response = await fetch(`${origin}${path}`, {
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { method: 'POST', body: JSON.stringify(body) } : {}),
  })
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate'),
    body: (await response.json()) as Told['body'],
  }
}
const isVoid = (token: string) => until(async () => (await raw(token, '/api/v1/me')).status === 401, 'a void token')
const grantInvalid = { status: 400, body: { error: 'invalid_grant' } }
const apps = async (person: Client) => (await person.get('/api/v1/me/third-parties')).body.items

describe('finding the way', () => {
  test('the metadata lead from the resource to the endpoints', async () => {
    const metadata = await metadataOf(origin)
    expect(metadata).toMatchObject({
      issuer: origin,
      authorization_endpoint: `${origin}/authorize`,
      code_challenge_methods_supported: ['S256'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none'],
    })
    const { status, challenge } = await raw('no token', '/mcp', {})
    expect(status).toBe(401)
    const address = /resource_metadata="([^"]+)"/.exec(challenge ?? '')?.[1] ?? ''
    const resource = await (await fetch(address)).json()
    expect(resource).toMatchObject({ resource: `${origin}/mcp`, authorization_servers: [origin] })
  })

  test.each([
    ['http on another machine', 'invalid_redirect_uri', { redirect_uris: ['http://books.example/callback'] }],
    ['a fragment', 'invalid_redirect_uri', { redirect_uris: ['https://books.example/#here'] }],
    ['a user', 'invalid_redirect_uri', { redirect_uris: ['https://bank@books.example/'] }],
    ['no web address', 'invalid_redirect_uri', { redirect_uris: ['javascript:alert(1)'] }],
    ['none', 'invalid_redirect_uri', { redirect_uris: [] }],
    [
      'a name that does not show',
      'invalid_client_metadata',
      { redirect_uris: [CALLBACK], client_name: 'bank\u202eelpmaxe' },
    ],
    ['a name that is too long', 'invalid_client_metadata', { redirect_uris: [CALLBACK], client_name: 'b'.repeat(61) }],
  ])('is not registered: %s', async (_, error, client) => {
    expect(await register(origin, client)).toMatchObject({ status: 400, body: { error } })
  })

  test('takes so many from one address and no more', async () => {
    const { registration_endpoint } = await metadataOf(origin)
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' }
    const answers: Response[] = []
    while (answers.at(-1)?.status !== 429 && answers.length < 100)
      answers.push(await fetch(registration_endpoint, { method: 'POST', headers, body: '{}' }))
    const last = answers.at(-1) as Response
    expect([answers[0]?.status, last.status, last.headers.has('retry-after')]).toEqual([400, 429, true])
    expect(await last.json()).toMatchObject({ error: 'temporarily_unavailable', code: 'RATE_LIMITED' })
  })

  test('is registered as a public client, whatever it asked for', async () => {
    const asked = { redirect_uris: [CALLBACK], token_endpoint_auth_method: 'client_secret_basic' }
    const { status, body } = await register(origin, asked)
    expect([status, body.token_endpoint_auth_method, body.client_name]).toEqual([201, 'none', 'books.example'])
    expect(body).not.toHaveProperty('client_secret')
  })
})

describe('asking', () => {
  const ask = (request: Record<string, string>) =>
    owner.get(`/api/v1/oauth/authorize?${new URLSearchParams(request)}`).then(({ body }) => body)

  test('the page is told who asks for what', async () => {
    expect(await ask(app.request())).toEqual({
      client: { name: '장부친구', host: 'books.example' },
      scopes: ['read', 'write'],
    })
    expect((await ask(app.request({ scope: 'read openid' }))).scopes).toEqual(['read'])
    expect((await ask(app.request({ scope: '' }))).scopes).toEqual(['read'])
  })

  test.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ scope: 'admin' }, 'invalid_scope'],
    [{ resource: 'https://elsewhere.example/' }, 'invalid_target'],
  ])('%j is answered where the third party waits: %s', async (changes, error) => {
    const { redirectTo } = await ask(app.request(changes))
    expect(redirectTo).toMatch(/^https:\/\/books\.example\/callback\?/)
    const answer = new URL(redirectTo).searchParams
    expect([answer.get('error'), answer.get('state'), answer.get('iss')]).toEqual([
      error,
      'the state of my own',
      origin,
    ])
  })

  test.each([
    [{ redirect_uri: 'https://books.example/callback/' }, 'INVALID_REDIRECT_URI'],
    [{ redirect_uri: 'https://evil.example/callback' }, 'INVALID_REDIRECT_URI'],
    [{ client_id: crypto.randomUUID() }, 'INVALID_CLIENT'],
    [{ client_id: '../x' }, 'INVALID_CLIENT'],
  ])('%j sends nobody anywhere: %s', async (changes, code) => {
    for (const agreed of [true, false]) {
      const { status, body } = await raw(String(owner.token), '/api/v1/oauth/authorize', {
        ...app.request(changes),
        agreed,
      })
      expect([status, body.code, body.redirectTo]).toEqual([expect.any(Number), code, undefined])
    }
  })

  test('on the own machine any port will do, and no other path', async () => {
    const local = await thirdPartyAt(origin, 'desk', 'http://127.0.0.1/back')
    const to = (redirect_uri: string) =>
      raw(String(owner.token), `/api/v1/oauth/authorize?${new URLSearchParams(local.request({ redirect_uri }))}`)
    expect((await to('http://127.0.0.1:51234/back')).body.client.host).toBe('127.0.0.1:51234')
    expect((await to('http://127.0.0.1:51234/other')).body.code).toBe('INVALID_REDIRECT_URI')
    expect((await to('http://localhost:51234/back')).body.code).toBe('INVALID_REDIRECT_URI')
  })

  test('a no is told, with nothing to redeem', async () => {
    const answer = await answered(owner, app.request(), false)
    expect(Object.fromEntries(answer)).toMatchObject({ error: 'access_denied', state: 'the state of my own' })
    expect(answer.has('code')).toBe(false)
  })

  test('nobody is asked who is not signed in, and no third party says yes for a person', async () => {
    const { access } = await connected(owner, app)
    expect((await raw('', '/api/v1/oauth/authorize', { ...app.request(), agreed: true })).status).toBe(401)
    const { status, body } = await raw(access, '/api/v1/oauth/authorize', { ...app.request(), agreed: true })
    expect([status, body.code]).toEqual([403, 'NOT_FOR_THIRD_PARTIES'])
  })
})

describe('a code', () => {
  const code = async () => (await answered(owner, app.request())).get('code') ?? ''

  test('gives tokens to who began, once; the second time it ends them', async () => {
    const given = await code()
    const { status, body } = await app.redeem(given)
    expect([status, body.token_type, body.expires_in, body.scope]).toEqual([200, 'Bearer', 3600, 'read write'])
    expect((await through(body.access_token).get('/api/v1/me')).body.role).toBe('owner')
    expect(await app.redeem(given)).toMatchObject(grantInvalid)
    await isVoid(body.access_token)
    expect(await app.refresh(body.refresh_token)).toMatchObject(grantInvalid)
  })

  test('is good for nobody else', async () => {
    const other = await thirdPartyAt(origin, 'another')
    const given = await code()
    expect(await app.redeem(given, { code_verifier: 'w'.repeat(43) })).toMatchObject(grantInvalid)
    expect(await app.redeem(given, { redirect_uri: 'https://books.example/other' })).toMatchObject(grantInvalid)
    expect(await app.redeem(given, { client_id: other.clientId })).toMatchObject(grantInvalid)
    expect(await app.redeem(`${given.slice(0, -4)}beef`)).toMatchObject(grantInvalid)
    expect(await app.redeem(given, { client_id: 'nobody' })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    expect(await app.redeem(given, { code_verifier: '' })).toMatchObject({ body: { error: 'invalid_request' } })
    expect(await app.redeem(given, { grant_type: 'password' })).toMatchObject({
      body: { error: 'unsupported_grant_type' },
    })
    expect(await app.redeem(given, { resource: 'https://elsewhere.example' })).toMatchObject({
      body: { error: 'invalid_target' },
    })
    expect((await app.redeem(given, { resource: `${origin}/mcp` })).status).toBe(200)
  })
})

describe('what it may do', () => {
  test('read only looks; what is the person’s alone stays so with write too', async () => {
    const reader = await connected(owner, app, 'read')
    expect((await through(reader.access).get('/api/v1/promotions')).status).toBe(200)
    const refused = await raw(reader.access, '/api/v1/commands/create-promotion', { purpose: 'sales' })
    expect([refused.status, refused.body.code]).toEqual([403, 'INSUFFICIENT_SCOPE'])
    expect(refused.challenge).toContain('error="insufficient_scope"')
    const writer = await connected(owner, app)
    expect((await raw(writer.access, '/api/v1/commands/create-promotion', { purpose: 'sales' })).status).toBe(202)
    for (const [path, body] of [
      ['/commands/sign-out-everywhere', {}],
      ['/commands/open-account', {}],
      ['/commands/begin-second-factor', { password: OWNER.password }],
      ['/change-password', { password: OWNER.password, newPassword: 'one of the app’s own' }],
      ['/commands/offer-password-reset', { accountId: 'x' }],
      ['/commands/reset-password', { accountId: 'x', secret: 'x', password: 'one of the app’s own' }],
      ['/commands/erase-participant', { entryId: 'x' }],
      ['/me/third-parties', undefined],
      ['/me/second-factor', undefined],
      ['/conversations', undefined],
      ['/assistants/x/try', { text: 'hello' }],
    ] as const) {
      const answer = await raw(writer.access, `/api/v1${path}`, body)
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'NOT_FOR_THIRD_PARTIES'])
    }
  })

  test('the record says through whom a command came', async () => {
    const { access } = await connected(owner, app)
    const { body } = await raw(access, '/api/v1/commands/create-promotion', { purpose: 'sales' })
    await owner.command('revise-promotion', { promotionId: body.id, title: 'by hand' })
    const { events } = (await owner.get(`/api/v1/audit/streams/promotion-${body.id}`)).body
    expect(events.map((event: { client?: object }) => event.client)).toEqual([
      { clientId: app.clientId, name: '장부친구' },
      undefined,
    ])
  })
})

describe('a refresh token', () => {
  test('is good once; used again it ends everything, and a token that is none ends nothing', async () => {
    const { refresh, access } = await connected(owner, app)
    const next = await app.refresh(refresh)
    expect(next).toMatchObject({ status: 200, body: { scope: 'read write' } })
    const forged = `${refresh.split('.')[0]}.${'A'.repeat(43)}.${'0'.repeat(64)}`
    expect(await app.refresh(forged)).toMatchObject(grantInvalid)
    expect((await through(next.body.access_token).get('/api/v1/me')).status).toBe(200)
    expect(await app.refresh(refresh)).toMatchObject(grantInvalid)
    await Promise.all([isVoid(access), isVoid(next.body.access_token)])
    expect(await app.refresh(next.body.refresh_token)).toMatchObject(grantInvalid)
  })

  test('of two who come with the same one at once, both lose it', async () => {
    const { refresh } = await connected(owner, app)
    const [one, other] = await Promise.all([app.refresh(refresh), app.refresh(refresh)])
    expect([one.status, other.status].toSorted()).toEqual([200, 400])
    const winner = one.status === 200 ? one : other
    expect(await app.refresh(winner.body.refresh_token)).toMatchObject(grantInvalid)
  })

  test('and an access token are given back; another third party cannot do that', async () => {
    const other = await thirdPartyAt(origin, 'another')
    for (const which of ['access', 'refresh'] as const) {
      const tokens = await connected(owner, app)
      expect(await other.revoke(tokens[which])).toMatchObject(grantInvalid)
      expect((await app.revoke(tokens[which])).status).toBe(200)
      expect((await app.revoke(tokens[which])).status).toBe(200)
      await isVoid(tokens.access)
      expect(await app.refresh(tokens.refresh)).toMatchObject(grantInvalid)
    }
    expect((await app.revoke('no token at all')).status).toBe(200)
    expect((await app.revoke(String(owner.token))).status).toBe(200)
    expect((await owner.get('/api/v1/me')).status).toBe(200)
  })
})

describe('its end', () => {
  test('is the person’s to make: the list has what is connected, and no longer what was', async () => {
    const person = await colleague()
    const [kept, ended] = [await connected(person, app), await connected(person, app, 'read')]
    await answered(person, app.request())
    const listed = await until(async () => {
      const items = await apps(person)
      return items.length === 2 && items.toSorted((a: Listed, b: Listed) => a.scopes.length - b.scopes.length)
    }, 'two apps')
    const own = { name: '장부친구', host: 'books.example' }
    expect(listed).toMatchObject([
      { ...own, scopes: ['read'] },
      { ...own, scopes: ['read', 'write'] },
    ])
    const { authorizationId } = listed[0]
    await owner.command('disconnect-third-party', { authorizationId }, { expect: 404 })
    await person.command('disconnect-third-party', { authorizationId })
    await isVoid(ended.access)
    expect(await apps(person)).toMatchObject([{ scopes: ['read', 'write'] }])
    expect(await app.refresh(ended.refresh)).toMatchObject(grantInvalid)
    expect((await app.refresh(kept.refresh)).status).toBe(200)
    expect(await apps(owner)).not.toContainEqual(expect.objectContaining({ authorizationId }))
  })

  test.each(['sign-out-everywhere', 'change-role', 'close-account'] as const)('comes with %s', async (name) => {
    const person = await colleague()
    const { accountId } = (await person.get('/api/v1/me')).body
    const { access, refresh } = await connected(person, app)
    const sender = name === 'sign-out-everywhere' ? person : owner
    await sender.command(name, name === 'sign-out-everywhere' ? {} : { accountId, role: 'auditor' })
    await isVoid(access)
    expect(await app.refresh(refresh)).toMatchObject(grantInvalid)
    // What it was refused for is recorded, so the tokens stay void.
    expect(await app.refresh(refresh)).toMatchObject(grantInvalid)
  })
})

interface Listed {
  scopes: string[]
}

/** A colleague with an account of their own, signed in. */
async function colleague(): Promise<Client> {
  const { password } = OWNER
  const email = `${crypto.randomUUID()}@bakery.example`
  const { body } = await owner.command('open-account', { role: 'staff', name: '문가온', email, password })
  const person = createClient(origin)
  person.token = (await person.post(`/api/v1/sign-in?min-position=${body.position}`, { email, password })).body.token
  return person
}
