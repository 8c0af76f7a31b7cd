import { randomBytes } from 'node:crypto'
import { expect, test, vi } from 'vitest'
import { useMongo } from '../mongo/test-support.ts'
import { mongoSubjectKeys, type SubjectKeyRow } from './subject-keys.ts'

const MASTER = randomBytes(32)
const context = useMongo()
const rows = () => context.mongo.db.collection<SubjectKeyRow>('subject_keys')
const keysOf = (master = MASTER) => mongoSubjectKeys(rows(), master)

test('a person has one key, in every process and however many ask at once', async () => {
  const all = await Promise.all(Array.from({ length: 12 }, () => keysOf().findOrCreate('p:one')))
  expect(new Set(all.map((key) => key.toString('hex'))).size).toBe(1)
  expect(all[0]).toHaveLength(32)
  expect(await keysOf().find('p:one')).toEqual(all[0])
  expect(await keysOf().find('p:nobody')).toBeUndefined()
})

test('a crowd that comes at once gets a key each, and the same when it comes again', async () => {
  const crowd = Array.from({ length: 60 }, (_, index) => `p:crowd-${index % 40}`)
  await keysOf().findOrCreate('p:crowd-7')
  const [first, again] = [keysOf(), keysOf()]
  const keys = await Promise.all(crowd.map((subject) => first.findOrCreate(subject)))
  expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(40)
  expect(await Promise.all(crowd.map((subject) => again.findOrCreate(subject)))).toEqual(keys)
})

test('the key lies wrapped: without the master key, or under another person’s name, it is of no use', async () => {
  const key = await keysOf().findOrCreate('p:two')
  const row = await rows().findOne({ _id: 'p:two' })
  expect(JSON.stringify(row)).not.toContain(key.toString('base64'))
  await expect(keysOf(randomBytes(32)).find('p:two')).rejects.toThrow()
  await rows().insertOne({ _id: 'p:thief', wrapped: String(row?.wrapped) })
  await expect(keysOf().find('p:thief')).rejects.toThrow()
})

test('a key that is kept keeps no more memory than its own alive', async () => {
  const made = await keysOf().findOrCreate('p:small')
  const found = await keysOf().find('p:small')
  expect([made, found].map((key) => key?.buffer.byteLength)).toEqual([32, 32])
})

test('an erased key is gone, and is never made anew', async () => {
  const keys = keysOf()
  await keys.findOrCreate('p:three')
  await keys.erase('p:three')
  for (const some of [keys, keysOf()]) {
    expect(await some.find('p:three')).toBeUndefined()
    await expect(some.findOrCreate('p:three')).rejects.toThrow('was erased on request')
  }
  expect(await rows().findOne({ _id: 'p:three' })).toEqual({ _id: 'p:three', erasedAt: expect.any(Date) })
})

test('a process that had read the key forgets it within a minute after another has erased it', async () => {
  const [here, there] = [keysOf(), keysOf()]
  await here.findOrCreate('p:five')
  await there.find('p:five')
  await here.erase('p:five')
  const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_001)
  expect(await there.find('p:five')).toBeUndefined()
  later.mockRestore()
})

test('who was never known can be erased beforehand', async () => {
  const keys = keysOf()
  await keys.erase('p:four')
  await expect(keys.findOrCreate('p:four')).rejects.toThrow('was erased on request')
})
