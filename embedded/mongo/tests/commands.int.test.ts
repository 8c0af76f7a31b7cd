import { Long } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { type Loose, mongo, refusal } from './harness.ts'

const { own, collection } = mongo()
const run = (command: Record<string, unknown>): Promise<Loose> => own.db.command(command)

async function filled(count = 5): Promise<string> {
  const c = collection()
  await c.insertMany(Array.from({ length: count }, (_, i) => ({ _id: i, n: i % 2, tags: [i, i + 1] })))
  return c.collectionName
}

describe('about the server', () => {
  test.each(['hello', 'isMaster', 'ismaster'])('%s', async (name) => {
    expect(await run({ [name]: 1 })).toMatchObject({
      [name === 'hello' ? 'isWritablePrimary' : 'ismaster']: true,
      minWireVersion: expect.any(Number),
      maxWireVersion: 21,
      maxBsonObjectSize: 16 * 1024 * 1024,
      ok: 1,
    })
  })

  test('ping, buildInfo, endSessions, logout', async () => {
    expect(await run({ ping: 1 })).toMatchObject({ ok: 1 })
    expect(await run({ buildInfo: 1 })).toMatchObject({ version: '7.0.15', versionArray: [7, 0, 15, 0] })
    expect(await run({ endSessions: [] })).toMatchObject({ ok: 1 })
    expect(await run({ logout: 1 })).toMatchObject({ ok: 1 })
  })

  test('saslStart and saslContinue refuse what is no conversation', async () => {
    expect(await refusal(run({ saslStart: 1, mechanism: 'PLAIN', payload: 'x' }))).toMatchObject({ ok: 0 })
    expect(await refusal(run({ saslContinue: 1, conversationId: 1, payload: 'x' }))).toMatchObject({ ok: 0 })
  })
})

describe('reads', () => {
  test('find with filter, sort, projection, skip, limit, batchSize and singleBatch', async () => {
    const find = await filled()
    const { cursor } = await run({
      find,
      filter: { n: 0 },
      sort: { _id: -1 },
      projection: { n: 0, tags: 0 },
      skip: 1,
      limit: 2,
      batchSize: 1,
      singleBatch: true,
    })
    expect(cursor).toMatchObject({ firstBatch: [{ _id: 2 }], ns: `test.${find}` })
    expect(Number(cursor.id)).toBe(0)
  })

  test('getMore with batchSize', async () => {
    const name = await filled(10)
    const { cursor } = await run({ find: name, sort: { _id: 1 }, batchSize: 2 })
    const id = Long.fromBigInt(BigInt(cursor.id))
    const more = await run({ getMore: id, collection: name, batchSize: 3 })
    expect(more.cursor.nextBatch.map(({ _id }: Loose) => _id)).toEqual([2, 3, 4])
    const rest = await run({ getMore: id, collection: name })
    expect(rest.cursor.nextBatch).toHaveLength(5)
    expect(Number(rest.cursor.id)).toBe(0)
  })

  test('killCursors ends a cursor, and says which it did not find', async () => {
    const collection = await filled(10)
    const { cursor } = await run({ find: collection, batchSize: 2 })
    const [id, unknown] = [Long.fromBigInt(BigInt(cursor.id)), Long.fromNumber(7)]
    const killed = await run({ killCursors: collection, cursors: [id, unknown] })
    expect(killed.cursorsKilled.map(BigInt)).toEqual([BigInt(cursor.id)])
    expect(killed.cursorsNotFound.map(BigInt)).toEqual([7n])
    expect(await refusal(run({ getMore: id, collection }))).toMatchObject({ code: 43 })
  })

  test('count, distinct and aggregate', async () => {
    const name = await filled()
    expect(await run({ count: name, query: { n: 0 }, skip: 1, limit: 5 })).toMatchObject({ n: 2 })
    expect(await run({ distinct: name, key: 'tags', query: { _id: { $lt: 2 } } })).toMatchObject({ values: [0, 1, 2] })
    const { cursor } = await run({ aggregate: name, pipeline: [{ $sort: { _id: 1 } }], cursor: { batchSize: 2 } })
    expect(cursor.firstBatch).toHaveLength(2)
    expect(Number(cursor.id)).not.toBe(0)
  })
})

describe('writes', () => {
  test('insert, ordered and not', async () => {
    const insert = collection().collectionName
    expect(await run({ insert, documents: [{ _id: 1 }, { _id: 2 }] })).toMatchObject({ n: 2 })
    const again = [{ _id: 2 }, { _id: 3 }]
    expect(await run({ insert, documents: again, ordered: true })).toMatchObject({ n: 0, writeErrors: [{ index: 0 }] })
    expect(await run({ insert, documents: again, ordered: false })).toMatchObject({ n: 1, writeErrors: [{ index: 0 }] })
  })

  test('update with q, u, multi, upsert and arrayFilters', async () => {
    const update = await filled()
    const changes = { q: { n: 1 }, u: { $set: { z: 1 } }, multi: true }
    expect(await run({ update, updates: [changes], ordered: true })).toMatchObject({ n: 2, nModified: 2 })
    expect(await run({ update, updates: [{ q: { n: 0 }, u: { $set: { z: 1 } } }] })).toMatchObject({ n: 1 })
    const upserted = await run({ update, updates: [{ q: { _id: 'new' }, u: { $set: { z: 1 } }, upsert: true }] })
    expect(upserted).toMatchObject({ n: 1, nModified: 0, upserted: [{ index: 0, _id: 'new' }] })
    const filtered = { q: { _id: 3 }, u: { $set: { 'tags.$[t]': 0 } }, arrayFilters: [{ t: { $gt: 3 } }] }
    await run({ update, updates: [filtered] })
    expect(await own.db.collection<Loose>(update).findOne({ _id: 3 })).toMatchObject({ tags: [3, 0] })
  })

  test('delete with q and limit', async () => {
    const name = await filled()
    expect(await run({ delete: name, deletes: [{ q: { n: 0 }, limit: 1 }] })).toMatchObject({ n: 1 })
    expect(await run({ delete: name, deletes: [{ q: { n: 0 }, limit: 0 }], ordered: false })).toMatchObject({ n: 2 })
  })

  test('findAndModify with query, sort, update, remove, new, fields, upsert and arrayFilters', async () => {
    const findAndModify = await filled()
    const last = { query: {}, sort: { _id: -1 } }
    const changed = await run({ findAndModify, ...last, update: { $set: { z: 1 } }, new: true, fields: { z: 1 } })
    expect(changed).toMatchObject({ value: { _id: 4, z: 1 }, lastErrorObject: { n: 1, updatedExisting: true } })
    expect((await run({ findAndModify, ...last, remove: true })).value).toMatchObject({ _id: 4, z: 1 })
    const inserted = await run({ findAndModify, query: { _id: 'x' }, update: { $set: { z: 2 } }, upsert: true })
    expect(inserted).toMatchObject({ value: null, lastErrorObject: { upserted: 'x' } })
    const update = { $set: { 'tags.$[t]': 9 } }
    const arrays = { query: { _id: 0 }, update, arrayFilters: [{ t: 1 }], new: true }
    expect((await run({ findAndModify, ...arrays })).value.tags).toEqual([0, 9])
  })
})

describe('namespaces and indexes', () => {
  test('create, listCollections with filter and nameOnly, renameCollection, drop', async () => {
    const [from, to] = [collection().collectionName, collection().collectionName]
    await run({ create: from })
    const listed = await run({ listCollections: 1, filter: { name: from }, nameOnly: true })
    expect(listed.cursor.firstBatch).toEqual([{ name: from, type: 'collection' }])
    const admin = own.client.db('admin')
    await admin.command({ renameCollection: `test.${from}`, to: `test.${to}`, dropTarget: true })
    const names = async () => (await own.db.listCollections().toArray()).map(({ name }) => name)
    expect(await names()).toContain(to)
    expect(await names()).not.toContain(from)
    await run({ drop: to })
    expect(await names()).not.toContain(to)
  })

  test('listDatabases with filter and nameOnly, dropDatabase', async () => {
    const other = own.client.db('other')
    await other.collection('c').insertOne({ a: 1 })
    const listed = async () =>
      own.client.db('admin').command({ listDatabases: 1, filter: { name: 'other' }, nameOnly: true })
    expect((await listed()).databases).toEqual([{ name: 'other' }])
    await other.command({ dropDatabase: 1 })
    expect((await listed()).databases).toEqual([])
  })

  test('createIndexes, compound, with every option, then listIndexes and dropIndexes', async () => {
    const createIndexes = await filled()
    const options = { unique: true, partialFilterExpression: { n: { $gt: 5 } } }
    const compound = { key: { n: 1, tags: -1 }, name: 'both', ...options }
    const expiring = { key: { at: 1 }, name: 'expiring', expireAfterSeconds: 60 }
    expect(await run({ createIndexes, indexes: [compound, expiring] })).toMatchObject({
      numIndexesBefore: 1,
      numIndexesAfter: 3,
    })
    const { cursor } = await run({ listIndexes: createIndexes })
    expect(cursor.firstBatch).toMatchObject([{ name: '_id_' }, compound, expiring])
    expect(await run({ dropIndexes: createIndexes, index: 'both' })).toMatchObject({ nIndexesWas: 3 })
  })
})
