import { rm } from 'node:fs/promises'
import { connect, type NatsConnection } from 'nats'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRows } from '../adapters/event-store/personal-data.ts'
import { drawOrder } from '../commands/preparations/draw-winners.ts'
import { type Madang, startMadang } from '../compose/madang.ts'
import { type Client, createClient } from '../demo/client.ts'
import { waitForPosition } from '../projections/positions.ts'
import { compareWithRebuild } from '../projections/rebuild.ts'
import type { TimelineRow } from '../projections/rows/promotions.ts'
import { views } from '../projections/views.ts'
import { queries } from '../read-api/queries.ts'
import { type Sandbox, settings, startSandbox, temporaryFolder, until } from './instance.ts'
import { eventsOf, lookFor, OWNER, openShop, shopAt, startPromotion } from './shop.ts'

const PERSON = { name: '한별나라', phone: '01098761234' }
const OTHER = { name: '문가온해', phone: '01055554444' }
const STAFF = { name: '이도움', email: 'help@bakery.example', password: 'butter every morning' }
const PATIENCE = 120_000

let sandbox: Sandbox
let folder: string
let madang: Madang
let shop: Client
let nats: NatsConnection
/** Drawn before anybody is erased, and still running then. */
let [drawn, running] = ['', '']
/** What integrators hear of on NATS, by subject. */
const heard: { subject: string; data: string }[] = []

const start = async (more: Record<string, string> = {}) => {
  madang = await startMadang({ env: { ...settings(folder, sandbox), ...more }, withoutWeb: true, onError: () => {} })
  if (shop) shop = shopAt(madang.origin, shop)
}
const restart = async (more: Record<string, string> = {}) => {
  await madang.stop()
  await start(more)
}
type Entry = { id: string; name: string; phone: string; erasedAt?: string; won?: number }
const ask = async (path: string) => (await shop.get(`/api/v1${path}`)).body
const entriesOf = async (promotionId: string): Promise<Entry[]> =>
  (await ask(`/promotions/${promotionId}/entries`)).items
const submit = (promotionId: string, person: object, source = 'kakao') =>
  shop.command('submit-entry', { promotionId, ...person, source, consent: true })
const idOf = async (promotionId: string, { name }: { name: string }) =>
  (await entriesOf(promotionId)).find((entry) => entry.name === name)?.id ?? `no entry of ${name}`
/** Waits until a promotion's timeline, and every view with it, has so many participants erased. */
async function erasedIn(promotionId: string, times = 1): Promise<void> {
  const isErased = ({ type }: TimelineRow) => type === 'ParticipantErased'
  const { items } = await lookFor<{ items: TimelineRow[] }>(
    shop,
    `/api/v1/promotions/${promotionId}/timeline`,
    ({ items }) => items.filter(isErased).length === times,
  )
  expect(await waitForPosition(madang.db, items.find(isErased)?.position ?? 0, 60_000)).toBe(true)
}

beforeAll(async () => {
  sandbox = await startSandbox()
  folder = await temporaryFolder()
  await start()
  nats = await connect({ servers: madang.natsUrl })
  nats.subscribe('madang.events.>', {
    callback: (_, message) => void heard.push({ subject: message.subject, data: message.string() }),
  })
  await nats.flush()
  shop = await openShop(madang.origin)
  ;[drawn, running] = [await startPromotion(shop), await startPromotion(shop)]
  for (const promotionId of [drawn, running]) for (const person of [PERSON, OTHER]) await submit(promotionId, person)
  await shop.command('end-promotion', { promotionId: drawn })
  await shop.command('draw-winners', { promotionId: drawn, count: 2 })
}, PATIENCE)
afterAll(async () => {
  await nats?.close()
  await madang?.stop()
  await sandbox?.stop()
  await rm(folder, { recursive: true })
}, PATIENCE)

const saysWho = (found: unknown) => [PERSON.name, PERSON.phone].some((text) => JSON.stringify(found).includes(text))

/** Names of the queries whose answer to the owner says who the person is, about either promotion. */
async function answersWithPerson(): Promise<string[]> {
  const found = new Set<string>()
  for (const id of [drawn, running]) {
    const [entry] = await entriesOf(id)
    for (const { name, path, body } of queries) {
      const filled = path.replace(':id', id).replace(':stream', `entry-${entry?.id}`)
      const asked = body && Object.fromEntries(Object.keys(body.shape).map((field) => [field, PERSON.phone]))
      const answer = await fetch(`${madang.origin}/api/v1${filled}`, {
        headers: { authorization: `Bearer ${shop.token}`, ...(asked ? { 'content-type': 'application/json' } : {}) },
        ...(asked ? { method: 'POST', body: JSON.stringify(asked) } : {}),
      })
      if (answer.status === 200 && saysWho(await answer.json())) found.add(name)
    }
  }
  return [...found].sort()
}

/** Collections and event types that still yield the person to who has every key that is left. */
async function whereKept(): Promise<string[]> {
  const found = new Set<string>()
  for (const { name } of await madang.db.listCollections({}, { nameOnly: true }).toArray())
    if (saysWho(await openRows(madang.keys, await madang.db.collection(name).find().toArray()))) found.add(name)
  const { signal } = new AbortController()
  for await (const item of madang.store.subscribeAll({ after: -1, sagaStreams: true, signal })) {
    if (item.kind === 'caught-up') break
    if (item.kind === 'event' && saysWho(item.event)) found.add(item.event.type)
  }
  return [...found].sort()
}

const expectRebuiltTheSame = async () => {
  for (const view of views.filter(({ name }) => /^(entries|promotions|timeline|dashboards)$/.test(name)))
    expect(await compareWithRebuild({ db: madang.db, eventStore: madang.store, view })).toMatchObject({
      differences: [],
    })
}

test('only the owner of the shop erases; to another shop there is no such entry', async () => {
  const entryId = await idOf(running, PERSON)
  const stranger = createClient(madang.origin)
  const email = 'stranger@shop.example'
  const business = { businessNumber: '220-81-62517', openedOn: '2021-04-01', trade: 'cafe', region: 'busan' }
  const { body } = await stranger.command('register-merchant', { shopName: '남의 가게', ...business, ...OWNER, email })
  const staff = createClient(madang.origin)
  const opened = await shop.command('open-account', { role: 'staff', ...STAFF })
  for (const [who, address, password, position] of [
    [stranger, email, OWNER.password, body.position],
    [staff, STAFF.email, STAFF.password, opened.body.position],
  ] as const)
    who.token = (await who.post(`/api/v1/sign-in?min-position=${position}`, { email: address, password })).body.token
  const refused = (who: Client, expect: number) =>
    who.command('erase-participant', { entryId }, { expect }).then(({ body }) => body.code)
  expect(await refused(stranger, 404)).toBe('ENTRY_NOT_FOUND')
  expect(await refused(staff, 403)).toBe('NOT_ALLOWED')
  expect(await refused(createClient(madang.origin), 401)).toBe('NOT_SIGNED_IN')
})

test('who is erased in one promotion is gone from every answer, document and event of the shop', async () => {
  expect(await answersWithPerson()).toEqual(['FindEntry', 'ListEntries', 'ListWinners', 'Search'])
  expect(await whereKept()).toEqual(['EntrySubmitted', expect.stringMatching(/^entries_v/)])
  const entryId = await idOf(drawn, PERSON)
  const { body } = await shop.command('erase-participant', { entryId })
  // The command's own position is enough: an answer waits for no key.
  const shown = (await ask(`/promotions/${drawn}/winners?min-position=${body.position}`)).items as Entry[]
  const [winner] = shown.filter(({ id }) => id === entryId)
  expect(winner).toMatchObject({ name: '[erased]', phone: '[erased]', erasedAt: expect.any(String) })
  expect(winner?.won).toBeGreaterThan(0)
  for (const promotionId of [drawn, running]) await erasedIn(promotionId)

  expect(await answersWithPerson()).toEqual([])
  expect(await whereKept()).toEqual([])
  const keys = await madang.db
    .collection('subject_keys')
    .find({ erasedAt: { $exists: true } })
    .toArray()
  expect(keys).toHaveLength(2)
  for (const key of keys) expect(key).not.toHaveProperty('wrapped')
  expect(await ask(`/promotions/${running}`)).toMatchObject({ entries: 2, outOfDraw: 1 })
  expect((await entriesOf(running)).map(({ name }) => name).sort()).toEqual(['[erased]', OTHER.name])
  await expectRebuiltTheSame()
})

test('who asked and that it was done is on record and goes to integrators, without a word of whom', async () => {
  const { accountId } = await ask('/me')
  const entryId = (await entriesOf(drawn)).find(({ erasedAt }) => erasedAt)?.id
  const { events, chain } = await ask(`/audit/streams/entry-${entryId}`)
  expect(chain).toEqual({ intact: true })
  expect(events.slice(1).map(({ type, actor }: { type: string; actor: string }) => [type, actor])).toEqual([
    ['ParticipantErasureRequested', accountId],
    ['ParticipantErased', 'saga'],
  ])
  expect(events[0].data).toMatchObject({ name: '[erased]', phone: '[erased]' })
  const published = (await eventsOf(shop)).filter(({ type }) => /Participant/.test(type))
  expect(published.map(({ type }) => type).sort()).toEqual([
    'madang.ParticipantErased.v1',
    'madang.ParticipantErased.v1',
    'madang.ParticipantErasureRequested.v1',
    'madang.ParticipantErasureRequested.v1',
  ])
  const isHeard = () => heard.filter(({ subject }) => subject.endsWith('.entry.ParticipantErased')).length === 2
  await until(async () => isHeard(), 'both on NATS')
  expect(saysWho(heard)).toBe(false)
  // Which entries are one person's is ours alone.
  for (const { data } of published)
    expect(Object.keys(data).sort()).toEqual(['at', 'entryId', 'merchantId', 'participantKey', 'promotionId'])
})

test('the draw still proves itself, and one that comes after passes over who was erased before', async () => {
  const proved = async (promotionId: string) => {
    const [event] = (await ask(`/audit/streams/draw-${promotionId}`)).events
    const all = (await entriesOf(promotionId)).map(({ id }) => id)
    return { ...event.data, order: drawOrder(event.data.seed, all) }
  }
  const before = await proved(drawn)
  expect(before.winners).toEqual(before.order)

  const promotionId = await startPromotion(shop)
  for (const person of [PERSON, OTHER, { name: '박다온', phone: '01033332222' }]) await submit(promotionId, person)
  const erasedId = await idOf(promotionId, PERSON)
  await shop.command('erase-participant', { entryId: erasedId })
  await shop.command('end-promotion', { promotionId })
  await shop.command('draw-winners', { promotionId, count: 3 })
  const after = await proved(promotionId)
  expect(after).toMatchObject({ entrants: 2, winners: after.order.filter((id: string) => id !== erasedId) })
})

test('erased while no saga runs: gone from the answers at once, and for good as soon as one runs', async () => {
  const promotionId = await startPromotion(shop)
  const person = { name: '가람솔빛', phone: '01077778888' }
  await submit(promotionId, person)
  const entryId = await idOf(promotionId, person)
  const subject = `participantKey:${entryId.split('.')[1]}`
  await restart({ MADANG_ROLES: 'http,projections' })
  await shop.command('erase-participant', { entryId })
  expect(await entriesOf(promotionId)).toMatchObject([{ name: '[erased]', phone: '[erased]' }])
  expect(await madang.keys.find(subject)).toBeDefined()
  const pending = async () =>
    (await ask('/notices')).items.find(({ params }: { params: { entryId?: string } }) => params.entryId === entryId)
  expect(await pending()).toMatchObject({ kind: 'erasure-pending', promotionId, open: true })
  // So soon nobody is told yet.
  expect((await ask('/home')).notices.map(({ kind }: { kind: string }) => kind)).not.toContain('erasure-pending')
  await restart()
  await erasedIn(promotionId)
  expect(await pending()).toMatchObject({ open: false })
  await until(async () => (await madang.keys.find(subject)) === undefined, 'the end of the key')
  const { events } = await madang.store.readStream(`entry-${entryId}`)
  expect(events.map(({ type }) => type)).toEqual(['EntrySubmitted', 'ParticipantErasureRequested', 'ParticipantErased'])
  expect(events[0]?.data).toMatchObject({ name: '[erased]' })
})

test('the same person may come again, to the same promotion and to another, and what was erased stays so', async () => {
  const [entry] = (await entriesOf(running)).filter(({ erasedAt }) => erasedAt)
  // A process that knows nothing of the stream, and is sent the entry as the page does: without a key.
  await restart()
  const answer = await fetch(`${madang.origin}/api/v1/commands/submit-entry`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ promotionId: running, ...PERSON, source: 'instagram', consent: true }),
  })
  const { id, repeated, position } = (await answer.json()) as { id: string; repeated: boolean; position: number }
  expect({ status: answer.status, id, repeated }).toEqual({ status: 202, id: entry?.id, repeated: false })
  expect((await submit(running, PERSON)).body).toMatchObject({ id, repeated: true })
  const { items } = await ask(`/promotions/${running}/entries?min-position=${position}`)
  // Counted once, and as having come from where they came from first.
  expect(items.find((row: Entry) => row.id === id)).toMatchObject({ ...PERSON, source: 'kakao' })
  expect(await ask(`/promotions/${running}`)).toMatchObject({ entries: 2, outOfDraw: 0 })
  const { events } = await madang.store.readStream(`entry-${id}`)
  expect(events.map(({ type, data }) => [type, data.name])).toEqual([
    ['EntrySubmitted', '[erased]'],
    ['ParticipantErasureRequested', undefined],
    ['ParticipantErased', undefined],
    ['EntryRenewed', PERSON.name],
  ])
  expect((await entriesOf(drawn)).filter(({ name }) => name === '[erased]')).toHaveLength(1)

  const another = await startPromotion(shop)
  await submit(another, PERSON)
  expect(await entriesOf(another)).toMatchObject([PERSON])
  const found = await shop.post('/api/v1/search', { q: '+82 10-9876-1234' })
  expect(found.body.entries.map((entry: Entry & { promotionId: string }) => entry.promotionId)).toEqual([
    another,
    running,
  ])
  await shop.command('erase-participant', { entryId: id })
  await erasedIn(another)
  await erasedIn(running, 2)
  expect(await whereKept()).toEqual([])
  await expectRebuiltTheSame()
})
