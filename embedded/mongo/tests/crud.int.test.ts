import { Decimal128, Double, Long, ObjectId } from 'mongodb'
import { describe, expect, test } from 'vitest'
import { type Loose, mongo, refusal } from './harness.ts'

const { own, collection } = mongo()

describe('documents', () => {
  test('come back as they went in, whatever their types', async () => {
    const c = collection()
    const doc = {
      _id: new ObjectId(),
      s: '가나다 😀',
      i: 1,
      d: 1.5,
      n: null,
      b: true,
      at: new Date(),
      a: [1, [2, { x: 3 }]],
      e: {},
      m: Decimal128.fromString('1.50'),
      l: Long.fromString('9007199254740993'),
    }
    await c.insertOne(doc)
    expect(await c.findOne({}, { promoteLongs: false })).toEqual(doc)
  })

  test('get an _id in front when they have none', async () => {
    const c = collection()
    await own.db.command({ insert: c.collectionName, documents: [{ a: 1 }, { b: 2, _id: 7 }] })
    const docs = await c.find().toArray()
    expect(docs.map((doc) => Object.keys(doc))).toEqual([
      ['_id', 'a'],
      ['_id', 'b'],
    ])
    expect(docs[0]._id).toBeInstanceOf(ObjectId)
  })

  test('keep their numeric types through updates', async () => {
    const c = collection()
    await c.insertOne({ _id: 1, i: 1, l: Long.fromNumber(1), d: new Double(1), m: Decimal128.fromString('1') })
    await c.updateOne({ _id: 1 }, { $inc: { i: 1, l: 1, d: 1, m: 1 } })
    const raw: Loose = await c.findOne({}, { promoteValues: false })
    expect([raw.i._bsontype, raw.l._bsontype, raw.d._bsontype, raw.m._bsontype]).toEqual([
      'Int32',
      'Long',
      'Double',
      'Decimal128',
    ])
    expect(raw.m.toString()).toBe('2')
    await c.updateOne({ _id: 1 }, { $inc: { i: 2147483647 } })
    expect(((await c.findOne({}, { promoteValues: false })) as Loose).i._bsontype).toBe('Long')
  })
})

describe('writes', () => {
  test('update one, many, none', async () => {
    const c = collection()
    await c.insertMany([
      { _id: 1, a: 1 },
      { _id: 2, a: 1 },
      { _id: 3, a: 2 },
    ])
    expect(await c.updateOne({ a: 1 }, { $set: { b: 1 } })).toMatchObject({ matchedCount: 1, modifiedCount: 1 })
    expect(await c.updateMany({ a: 1 }, { $set: { b: 1 } })).toMatchObject({ matchedCount: 2, modifiedCount: 1 })
    expect(await c.updateMany({ a: 9 }, { $set: { b: 1 } })).toMatchObject({
      matchedCount: 0,
      modifiedCount: 0,
      upsertedCount: 0,
    })
    expect(await c.deleteMany({ a: 1 })).toMatchObject({ deletedCount: 2 })
    expect(await c.deleteOne({ a: 1 })).toMatchObject({ deletedCount: 0 })
  })

  test('an upsert takes what the query says by equality', async () => {
    const c = collection()
    const result = await c.updateOne(
      { _id: 'x', 'a.b': 1, n: { $gt: 5 } },
      { $set: { z: 1 }, $setOnInsert: { c: 2 }, $inc: { k: 1 } },
      { upsert: true },
    )
    expect(result).toMatchObject({ upsertedId: 'x', matchedCount: 0, upsertedCount: 1 })
    expect(await c.findOne()).toEqual({ _id: 'x', a: { b: 1 }, c: 2, k: 1, z: 1 })
    await c.updateOne({ _id: 'x' }, { $set: { z: 2 }, $setOnInsert: { c: 3 } }, { upsert: true })
    expect(await c.findOne()).toMatchObject({ c: 2, z: 2 })
  })

  test('replace keeps the _id and refuses another', async () => {
    const c = collection()
    await c.insertOne({ _id: 1, a: 1 })
    await c.replaceOne({ _id: 1 }, { b: 2 })
    expect(await c.findOne()).toEqual({ _id: 1, b: 2 })
    expect(await refusal(c.updateOne({ _id: 1 }, { $set: { _id: 2 } }))).toMatchObject({ code: 66 })
  })

  test('the guard of a projection: applied once, whatever is sent again', async () => {
    const c = collection()
    const apply = (position: number) =>
      c.bulkWrite([
        {
          updateOne: {
            filter: { _id: 'p', position: { $lt: position } },
            update: { $inc: { n: 1 }, $set: { position } },
          },
        },
      ])
    await c.insertOne({ _id: 'p', position: 0, n: 0 })
    for (const position of [1, 2, 2, 1, 3]) await apply(position)
    expect(await c.findOne()).toEqual({ _id: 'p', position: 3, n: 3 })
  })

  test('bulk writes: ordered ends at the first error, unordered goes on', async () => {
    const c = collection()
    await c.insertOne({ _id: 1 })
    const writes = [
      { insertOne: { document: { _id: 2 } } },
      { insertOne: { document: { _id: 1 } } },
      { insertOne: { document: { _id: 3 } } },
    ]
    const ordered: Loose = await refusal(c.bulkWrite(writes))
    expect(ordered).toMatchObject({ code: 11000, writeErrors: [{ index: 1, code: 11000 }] })
    expect(await c.countDocuments()).toBe(2)
    const unordered: Loose = await refusal(
      c.bulkWrite([...writes, { updateOne: { filter: { _id: 9 }, update: { $set: { a: 1 } }, upsert: true } }], {
        ordered: false,
      }),
    )
    expect(unordered.writeErrors.map(({ index }: { index: number }) => index)).toEqual([0, 1])
    expect(unordered.result.upsertedCount).toBe(1)
    expect((await c.distinct('_id')).sort()).toEqual([1, 2, 3, 9])
  })

  test('findOneAnd…', async () => {
    const c = collection()
    await c.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ])
    expect(await c.findOneAndUpdate({}, { $inc: { n: 10 } }, { sort: { n: -1 } })).toEqual({ _id: 2, n: 2 })
    expect(
      await c.findOneAndUpdate({ _id: 1 }, { $inc: { n: 10 } }, { returnDocument: 'after', projection: { _id: 0 } }),
    ).toEqual({ n: 11 })
    expect(await c.findOneAndReplace({ _id: 1 }, { m: 1 }, { returnDocument: 'after' })).toEqual({ _id: 1, m: 1 })
    expect(await c.findOneAndDelete({ _id: 1 })).toEqual({ _id: 1, m: 1 })
    expect(await c.findOneAndDelete({ _id: 1 })).toBeNull()
    expect(await c.findOneAndUpdate({ _id: 5 }, { $set: { a: 1 } }, { upsert: true, returnDocument: 'after' })).toEqual(
      { _id: 5, a: 1 },
    )
    expect(
      await c.findOneAndUpdate({ _id: 6 }, { $set: { a: 1 } }, { upsert: true, includeResultMetadata: true }),
    ).toMatchObject({ value: null, lastErrorObject: { n: 1, updatedExisting: false, upserted: 6 } })
  })

  test('an unacknowledged write is made and answered by nothing', async () => {
    const c = collection()
    await c.insertOne({ _id: 1 }, { writeConcern: { w: 0 } })
    await expect.poll(() => c.countDocuments()).toBe(1)
  })
})

describe('reads', () => {
  test('cursors: batches, skip, limit, sort', async () => {
    const c = collection()
    await c.insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i, m: i % 10 })))
    expect(await c.find().toArray()).toHaveLength(1000)
    expect((await c.find({}, { batchSize: 7 }).toArray()).map(({ _id }) => _id)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    )
    expect((await c.find().sort({ m: -1, _id: 1 }).skip(2).limit(3).toArray()).map(({ _id }) => _id)).toEqual([
      29, 39, 49,
    ])
    expect(await c.find({ m: 3 }).limit(5).toArray()).toHaveLength(5)
    expect(await c.countDocuments({ m: 3 }, { skip: 20, limit: 30 })).toBe(30)
    expect((await c.distinct('m')).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(await own.db.command({ count: c.collectionName, query: { m: 3 }, limit: 5 })).toMatchObject({ n: 5 })
  })

  test('a closed cursor is gone', async () => {
    const c = collection()
    await c.insertMany(Array.from({ length: 10 }, (_, i) => ({ _id: i })))
    const { cursor } = await own.db.command({ find: c.collectionName, batchSize: 2 })
    expect(await own.db.command({ killCursors: c.collectionName, cursors: [cursor.id] })).toMatchObject({
      cursorsKilled: [cursor.id],
    })
    expect(
      await refusal(own.db.command({ getMore: Long.fromBigInt(BigInt(cursor.id)), collection: c.collectionName })),
    ).toMatchObject({ code: 43 })
  })

  test('projections', async () => {
    const c = collection()
    await c.insertOne({ _id: 1, a: { b: 1, c: 2 }, l: [{ x: 1, y: 2 }, 5, { y: 3 }], z: 9 })
    const got = async (projection: Loose) => c.findOne({}, { projection })
    expect(await got({ 'a.b': 1 })).toEqual({ _id: 1, a: { b: 1 } })
    expect(await got({ a: { c: 1 }, _id: 0 })).toEqual({ a: { c: 2 } })
    expect(await got({ 'l.x': 1 })).toEqual({ _id: 1, l: [{ x: 1 }, {}] })
    expect(await got({ 'l.x': 0, a: 0 })).toEqual({ _id: 1, l: [{ y: 2 }, 5, { y: 3 }], z: 9 })
    expect(await got({ _id: 0, a: 0, l: 0 })).toEqual({ z: 9 })
    expect(await got({ _id: 1 })).toEqual({ _id: 1 })
    expect(await got({ l: { $slice: -1 }, a: 0 })).toEqual({ _id: 1, l: [{ y: 3 }], z: 9 })
    expect(await got({ b: '$a.b', _id: 0 })).toEqual({ b: 1 })
    expect(await refusal(got({ a: 1, z: 0 }))).toMatchObject({ code: 31254 })
  })
})

describe('namespaces', () => {
  test('create, list, rename, drop', async () => {
    const db = own.client.db('shapes')
    await db.createCollection('one')
    expect(await refusal(db.createCollection('one'))).toMatchObject({ code: 48 })
    await db.collection('two').insertOne({ a: 1 })
    expect((await db.listCollections().toArray()).map(({ name }) => name).sort()).toEqual(['one', 'two'])
    expect((await db.admin().listDatabases()).databases.map(({ name }) => name)).toContain('shapes')
    expect(await refusal(db.renameCollection('two', 'one'))).toMatchObject({ code: 48 })
    await db.renameCollection('two', 'one', { dropTarget: true })
    expect(await db.collection('one').countDocuments()).toBe(1)
    expect(await db.collection('two').countDocuments()).toBe(0)
    await db.collection('one').drop()
    expect(await db.listCollections().toArray()).toEqual([])
    await db.dropDatabase()
  })
})
