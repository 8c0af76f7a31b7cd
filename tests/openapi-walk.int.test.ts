import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commandInputs, kebab } from '../commands/routes.ts'
import { SignIn } from '../commands/sign-in.ts'
import { type Madang, startMadang } from '../compose/madang.ts'
import { openApiDocument } from '../read-api/openapi/document.ts'

/**
 * Walks the API's own document and sends every operation what a careless or hostile caller would. Whatever comes
 * back must be what the document says: never a 5xx, and every refusal a problem document with a code that it lists.
 */
interface Operation {
  operationId: string
  security: object[]
  parameters?: { name: string; in: string; required?: boolean; example?: unknown }[]
  requestBody?: { content: Record<string, { example: Record<string, unknown> }> }
  responses: Record<string, { content?: Record<string, { examples?: object }> }>
}
interface Case {
  name: string
  headers?: Record<string, string>
  body?: string
  search?: string
  path?: string
}
interface Answer {
  status: number
  code: string | undefined
  text: string
}

const document = openApiDocument({ inputs: commandInputs, kebab, signIn: SignIn }, 'test')
/** It ends the walk's own sign-in, without which the others would be refused before they look at anything. */
const endsTheWalk = ({ operation }: { operation: Operation }) => Number(operation.operationId === 'SignOutEverywhere')
const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>)
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })))
  .toSorted((one, other) => endsTheWalk(one) - endsTheWalk(other))
type Walked = (typeof operations)[number]

const shop = (name: string) => ({
  shopName: name,
  trade: 'cafe',
  region: 'daegu',
  businessNumber: '120-81-47521',
  openedOn: '2020-03-02',
  ownerName: '김하늘',
  email: `${name}@madang.example`,
  password: 'a long enough password',
})

let madang: Madang
let folder: string
let mine: string
let theirs: { merchantId: string; promotionId: string; jobId: string }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'madang-walk-'))
  const limits = { MADANG_CALLS_PER_MINUTE: '1000000', MADANG_PUBLIC_CALLS_PER_MINUTE: '1000000' }
  const env = { PORT: '0', MADANG_DATA: folder, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false', ...limits }
  madang = await startMadang({ env, withoutWeb: true, onError: () => {} })
  const [first, second] = [await signUp('mine'), await signUp('theirs')]
  mine = first.token
  const promotion = await command('create-promotion', { purpose: 'regulars' }, second.token)
  const job = await command('request-recommendation', { purpose: 'regulars' }, second.token)
  theirs = { merchantId: second.merchantId, promotionId: promotion.id, jobId: job.id }
})
afterAll(async () => {
  await madang?.stop()
  await rm(folder, { recursive: true })
})

async function command(name: string, body: object, token?: string): Promise<{ id: string; position: number }> {
  const authorization = token ? { authorization: `Bearer ${token}` } : {}
  const response = await fetch(`${madang.origin}/api/v1/commands/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...authorization },
    body: JSON.stringify(body),
  })
  expect(response.status, name).toBe(202)
  return (await response.json()) as { id: string; position: number }
}

async function signUp(name: string): Promise<{ token: string; merchantId: string }> {
  const { id, position } = await command('register-merchant', shop(name))
  const { email, password } = shop(name)
  const response = await fetch(`${madang.origin}/api/v1/sign-in?min-position=${position}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  })
  return { ...((await response.json()) as { token: string }), merchantId: id }
}

const exampleOf = ({ requestBody }: Operation) => requestBody?.content['application/json']?.example
const fill = (path: string, id: string) => path.replaceAll(/\{\w+\}/g, id)

/** The live stream does not end, so an answer is read only where it is a refusal. */
async function send({ path, method, operation }: Walked, given: Case): Promise<Answer> {
  const stop = new AbortController()
  const isJson = method === 'post' ? { 'content-type': 'application/json' } : {}
  const example = method === 'post' ? JSON.stringify(exampleOf(operation) ?? {}) : undefined
  const response = await fetch(`${madang.origin}${given.path ?? fill(path, 'pr-none')}${given.search ?? ''}`, {
    method: method.toUpperCase(),
    headers: { ...isJson, ...given.headers },
    ...(method === 'post' ? { body: given.body ?? example ?? '{}' } : {}),
    signal: stop.signal,
  })
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
  const text = isStream ? '' : await response.text()
  stop.abort()
  const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json')
  return { status: response.status, code: isProblem ? JSON.parse(text).code : undefined, text }
}

/** What came back is in the document. */
function expectDocumented({ operation, path }: Walked, { status, code, text }: Answer, given: Case): void {
  const what = `${path}, ${given.name}: ${status} ${text.slice(0, 300)}`
  expect(status, what).toBeLessThan(500)
  if (text.includes('"FST_ERR_BAD_URL"')) return
  expect(operation.responses, what).toHaveProperty(String(status))
  if (status < 400) return
  const documented = operation.responses[status]?.content?.['application/problem+json']?.examples ?? {}
  expect(Object.keys(documented), what).toContain(code)
}

const NASTY: unknown[] = [
  null,
  true,
  -1,
  1.5,
  1e308,
  '',
  '\u0000',
  '../../etc/passwd',
  '가'.repeat(5_000),
  '{"$gt":""}',
  { $gt: '' },
  { $where: 'sleep(1000)' },
  [],
  [[[]]],
  ['a', 1, null],
  '2026-13-45T99:99:99Z',
  '-999999999-01-01T00:00:00Z',
  'javascript:alert(1)',
]

/** Each field of the example replaced by each nasty value, and bodies that are nasty as a whole. */
function bodies(example: Record<string, unknown>): Case[] {
  const fields = Object.keys(example).flatMap((field) =>
    NASTY.map((value) => ({
      name: `${field} is ${JSON.stringify(value)?.slice(0, 40)}`,
      body: JSON.stringify({ ...example, [field]: value }),
    })),
  )
  const missing = Object.keys(example).map((field) => ({
    name: `without ${field}`,
    body: JSON.stringify({ ...example, [field]: undefined }),
  }))
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
  const whole = [
    '',
    '{',
    'null',
    '1',
    '"text"',
    '[]',
    '{}',
    deep,
    '{"__proto__":{"role":"operator"}}',
    '{"constructor":{"prototype":1}}',
  ]
  return [
    ...fields,
    ...missing,
    ...whole.map((body) => ({ name: `body ${body.slice(0, 30)}`, body })),
    { name: 'body too large', body: JSON.stringify({ text: 'a'.repeat(300_000) }) },
    { name: 'form', body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { name: 'no type', body: 'a', headers: { 'content-type': '' } },
    { name: 'long key', body: '{}', headers: { 'idempotency-key': 'k'.repeat(201) } },
  ]
}

const WORDS = [
  '',
  '-1',
  '1e400',
  'NaN',
  '[]',
  '{"$gt":""}',
  '%00',
  '%ff',
  '가'.repeat(300),
  "' or 1=1 --",
  '9007199254740993',
]

/** Each parameter with each nasty word, twice, and under a name that is none; then nasty ids. */
function searches({ path, operation }: Walked): Case[] {
  const names = (operation.parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)
  const values = WORDS.map((word) => (word.startsWith('%') ? word : encodeURIComponent(word)))
  const single = names.flatMap((name) => values.map((value) => `?${name}=${value}`))
  const double = names.flatMap((name) => [`?${name}=1&${name}=2`, `?${name}[$gt]=1`])
  const ids = [...values.filter(Boolean), 'a'.repeat(65), 'a'.repeat(3_000), '..%2f..%2fme', '$all', '%24all', 'a%2fb']
  return [
    ...[...single, ...double, '?nonsense=1', '?__proto__=1'].map((search) => ({ name: search, search })),
    ...(path.includes('{') ? ids.map((id) => ({ name: `id ${id.slice(0, 40)}`, path: fill(path, id) })) : []),
  ]
}

const asMine = (given: Case): Case => ({ ...given, headers: { authorization: `Bearer ${mine}`, ...given.headers } })

describe.each(operations.map((walked) => [`${walked.method} ${walked.path}`, walked] as const))('%s', (_, walked) => {
  const { operation, path, method } = walked
  const isPublic = operation.security.length === 0

  test('without a token', async () => {
    const answer = await send(walked, { name: 'no token' })
    if (!isPublic) expect(answer).toMatchObject({ status: 401, code: 'NOT_SIGNED_IN' })
    expectDocumented(walked, answer, { name: 'no token' })
  })

  test('with tokens that are not ours', async () => {
    for (const token of ['x', 'a.b.c', await forged('another secret, as long as it has to be'), await unsigned()]) {
      const given = { name: 'forged', headers: { authorization: `Bearer ${token}` } }
      expect(await send(walked, given)).toMatchObject({ status: 401, code: 'TOKEN_INVALID' })
    }
  })

  test('with the cookie from another site', async () => {
    if (method !== 'post') return
    const given = { name: 'cookie', headers: { cookie: `madang_session=${mine}`, origin: 'https://evil.example' } }
    expect(await send(walked, given)).toMatchObject({ status: 403, code: 'FOREIGN_ORIGIN' })
  })

  test('with nasty input', { timeout: 120_000 }, async () => {
    const cases = method === 'post' ? bodies(exampleOf(operation) ?? {}) : searches(walked)
    for (const given of cases.map(asMine)) expectDocumented(walked, await send(walked, given), given)
  })

  test('with the things of another merchant', async () => {
    const { merchantId, promotionId, jobId } = theirs
    const known = { merchantId, promotionId, recommendationId: jobId, distributionId: jobId }
    const example = exampleOf(operation) ?? {}
    const swapped = Object.fromEntries(Object.entries(known).filter(([field]) => field in example))
    const id = path.includes('/jobs/') ? jobId : path.includes('/audit/') ? `promotion-${promotionId}` : promotionId
    const body = JSON.stringify({ ...example, ...swapped })
    const given = asMine({ name: 'foreign', path: fill(path, id), body, search: neededSearch(operation) })
    const answer = await send(walked, given)
    expectDocumented(walked, answer, given)
    if (!isPublic) expect(answer.text).not.toMatch(new RegExp(`${merchantId}|theirs`))
    if (!isPublic && path.includes('{')) expect(answer.status).toBe(404)
  })
})

/** What a query has to be asked with, by the document's own examples. */
function neededSearch({ parameters = [] }: Operation): string {
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required)
  const pairs = needed.map(({ name, example }): [string, string] => [name, String(example ?? 'x')])
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : ''
}

const claims = () => new SignJWT({ merchantId: 'm', role: 'operator', name: 'n' }).setSubject('a').setIssuer('madang')
const forged = (secret: string) =>
  claims().setProtectedHeader({ alg: 'HS256' }).setExpirationTime('1h').sign(new TextEncoder().encode(secret))

/** The old trick: a token that says it needs no signature. */
async function unsigned(): Promise<string> {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const payload = { sub: 'a', iss: 'madang', merchantId: 'm', role: 'operator', name: 'n', exp: 9_999_999_999 }
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(payload)}.`
}

async function expectProblem(method: string, path: string): Promise<void> {
  const response = await fetch(`${madang.origin}${path}`, { method })
  expect(response.status, path).toBeLessThan(500)
  expect(response.headers.get('content-type'), path).toMatch('application/problem+json')
}

test.each([
  ['GET', '/api/v1/nothing'],
  ['POST', '/api/v1/commands/report-post'],
  ['DELETE', '/api/v1/home'],
  ['GET', `/api/v1/promotions/${'a'.repeat(3_000)}`],
])('%s %s, which there is not, is a problem document too', expectProblem)

test('an address that cannot be read is a problem document too', () => expectProblem('GET', '/api/v1/promotions/%zz'))
