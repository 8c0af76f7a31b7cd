import { beforeAll, describe, expect, test } from 'vitest'
import { activeCollection } from '../projections/active.ts'
import type { AccountRow } from '../projections/rows/people.ts'
import { actorOf, readSideForTests } from './harness.ts'
import { queries } from './queries.ts'
import { sample, seedShop } from './samples.ts'

const world = readSideForTests()
const owner = actorOf('m1')

beforeAll(async () => {
  await seedShop(world, 'm1')
  await seedShop(world, 'm2')
  await world.reach(1_000)
})

interface Asked {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes, and an assertion fails on a wrong one
  body: any
}

async function ask(path: string, actor = owner, body?: object): Promise<Asked> {
  const response = await (body ? world.post(`/api/v1${path}`, body, actor) : world.get(`/api/v1${path}`, actor))
  return { status: response.status, headers: response.headers, body: await response.json() }
}
const ids = (items: { id: string }[]) => items.map(({ id }) => id)

/** One address for each query, with the things of the merchant. */
const ADDRESSES: Record<string, (merchantId: string) => string> = {
  GetMe: () => '/me',
  GetHome: () => '/home',
  ListPromotions: () => '/promotions',
  GetPromotion: (m) => `/promotions/${m}-p1`,
  ListTimeline: (m) => `/promotions/${m}-p1/timeline`,
  ListEntries: (m) => `/promotions/${m}-p1/entries`,
  ListWinners: (m) => `/promotions/${m}-p1/winners`,
  GetDashboard: (m) => `/promotions/${m}-p1/dashboard`,
  ListDistributions: (m) => `/promotions/${m}-p1/distributions`,
  PreflightPromotion: (m) => `/promotions/${m}-p1/preflight`,
  GetDistribution: (m) => `/distributions/${m}-d1`,
  GetJob: (m) => `/jobs/${m}-j1`,
  ListContents: (m) => `/promotions/${m}-p1/contents`,
  GetContent: (m) => `/contents/${m}-c1`,
  ListNotices: () => '/notices',
  GetResults: () => '/results',
  GetPublicPromotion: (m) => `/public/promotions/${m}-p1`,
  ListEvents: () => '/events',
  AuditStream: (m) => `/audit/streams/promotion-${m}-p1`,
  FindAccount: () => '/operator/accounts/find',
  ListMerchants: () => '/operator/merchants',
  ListAssistants: () => '/assistants',
  GetAssistant: (m) => `/assistants/${m}-as1`,
  GetAssistantVersion: (m) => `/assistants/${m}-as1/versions/1`,
  ListColleagues: () => '/colleagues',
  GetSecondFactor: () => '/me/second-factor',
  ListThirdParties: () => '/me/third-parties',
  ListCatalogue: () => '/catalogue',
  GetCatalogueItem: (m) => `/catalogue/${m}-as1`,
  SearchKnowledge: (m) => `/assistants/${m}-as1/search?q=parking`,
  GetAiUsage: () => '/ai-usage',
  ListConversations: () => '/conversations',
  GetConversation: (m) => `/conversations/${m}-v1`,
  ListAssistantResults: () => '/assistant-results',
  GetConsultation: (m) => `/consultations/${m}-c9`,
  GetPassage: (m) => `/passages/${m}-doc.1`,
  FindEntry: (m) => `/promotions/${m}-p1/entries/find`,
  Search: () => '/search',
}
/** What is asked in the body. */
const BODIES: Record<string, object> = {
  FindEntry: { phone: '010-1234-5678' },
  FindAccount: { email: 'm1-owner@dalbit.example' },
  Search: { q: '안내' },
}
const fromRows = queries.filter(({ name }) => name !== 'AuditStream')

describe.each(fromRows.map((query) => [query.name, query] as const))('%s', (name, query) => {
  const address = ADDRESSES[name] as (merchantId: string) => string
  const given = BODIES[name]
  const asker = query.roles.includes('operator') ? actorOf('m1', 'operator') : owner

  test('answers what its schema says, with how far the read model is', async () => {
    const { status, headers, body } = await ask(address('m1'), asker, given)
    expect(body).not.toHaveProperty('code')
    expect(status).toBe(200)
    const parsed = query.response.safeParse(body)
    expect(parsed.error?.issues).toBeUndefined()
    expect(parsed.data).toEqual(body)
    expect(headers.get('madang-position')).toBe('1000')
    expect(headers.get('madang-as-of')).toBe('2026-11-21T03:00:00.000Z')
  })

  test('shows nothing of another merchant', async () => {
    if (query.roles.includes('public')) return
    const { status, body } = await ask(address('m2'), asker, given)
    if (address('m1') !== address('m2')) expect(status).toBe(404)
    expect(JSON.stringify(body)).not.toMatch(/m2/)
  })

  test('asks for a sign-in, and for the right role', async () => {
    if (query.roles.includes('public')) return
    const unknown = await (given ? world.post(`/api/v1${address('m1')}`, given) : world.get(`/api/v1${address('m1')}`))
    expect([unknown.status, await unknown.json()]).toMatchObject([401, { code: 'NOT_SIGNED_IN' }])
    const roles = ['owner', 'staff', 'auditor', 'operator'] as const
    for (const role of roles.filter((each) => !query.roles.includes(each)))
      expect(await ask(address('m1'), actorOf('m1', role), given)).toMatchObject({
        status: 403,
        body: { code: 'NOT_ALLOWED' },
      })
  })

  test('refuses what it does not know', async () => {
    const more = address('m1').includes('?') ? '&' : '?'
    const refused = { status: 400, body: { code: 'INVALID_INPUT' } }
    expect(await ask(`${address('m1')}${more}nonsense=1`, asker, given)).toMatchObject(refused)
    if (given) expect(await ask(address('m1'), asker, { ...given, nonsense: 1 })).toMatchObject(refused)
  })

  test('answers 304 to one who has it already, and only to him; to what is asked in the body, anew', async () => {
    const first = await ask(address('m1'), asker, given)
    if (given) {
      expect([first.headers.get('cache-control'), first.headers.get('etag')]).toEqual(['no-store', null])
      expect((await ask(address('m1'), asker)).status).toBe(404)
      return
    }
    const etag = first.headers.get('etag') as string
    const again = await world.get(`/api/v1${address('m1')}`, asker, { 'if-none-match': `"other", W/${etag}` })
    expect([again.status, await again.text(), again.headers.get('madang-position')]).toEqual([304, '', '1000'])
  })
})

test('home: today beside the usual, what runs, and the one next action', async () => {
  const { body } = await ask('/home')
  expect(body.today).toEqual({ date: '2026-11-21', entries: 7, usual: 3 })
  expect(ids(body.running)).toEqual(['m1-p1'])
  expect(ids(body.scheduled)).toEqual(['m1-p3'])
  expect(ids(body.drafts)).toEqual(['m1-p2'])
  expect(body.nextAction).toEqual({ kind: 'launch-scheduled', promotionId: 'm1-p3' })
  expect(body.notices).toHaveLength(7)
  const titles = Object.fromEntries(body.running.map((row: { id: string; title: string }) => [row.id, row.title]))
  const told = body.notices.filter((row: { promotionId?: string }) => row.promotionId)
  expect(told.length).toBeGreaterThan(0)
  for (const { promotionId, title } of told) expect(title).toBe(titles[promotionId])
  expect(body.shop.shopName).toBe('m1 커피')
})

test('home: a notice is there from its time on, until its end or until it is settled', async () => {
  await world.put('merchants', sample.merchant('m7'))
  const [before, after] = ['2026-11-21T02:59:00.000Z', '2026-11-21T03:01:00.000Z']
  const all = [
    {},
    { from: before },
    { from: after },
    { until: before },
    { until: after },
    { from: before, open: false },
  ]
  for (const [number, changes] of all.entries())
    await world.put('notices', { ...sample.notice('m7', number), ...changes })
  expect(ids((await ask('/home', actorOf('m7'))).body.notices)).toEqual(['m7-n4', 'm7-n1', 'm7-n0'])
})

test('promotions: newest first, by status, and by words whose special characters mean themselves', async () => {
  expect(ids((await ask('/promotions')).body.items)).toEqual(['m1-p5', 'm1-p4', 'm1-p3', 'm1-p2', 'm1-p1'])
  expect(ids((await ask('/promotions?status=draft')).body.items)).toEqual(['m1-p2'])
  expect(ids((await ask(`/promotions?q=${encodeURIComponent('라떼 4')}`)).body.items)).toEqual(['m1-p4'])
  expect((await ask(`/promotions?q=${encodeURIComponent('.*')}`)).body.items).toEqual([])
})

test.each([
  ['/promotions', 5],
  ['/promotions?status=running', 1],
  [`/promotions?q=${encodeURIComponent('라떼')}`, 5],
  ['/promotions/m1-p1/timeline', 7],
  ['/promotions/m1-p1/timeline?channel=instagram', 7],
  ['/promotions/m1-p1/entries', 7],
  ['/promotions/m1-p1/entries?source=instagram', 7],
  ['/notices', 7],
])('%s is given page by page, each row once', async (path, count) => {
  const whole = ids((await ask(path)).body.items)
  expect(whole).toHaveLength(count)
  const seen: string[] = []
  let cursor = ''
  do {
    const { body } = await ask(`${path}${path.includes('?') ? '&' : '?'}limit=2${cursor && `&cursor=${cursor}`}`)
    expect(body.items.length).toBeLessThanOrEqual(2)
    seen.push(...ids(body.items))
    cursor = body.next ?? ''
  } while (cursor)
  expect(seen).toEqual(whole)
})

test('a dashboard is zeros where nothing has happened, and not found where there is no promotion', async () => {
  const empty = await ask('/promotions/m1-p3/dashboard')
  expect(empty.body).toMatchObject({ id: 'm1-p3', entries: 0, reach: 0, channels: {}, days: {} })
  expect((await ask('/promotions/none/dashboard')).body.code).toBe('PROMOTION_NOT_FOUND')
})

test('results: what has started, with the totals of it', async () => {
  const { body } = await ask('/results')
  expect(ids(body.promotions)).toEqual(['m1-p4', 'm1-p1'])
  expect(body.totals).toEqual({ entries: 5, reach: 200, clicks: 20, costWon: 2_000 })
  expect(body.more).toBe(false)
})

test('preflight: each channel once, with what is missing and what the channel itself finds', async () => {
  await world.put('promotions', sample.promotion('m1', 6, { status: 'draft', title: '' }))
  const { body } = await ask('/promotions/m1-p6/preflight?channels=naver-blog,kakao,kakao')
  const missing = { code: 'FIELD_MISSING', params: { field: 'title' } }
  const long = { code: 'TITLE_TOO_LONG', params: { most: 10 } }
  expect(body.items).toEqual([
    { channel: 'naver-blog', mode: 'assisted', problems: [missing] },
    { channel: 'kakao', mode: 'direct', problems: [missing, long], holdUntil: '2026-11-21T12:00:00.000Z' },
  ])
  expect((await ask('/promotions/m1-p6/preflight?channels=fax')).body.errors).toBeDefined()
})

test('the public sees a promotion but no draft', async () => {
  const response = await world.get('/api/v1/public/promotions/m1-p1')
  const body = (await response.json()) as { imageUrl: string }
  expect(body).toMatchObject({ promotionId: 'm1-p1', shopName: 'm1 커피', status: 'running', entries: 1 })
  expect(body.imageUrl).toBe('https://madang.example/p/m1-p1/card.png')
  expect(JSON.stringify(body)).not.toMatch(/email|businessNumber|merchantId/)
  expect((await world.get('/api/v1/public/promotions/m1-p2')).status).toBe(404)
})

test('min-position waits for what is on its way', async () => {
  const asked = ask('/promotions/m1-p1?min-position=1005')
  setTimeout(() => void world.reach(1_005), 100)
  const { status, headers } = await asked
  expect([status, headers.get('madang-position')]).toEqual([200, '1005'])
  await world.reach(1_000)
})

test('min-position waits no longer than it says, and sends the caller to try again', async () => {
  const behind = await ask('/home?min-position=1001')
  expect(behind).toMatchObject({ status: 503, body: { code: 'READ_MODEL_BEHIND' } })
  expect(behind.headers.get('retry-after')).toBe('1')
})

const BAD = [
  'limit=0',
  'limit=101',
  'limit=ten',
  'limit=1.5',
  'limit=5&limit=6',
  'cursor=',
  'cursor=e30',
  `cursor=${'A'.repeat(500)}`,
  `cursor=${Buffer.from('["promotions",{"$gt":""},"a"]').toString('base64url')}`,
  'min-position=-1',
  'min-position=later',
  'min-position=9e99',
  'status=gone',
  'q=',
  `q=${'a'.repeat(61)}`,
]
test.each(BAD)('/promotions?%s is an input error that names the field', async (bad) => {
  const { status, headers, body } = await ask(`/promotions?${bad}`)
  expect(status).toBe(400)
  expect(headers.get('content-type')).toMatch('application/problem+json')
  expect(body).toMatchObject({ code: 'INVALID_INPUT', errors: [{ path: bad.split('=')[0] }] })
})

test.each(['a%20b', 'a.b', '%24gt', 'a'.repeat(65), '%00', '..%2f..'])('the id %s is refused', async (id) => {
  const { status } = await ask(`/promotions/${id}`)
  expect([400, 404]).toContain(status)
})

test('winners come in the order of the draw, and nobody else with them', async () => {
  const entered = sample.entry('m1', 1)
  for (const [key, won] of [
    ['late', 2],
    ['first', 1],
    ['none', undefined],
  ] as const)
    await world.put('entries', { ...entered, _id: `m1-p2.${key}`, promotionId: 'm1-p2', ...(won ? { won } : {}) })
  const { body } = await ask('/promotions/m1-p2/winners')
  expect(ids(body.items)).toEqual(['m1-p2.first', 'm1-p2.late'])
})

test('a channel is behind its own figures: what happened on it, and who came from it', async () => {
  expect((await ask('/promotions/m1-p1/timeline?channel=kakao')).body.items).toEqual([])
  expect((await ask('/promotions/m1-p1/entries?source=kakao')).body.items).toEqual([])
  expect((await ask('/promotions/m1-p1/entries?source=nowhere')).body.code).toBe('INVALID_INPUT')
})

test('operators see the shops that wait, the longest first, and not where to write to', async () => {
  const operator = actorOf('none', 'operator')
  for (const [index, id] of ['m8', 'm7', 'm9'].entries()) {
    const waiting = {
      verification: 'awaiting-confirmation',
      registeredAt: `2026-02-0${3 - index}T00:00:00.000Z`,
    } as const
    await world.put('merchants', { ...sample.merchant(id), ...waiting })
  }
  const whole = (await ask('/operator/merchants', operator)).body
  expect([ids(whole.items), whole.more]).toEqual([['m9', 'm7', 'm8'], false])
  expect(whole.items[0]).toMatchObject({ businessNumber: '1234567891', ownerName: '김하늘' })
  expect(JSON.stringify(whole)).not.toMatch('@madang.example')
  const first = (await ask('/operator/merchants?limit=2', operator)).body
  expect([ids(first.items), first.more]).toEqual([['m9', 'm7'], true])
  expect((await ask('/operator/merchants?verification=verified', operator)).body.code).toBe('INVALID_INPUT')
})

test('third parties: those that have come for their tokens, and may still', async () => {
  const accountId = owner.accountId
  const at = '2026-11-20T03:00:00.000Z'
  const shared = {
    position: 900,
    accountId,
    clientId: 'tp1',
    host: 'books.example',
    asOf: 50,
    since: at,
    refreshedAt: at,
  }
  const row = { merchantId: 'm1', scopes: ['read' as const], ...shared }
  const { refreshedAt: _, ...unconnected } = row
  await world.put('authorizations', { ...row, _id: 'here', name: 'here' })
  await world.put('authorizations', { ...unconnected, _id: 'asked', name: 'asked' })
  await world.put('authorizations', { ...row, _id: 'ended', name: 'ended', ended: { position: 60, at } })
  await world.put('authorizations', { ...row, _id: 'unused', name: 'unused', refreshedAt: '2026-08-23T02:59:59.000Z' })
  await world.put('authorizations', { ...row, _id: 'rare', name: 'rare', refreshedAt: '2026-08-23T03:00:00.000Z' })
  await world.put('authorizations', { ...row, _id: 'signed-out', name: 'signed-out', asOf: 39 })
  await world.put('authorizations', { ...row, _id: 'colleague', name: 'colleague', accountId: 'm1-staff' })
  const accounts = await activeCollection<AccountRow>(world.db, 'accounts')
  const account = { merchantId: 'm1', position: 40, role: 'owner', ended: { position: 40, at } } as AccountRow
  await accounts.replaceOne({ _id: accountId }, account, { upsert: true })
  const { items } = (await ask('/me/third-parties')).body
  expect(items.map(({ name }: { name: string }) => name)).toEqual(['here', 'rare'])
  expect(items[0]).toEqual({
    ...{ authorizationId: 'here', name: 'here', host: 'books.example', scopes: ['read'] },
    ...{ since: at, refreshedAt: at },
  })
})
