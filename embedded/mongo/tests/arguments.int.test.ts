import { describe, expect, test } from 'vitest'
import { type Loose, mongo, refusal } from './harness.ts'

const { own, collection } = mongo()

/** Arguments as MongoDB 7's manual lists them, without those of the README; the command is otherwise complete. */
const REFUSED: [command: string, rest: Loose, args: Loose][] = [
  [
    'find',
    {},
    {
      hint: { a: 1 },
      min: { a: 1 },
      max: { a: 1 },
      returnKey: true,
      showRecordId: true,
      tailable: true,
      oplogReplay: true,
      noCursorTimeout: true,
      awaitData: true,
      collation: { locale: 'ko' },
      let: { x: 1 },
    },
  ],
  ['count', {}, { hint: { a: 1 }, collation: { locale: 'ko' } }],
  ['distinct', { key: 'a' }, { hint: { a: 1 }, collation: { locale: 'ko' } }],
  [
    'aggregate',
    { pipeline: [], cursor: {} },
    { explain: true, hint: { a: 1 }, collation: { locale: 'ko' }, let: { x: 1 } },
  ],
  ['update', { updates: [{ q: {}, u: { $set: { a: 2 } } }] }, { let: { x: 1 } }],
  ['delete', { deletes: [{ q: {}, limit: 1 }] }, { let: { x: 1 } }],
  [
    'findAndModify',
    { query: {}, update: { $set: { a: 2 } } },
    { hint: { a: 1 }, collation: { locale: 'ko' }, let: { x: 1 } },
  ],
  [
    'create',
    {},
    {
      capped: true,
      size: 1000,
      max: 10,
      timeseries: { timeField: 't' },
      expireAfterSeconds: 1,
      clusteredIndex: { key: { _id: 1 }, unique: true },
      changeStreamPreAndPostImages: { enabled: true },
      storageEngine: {},
      validator: { a: 1 },
      indexOptionDefaults: {},
      viewOn: 'x',
      pipeline: [],
      collation: { locale: 'ko' },
      encryptedFields: {},
    },
  ],
]

/** The same of the parts that some commands consist of. */
const PARTS: [command: string, list: string, part: Loose, args: Loose][] = [
  ['update', 'updates', { q: {}, u: { $set: { a: 2 } } }, { collation: { locale: 'ko' }, hint: { a: 1 }, c: { x: 1 } }],
  ['delete', 'deletes', { q: {}, limit: 1 }, { collation: { locale: 'ko' }, hint: { a: 1 } }],
  [
    'createIndexes',
    'indexes',
    { key: { a: 1 }, name: 'a' },
    {
      sparse: true,
      hidden: true,
      storageEngine: {},
      weights: { a: 1 },
      default_language: 'korean',
      language_override: 'l',
      textIndexVersion: 3,
      '2dsphereIndexVersion': 3,
      bits: 26,
      min: 1,
      max: 2,
      collation: { locale: 'ko' },
      wildcardProjection: { a: 1 },
    },
  ],
]

async function refusedWith(command: Loose, argument: string): Promise<void> {
  const c = own.db.collection<Loose>(String(Object.values(command)[0]))
  await c.insertOne({ _id: 1, a: 1 })
  // What one of several writes is refused for stands in the reply.
  const { writeErrors, code, message } = await own.db.command(command).catch((error) => error)
  const [told] = writeErrors?.map((error: Loose) => [error.code, error.errmsg]) ?? [[code, message]]
  expect(told).toEqual([238, expect.stringContaining(argument)])
  expect(await c.find().toArray()).toEqual([{ _id: 1, a: 1 }])
  expect(await c.indexes()).toHaveLength(1)
}

describe('an argument outside the scope is refused by name, and nothing is done', () => {
  test.each(REFUSED.flatMap(([command, rest, args]) => Object.keys(args).map((arg) => [command, arg, rest, args])))(
    '%s %s',
    (command, argument, rest, args) =>
      refusedWith({ [command]: collection().collectionName, ...rest, [argument]: args[argument] }, argument),
  )

  test.each(
    PARTS.flatMap(([command, list, part, args]) => Object.keys(args).map((arg) => [command, arg, list, part, args])),
  )('%s %s, of a part', (command, argument, list, part, args) =>
    refusedWith(
      { [command]: collection().collectionName, [list]: [{ ...part, [argument]: args[argument] }] },
      argument,
    ),
  )
})

test.each([
  ['find', { allowDiskUse: true, allowPartialResults: true }],
  ['aggregate', { pipeline: [], cursor: {}, allowDiskUse: true, bypassDocumentValidation: true }],
  ['insert', { documents: [{ a: 1 }], bypassDocumentValidation: true }],
  ['createIndexes', { indexes: [{ key: { a: 1 }, name: 'a' }], commitQuorum: 'majority' }],
])('%s takes arguments that could change nothing here', async (command, rest) => {
  expect(await own.db.command({ [command]: collection().collectionName, ...rest })).toMatchObject({ ok: 1 })
})

describe('what every command takes', () => {
  test.each([
    ['comment', 'why'],
    ['maxTimeMS', 1000],
    ['readConcern', { level: 'majority' }],
  ])('%s', async (name, value) => {
    expect(await own.db.command({ find: 'x', [name]: value })).toMatchObject({ ok: 1 })
  })

  test.each([{ w: 0 }, { w: 1 }, { w: 'majority' }])('writeConcern %j', async (writeConcern) => {
    const c = collection()
    await c.insertOne({ a: 1 }, { writeConcern: writeConcern as Loose })
    await expect.poll(() => c.countDocuments()).toBe(1)
  })

  test.each([
    ['writeConcern', { w: 3 }, "cannot use 'w' > 1 when a host is not replicated"],
    ['readConcern', { level: 'snapshot' }, 'snapshot'],
  ])('not %s %j', async (name, value, why) => {
    const insert = collection().collectionName
    expect((await refusal(own.db.command({ insert, documents: [{}], [name]: value }))).message).toContain(why)
    expect(await own.db.collection(insert).countDocuments()).toBe(0)
  })
})
