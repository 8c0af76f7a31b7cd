import { rm } from 'node:fs/promises'
import type { Db } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { subjectsIn } from '../adapters/event-store/personal-data.ts'
import { type Madang, startMadang } from '../compose/madang.ts'
import { type Client, createClient } from '../demo/client.ts'
import { waitForPosition } from '../projections/positions.ts'
import { compareWithRebuild } from '../projections/rebuild.ts'
import { views } from '../projections/views.ts'
import { type Sandbox, settings, startSandbox, temporaryFolder } from './instance.ts'
import { lookFor, OWNER, openShop, startPromotion } from './shop.ts'

const PERSON = { name: '한별나라', phone: '01098761234' }
const COLLEAGUE = { name: '문가온해', email: 'gaon@bakery.example', password: 'butter every morning' }
const SAID = '단골 손님 이야기 봄날씨앗'
const RENAMED = '가을걷이 상담'
const WHY = '틀린 대답 솔바람결'
/** What people told us; the parts are looked for, so that no cut, mark or case hides them. */
const PLANTED = [
  '한별나라',
  '98761234',
  '문가온해',
  'gaon@',
  '봄날씨앗',
  '가을걷이',
  '솔바람결',
  '이소망',
  'somang@',
  'argon2',
]

let sandbox: Sandbox
let folder: string
let madang: Madang
let shop: Client
let promotionId: string
let conversationId: string

beforeAll(async () => {
  sandbox = await startSandbox()
  folder = await temporaryFolder()
  madang = await startMadang({ env: settings(folder, sandbox), withoutWeb: true, onError: () => {} })
  shop = await openShop(madang.origin)
  await shop.command('open-account', { role: 'staff', ...COLLEAGUE })
  promotionId = await startPromotion(shop)
  await shop.command('submit-entry', { promotionId, ...PERSON, source: 'kakao', consent: true })
  conversationId = (await shop.command('send-chat-message', { assistantId: 'pack-merchant', text: SAID })).body.id
  type Chat = { messages: { id: string; by: string; status: string }[] }
  const { messages } = await lookFor<Chat>(shop, `/api/v1/conversations/${conversationId}`, ({ messages }) =>
    messages.some(({ by, status }) => by === 'assistant' && status === 'completed'),
  )
  const replyId = messages.find(({ by }) => by === 'assistant')?.id
  await shop.command('give-feedback', { conversationId, replyId, helpful: false, reason: WHY })
  const { body } = await shop.command('rename-conversation', { conversationId, title: RENAMED })
  expect(await waitForPosition(madang.db, body.position, 60_000)).toBe(true)
})
afterAll(async () => {
  await madang?.stop()
  await sandbox?.stop()
  await rm(folder, { recursive: true })
})

/** Collections in whose documents a planted text lies as it was said, whatever field it is in. */
async function inTheClear(db: Db): Promise<string[]> {
  const found = new Set<string>()
  for (const { name } of await db.listCollections({}, { nameOnly: true }).toArray())
    for await (const document of db.collection(name).find({}, { raw: true })) {
      const bytes = Buffer.from(document as unknown as Uint8Array)
      for (const text of PLANTED) if (bytes.includes(text)) found.add(`${text} in ${name}`)
    }
  return [...found].sort()
}

test('nothing in MongoDB says who somebody is, and one row in the clear would be found', async () => {
  const names = (await madang.db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name)
  for (const view of views.filter(({ sealed }) => sealed)) expect(names).toContain(`${view.name}_v${view.version}`)
  expect(await inTheClear(madang.db)).toEqual([])
  await madang.db.collection('planted').insertOne({ deep: [{ of: `= ${PERSON.name} =` }] })
  expect(await inTheClear(madang.db)).toEqual(['한별나라 in planted'])
  await madang.db.collection('planted').drop()
})

const ask = async (path: string) => (await shop.get(`/api/v1${path}`)).body

test('those who may see them see them opened, and no key of a name', async () => {
  const { items } = await ask(`/promotions/${promotionId}/entries`)
  expect(items).toMatchObject([PERSON])
  expect(items[0]).not.toHaveProperty('nameKey')
  expect((await ask('/home')).shop).toMatchObject({ ownerName: OWNER.ownerName, email: OWNER.email })
  expect((await ask('/colleagues')).items).toContainEqual(expect.objectContaining({ name: COLLEAGUE.name }))
  expect((await ask('/conversations')).items).toMatchObject([{ title: RENAMED }])
  const { messages } = await ask(`/conversations/${conversationId}`)
  expect(messages).toMatchObject([{ text: SAID }, { feedback: { reason: WHY } }])
  const colleague = createClient(madang.origin)
  const { email, password } = COLLEAGUE
  expect((await colleague.post('/api/v1/sign-in', { email, password })).body.account.name).toBe(COLLEAGUE.name)
})

/** Erases whoever is in a stream. */
async function erase(stream: string): Promise<void> {
  for (const { data } of await madang.store.readForAudit(stream))
    for (const subject of subjectsIn(data)) await madang.keys.erase(subject)
}

test('who was erased is gone from the very next answer, while rows and their rebuild stay the same', async () => {
  const [entry] = (await ask(`/promotions/${promotionId}/entries`)).items
  await erase(`entry-${entry.id}`)
  expect((await ask(`/promotions/${promotionId}/entries`)).items).toMatchObject([
    { name: '[erased]', phone: '[erased]', source: 'kakao' },
  ])
  await erase(`conversation-${conversationId}`)
  await erase(`merchant-${(await ask('/home')).shop.id}`)
  expect((await ask('/home')).shop).toMatchObject({ ownerName: '[erased]', email: '[erased]' })
  expect((await ask('/conversations')).items).toMatchObject([{ title: '[erased]' }])
  expect((await ask(`/conversations/${conversationId}`)).messages).toMatchObject([
    { text: '[erased]' },
    { text: '[erased]', citations: [], sources: [], feedback: { reason: '[erased]' } },
  ])
  const { email, password } = OWNER
  await expect(createClient(madang.origin).post('/api/v1/sign-in', { email, password })).rejects.toThrow('401')
  for (const view of views.filter(({ sealed }) => sealed))
    expect(await compareWithRebuild({ db: madang.db, eventStore: madang.store, view })).toMatchObject({
      differences: [],
    })
})
