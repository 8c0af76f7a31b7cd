import { createHmac, randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { type SubjectKeys, seal } from '../adapters/event-store/personal-data.ts'
import { useMongo } from '../adapters/mongo/test-support.ts'
import { nameKeyOf } from '../commands/preparations/submit-entry.ts'
import { activeCollection } from '../projections/active.ts'
import { type EntryRow, NO_KEY } from '../projections/rows/promotions.ts'
import { findsParticipants } from './named-participants.ts'

const context = useMongo()
const keyedHash = (purpose: string, value: string) =>
  createHmac('sha256', 'a key').update(`${purpose}\n${value}`).digest('hex')

const held = new Map<string, Buffer>()
const keys: SubjectKeys = {
  find: async (subject) => held.get(subject),
  findOrCreate: async (subject) => held.get(subject) ?? (held.set(subject, randomBytes(32)).get(subject) as Buffer),
  erase: async (subject) => void held.delete(subject),
}
const named = (...texts: string[]) => findsParticipants({ db: context.mongo.db, keys, keyedHash })('m1', texts)

async function enter(merchantId: string, name: string, { isOld = false } = {}): Promise<string> {
  const [id, rows] = [crypto.randomUUID(), await activeCollection<EntryRow>(context.mongo.db, 'entries')]
  const sealed = await seal({ name, phone: '01012345678' }, ['name', 'phone'], id, keys)
  const nameKey = isOld ? NO_KEY : nameKeyOf(keyedHash, merchantId, name)
  await rows.insertOne({ _id: id, merchantId, position: 1, ...sealed, nameKey } as unknown as EntryRow)
  return id
}

beforeEach(async () => {
  await (await activeCollection<EntryRow>(context.mongo.db, 'entries')).deleteMany({})
})

test('names are found by their keys, whoever else has them, and nothing is opened for it', async () => {
  for (const name of ['김하늘', '김하늘', '이바다', 'Jane Park']) await enter('m1', name)
  await enter('m2', '박서준')
  const opened: string[] = []
  const find = async (subject: string) => void opened.push(subject)
  const deps = { db: context.mongo.db, keys: { find }, keyedHash }
  const found = await findsParticipants(deps)('m1', ['김하늘님과 Jane Park, 박서준에게 보내요'])
  expect([found.sort(), opened]).toEqual([['Jane Park', '김하늘'], []])
})

test('a name is the whole name as it was given, letter by letter', async () => {
  await enter('m1', 'Jane Park')
  expect(await named('JANE PARK, Jane, jane park')).toEqual([])
  expect(await named('여기 Jane Park 님')).toEqual(['Jane Park'])
})

test('entries from before names had keys are opened and found as well, beyond one page of them', async () => {
  for (let person = 0; person < 1_001; person += 1) await enter('m1', `참여자 ${person}`, { isOld: true })
  await enter('m1', '최서윤', { isOld: true })
  await enter('m1', '이바다')
  expect((await named('최서윤, 이바다, 한가람')).sort()).toEqual(['이바다', '최서윤'])
})

test('who was erased is still not told a model', async () => {
  const id = await enter('m1', '김하늘')
  await keys.erase(id)
  expect(await named('김하늘을 찾아 줘')).toEqual(['김하늘'])
})
