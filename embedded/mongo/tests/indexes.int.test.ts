import { describe, expect, test } from 'vitest'
import { type Loose, mongo, refusal } from './harness.ts'

const { own, collection } = mongo({ ttlIntervalMs: 50 })

describe('unique', () => {
  test('a second document with the key is refused, and says which', async () => {
    const c = collection()
    await c.createIndex({ email: 1, shop: -1 }, { unique: true })
    await c.insertOne({ _id: 1, email: 'a', shop: 1 })
    expect(await refusal(c.insertOne({ _id: 2, email: 'a', shop: 1 }))).toMatchObject({
      code: 11000,
      keyPattern: { email: 1, shop: -1 },
      keyValue: { email: 'a', shop: 1 },
    })
    await c.insertOne({ _id: 2, email: 'a', shop: 2 })
    expect(await refusal(c.updateOne({ _id: 2 }, { $set: { shop: 1 } }))).toMatchObject({ code: 11000 })
    expect(await refusal(c.findOneAndUpdate({ _id: 2 }, { $set: { shop: 1 } }))).toMatchObject({
      code: 11000,
      codeName: 'DuplicateKey',
    })
    expect(await c.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, email: 'a', shop: 1 },
      { _id: 2, email: 'a', shop: 2 },
    ])
    await c.updateOne({ _id: 1 }, { $set: { email: 'a', other: 1 } })
  })

  test('missing counts as null, numbers by value', async () => {
    const c = collection()
    await c.createIndex({ n: 1 }, { unique: true })
    await c.insertMany([{ n: 1 }, {}])
    expect(await refusal(c.insertOne({ n: 1.0 }))).toMatchObject({ code: 11000 })
    expect(await refusal(c.insertOne({ n: null }))).toMatchObject({ code: 11000 })
  })

  test('cannot be made where there are two already, and leaves nothing behind', async () => {
    const c = collection()
    await c.insertMany([{ a: 1 }, { a: 1 }])
    expect(await refusal(c.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 11000 })
    expect(await c.indexes()).toHaveLength(1)
    await c.insertOne({ a: 1 })
    expect(await c.countDocuments({ a: 1 })).toBe(3)
  })

  test('partial: only among the documents of its filter', async () => {
    const c = collection()
    await c.createIndex({ a: 1 }, { unique: true, partialFilterExpression: { live: true } })
    await c.insertMany([
      { _id: 1, a: 1, live: true },
      { _id: 2, a: 1, live: false },
      { _id: 3, a: 1 },
    ])
    expect(await refusal(c.updateOne({ _id: 3 }, { $set: { live: true } }))).toMatchObject({ code: 11000 })
    expect(await c.find({ a: 1 }).toArray()).toHaveLength(3)
    expect(await c.find({ a: 1, live: true }).toArray()).toHaveLength(1)
    await c.updateOne({ _id: 1 }, { $set: { live: false } })
    await c.updateOne({ _id: 3 }, { $set: { live: true } })
    expect(await c.find({ a: 1, live: true }).toArray()).toMatchObject([{ _id: 3 }])
  })

  test('upserts at the same time: one inserts, the others are refused or update it', async () => {
    const c = collection()
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        c.updateOne({ _id: 'x', position: { $lt: i } }, { $set: { position: i } }, { upsert: true }),
      ),
    )
    expect(results.some(({ status }) => status === 'fulfilled')).toBe(true)
    for (const result of results) if (result.status === 'rejected') expect(result.reason.code).toBe(11000)
    expect(await c.countDocuments()).toBe(1)
  })
})

describe('definitions', () => {
  test('are listed as they were made, and dropped by name or key', async () => {
    const c = collection()
    expect(await c.createIndex({ a: 1, 'b.c': -1 })).toBe('a_1_b.c_-1')
    await c.createIndexes([
      { key: { at: 1 }, expireAfterSeconds: 3600 },
      { key: { z: 1 }, name: 'zed', partialFilterExpression: { q: { $gt: 5 } } },
    ])
    expect(await c.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1, 'b.c': -1 }, name: 'a_1_b.c_-1' },
      { v: 2, key: { at: 1 }, name: 'at_1', expireAfterSeconds: 3600 },
      { v: 2, key: { z: 1 }, name: 'zed', partialFilterExpression: { q: { $gt: 5 } } },
    ])
    await c.dropIndex('zed')
    await own.db.command({ dropIndexes: c.collectionName, index: { at: 1 } })
    expect(await c.indexes()).toHaveLength(2)
    await c.dropIndexes()
    expect(await c.indexes()).toHaveLength(1)
    expect(await refusal(c.dropIndex('zed'))).toMatchObject({ code: 27 })
    expect(await refusal(c.dropIndex('_id_'))).toMatchObject({ code: 72 })
    expect(await refusal(own.db.collection('nothing').indexes())).toMatchObject({ code: 26 })
  })

  test('the same again is nothing new, another under its name or key is refused', async () => {
    const c = collection()
    await c.createIndex({ a: 1 })
    await c.createIndex({ a: 1 })
    expect(await refusal(c.createIndex({ a: 1 }, { name: 'other' }))).toMatchObject({ code: 85 })
    expect(await refusal(c.createIndex({ a: 1 }, { unique: true }))).toMatchObject({ code: 86 })
    expect(await refusal(c.createIndex({ b: 1 }, { name: 'a_1' }))).toMatchObject({ code: 86 })
    expect(await refusal(c.createIndex({ a: 0 } as Loose))).toMatchObject({ code: 67 })
  })

  test('two arrays under one index are refused', async () => {
    const c = collection()
    await c.createIndex({ a: 1, b: 1 })
    expect(await refusal(c.insertOne({ a: [1], b: [2] }))).toMatchObject({ code: 171 })
    expect(await c.countDocuments()).toBe(0)
  })
})

describe('time to live', () => {
  test('what has expired goes, the rest stays', async () => {
    const c = collection()
    await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000)
    await c.insertMany([
      { _id: 'old', at: ago(61) },
      { _id: 'list', at: [ago(1), ago(100)] },
      { _id: 'new', at: ago(1) },
      { _id: 'none' },
      { _id: 'text', at: 'never' },
    ])
    await expect.poll(() => c.distinct('_id')).toEqual(['new', 'none', 'text'])
    expect(await refusal(c.createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 1 }))).toMatchObject({ code: 67 })
  })
})

describe('a rename', () => {
  test('takes documents and indexes along, while readers of the old name find the new', async () => {
    const [green, blue] = [collection(), collection()]
    await blue.insertOne({ _id: 1, version: 1 })
    await green.insertMany(Array.from({ length: 50 }, (_, i) => ({ _id: i, version: 2 })))
    await green.createIndex({ version: 1 })
    await green.rename(blue.collectionName, { dropTarget: true })
    expect(await blue.countDocuments({ version: 2 })).toBe(50)
    expect(await blue.indexes()).toHaveLength(2)
    expect(await green.countDocuments()).toBe(0)
  })

  test('a cursor on a dropped collection ends with an error, not with half an answer', async () => {
    const c = collection()
    await c.insertMany(Array.from({ length: 2000 }, (_, i) => ({ _id: i })))
    const cursor = c.find({}, { batchSize: 10 })
    await cursor.next()
    await c.drop()
    expect(await refusal(cursor.toArray())).toMatchObject({ code: 175 })
  })
})
