import { beforeAll, expect, test } from 'vitest'
import { ERASED } from '../adapters/event-store/personal-data.ts'
import { PACKS_MERCHANT } from '../domain/assistant-definition.ts'
import type { AssistantRow } from '../projections/rows/assistants.ts'
import type { EntryRow } from '../projections/rows/promotions.ts'
import { actorOf, entryIdOf, NOW, readSideForTests } from './harness.ts'
import { sample, seedShop } from './samples.ts'

const world = readSideForTests()

/** An assistant with its name, its documents by title, and who may use it. */
function assistant(merchantId: string, number: number, name: string, changes: Partial<AssistantRow>): AssistantRow {
  const made = sample.assistant(merchantId)
  const named = { ...made.latest, name }
  const published = { ...named, at: made.updatedAt }
  return { ...made, _id: `${merchantId}-as${number}`, latest: named, published, ...changes }
}

beforeAll(async () => {
  for (const merchantId of ['m1', 'm2']) {
    await seedShop(world, merchantId)
    const titled = { 6: 'Coffee [50%] (new)', 7: 'Iced coffee', 8: 'COFFEE first', 9: '커피.*' }
    for (const [number, title] of Object.entries(titled)) {
      const row = sample.promotion(merchantId, Number(number), { status: 'draft' })
      await world.put('promotions', { ...row, title, createdAt: `2026-11-0${number}T00:00:00.000Z` })
    }
    const named = sample.promotion(merchantId, 10, { status: 'draft' })
    await world.put('promotions', { ...named, title: '커피콩', prize: 'Coffee beans' })
    const { published: _, ...draft } = assistant(merchantId, 2, '비밀 도우미', { readers: ['role:owner'] })
    await world.put('assistants', draft)
    const granted = [`role:owner`, `account:${merchantId}-staff`]
    await world.put('assistants', assistant(merchantId, 3, '매출 도우미', { readers: granted, documents: {} }))
  }
})

interface Found {
  entries: { id: string; promotionId: string; title?: string; phone: string; at: string; won?: number }[]
  promotions: { id: string; title: string }[]
  assistants: { id: string; name: string; usable: boolean }[]
  documents: { id: string; title: string; passageId?: string; assistant: { id: string } }[]
}
async function search(q: string, actor = actorOf('m1')): Promise<Found> {
  const response = await world.post('/api/v1/search', { q }, actor)
  expect(response.status).toBe(200)
  return response.json() as Promise<Found>
}
const ids = (items: { id: string }[]) => items.map(({ id }) => id)

test('first titles that begin with the words, then those that hold them, then prizes, the newest first', async () => {
  expect(ids((await search('coffee')).promotions)).toEqual(['m1-p8', 'm1-p6', 'm1-p7', 'm1-p10'])
  expect(ids((await search(' iced C ')).promotions)).toEqual(['m1-p7'])
})

test('special characters mean themselves', async () => {
  expect(ids((await search('[50%] (')).promotions)).toEqual(['m1-p6'])
  expect(ids((await search('.*')).promotions)).toEqual(['m1-p9'])
  for (const q of ['(', '\\', '$where', '^', 'a{1000}', '[[', "'"]) expect((await search(q)).assistants).toEqual([])
})

test('assistants by name, and their documents by title, also where Hangul came in pieces', async () => {
  const { assistants, documents } = await search('안내')
  expect(assistants).toEqual([{ id: 'm1-as1', name: '안내 도우미', description: '', usable: true }])
  expect(new Set(documents.map(({ assistant: { id } }) => id))).toEqual(new Set(['m1-as1', 'm1-as2']))
  expect(documents[0]).toMatchObject({ title: '안내.md', passageId: 'm1-doc.1' })
  expect(await search('안내'.normalize('NFD'))).toEqual({ promotions: [], entries: [], assistants, documents })
})

test('nobody finds what they may not see: not what is being made, nor what is granted to others', async () => {
  const seen = async (role: 'owner' | 'staff' | 'auditor') =>
    ids((await search('도우미', actorOf('m1', role))).assistants)
  expect((await seen('owner')).toSorted()).toEqual(['m1-as1', 'm1-as2', 'm1-as3'])
  expect((await seen('staff')).toSorted()).toEqual(['m1-as1', 'm1-as3'])
  expect(await seen('auditor')).toEqual(['m1-as1'])
  const { documents } = await search('안내', actorOf('m1', 'auditor'))
  expect(documents.map(({ assistant: { id } }) => id)).toEqual(['m1-as1'])
  const refused = await world.post('/api/v1/search', { q: 'a' }, actorOf('m1', 'operator'))
  expect([refused.status, await refused.json()]).toMatchObject([403, { code: 'NOT_ALLOWED' }])
})

test('another shop finds its own only', async () => {
  for (const q of ['coffee', '도우미', '안내', '라떼']) {
    const found = await search(q, actorOf('m2'))
    expect(Object.values(found).flat().length).toBeGreaterThan(0)
    expect(JSON.stringify(found)).not.toMatch(/m1/)
  }
  expect(await search('m2', actorOf('m1'))).toEqual({ promotions: [], entries: [], assistants: [], documents: [] })
})

test('a document that has not been read yet is found by who makes the assistant, without a place to open it', async () => {
  const { documents } = sample.assistant('m1')
  const reading = {
    ...documents['m1-doc'],
    title: '새 메뉴.pdf',
    status: 'reading',
  } as AssistantRow['documents'][string]
  await world.put('assistants', assistant('m1', 4, '메뉴판', { documents: { 'm1-new': reading } }))
  expect((await search('새 메뉴')).documents).toMatchObject([{ id: 'm1-new', status: 'reading' }])
  expect((await search('새 메뉴')).documents[0]).not.toHaveProperty('passageId')
  expect((await search('새 메뉴', actorOf('m1', 'staff'))).documents).toEqual([])
})

test('a ready-made assistant is found in either language; a name comes before what others are for', async () => {
  const english = { name: 'Back office', description: 'Stock and pay', starters: [] }
  const made = assistant(PACKS_MERCHANT, 1, '사무 도우미', { pack: true, documents: {} })
  await world.put('assistants', { ...made, published: { ...made.latest, english, at: made.updatedAt } })
  for (const q of ['사무', 'back', 'STOCK'])
    expect(ids((await search(q)).assistants)).toEqual([`${PACKS_MERCHANT}-as1`])
  const { published: _, ...store } = assistant('m1', 5, '창고', {
    documents: {},
    updatedAt: '2026-11-21T09:00:00.000Z',
  })
  await world.put('assistants', { ...store, latest: { ...store.latest, description: '사무용품' } })
  expect(ids((await search('사무')).assistants)).toEqual([`${PACKS_MERCHANT}-as1`, 'm1-as5'])
})

const on = (day: number) => `2026-11-2${day}T00:00:00.000Z`
/** What somebody with a number entered, as the projections would have it. */
const entered = (merchantId: string, promotion: number, phone: string, changes: Partial<EntryRow> = {}) => {
  const promotionId = `${merchantId}-p${promotion}`
  const row = { ...sample.entry(merchantId, promotion), promotionId, phone, ...changes }
  return world.put('entries', { ...row, _id: entryIdOf(promotionId, phone) })
}

test('a whole phone number finds what that person entered in the shop, newest first, and nobody else', async () => {
  for (const merchantId of ['m1', 'm2'])
    for (const promotion of [1, 4]) await entered(merchantId, promotion, '01055556666', { at: on(promotion) })
  await entered('m1', 2, '01055556667')
  await entered('m1', 3, '01055556666', { won: 2, at: on(9) })
  const { title: _, ...untitled } = sample.promotion('m1', 11, { status: 'draft' })
  await world.put('promotions', untitled)
  await entered('m1', 11, '01055556666', { at: on(0) })
  for (const q of ['01055556666', ' 010-5555-6666 ', '+82 10 5555 6666']) {
    const { entries, promotions } = await search(q)
    expect(entries.map(({ promotionId, title, won }) => [promotionId, title, won])).toEqual([
      ['m1-p3', '가을 라떼 3', 2],
      ['m1-p4', '가을 라떼 4', undefined],
      ['m1-p1', '가을 라떼 1', undefined],
      ['m1-p11', undefined, undefined],
    ])
    expect(Object.keys(entries[0] ?? {}).sort()).toEqual(['at', 'id', 'phone', 'promotionId', 'title', 'won'])
    expect(promotions).toEqual([])
  }
  expect((await search('010-5555-6666', actorOf('m1', 'staff'))).entries).toHaveLength(4)
  // Part of a number, or one among other words, is none.
  for (const q of ['010-5555', '5555-6666', '라떼 010-5555-6666', '02-555-6666'])
    expect((await search(q)).entries).toEqual([])
})

test('an auditor finds nobody by a number, and nobody finds who was erased', async () => {
  await entered('m1', 1, '01077778888')
  expect((await search('01077778888')).entries).toHaveLength(1)
  expect((await search('01077778888', actorOf('m1', 'auditor'))).entries).toEqual([])
  await entered('m1', 1, '01077778888', { name: ERASED, phone: ERASED, erasedAt: NOW })
  expect((await search('01077778888')).entries).toEqual([])
})

test.each([
  ['empty', { q: '' }],
  ['blank', { q: ' ' }],
  ['too long', { q: 'a'.repeat(101) }],
  ['control', { q: 'a\0b' }],
  ['none', {}],
])('words that cannot be looked for are refused: %s', async (_what, body) => {
  const response = await world.post('/api/v1/search', body, actorOf('m1'))
  expect([response.status, await response.json()]).toMatchObject([400, { code: 'INVALID_INPUT' }])
})
