import { Decimal128, Double, Long } from 'bson'
import { describe, expect, test } from 'vitest'
import type { Doc } from '../bson/values.ts'
import type { Position } from '../query/conditions.ts'
import { parseFilter } from '../query/filter.ts'
import { doc, plain } from '../tests/docs.ts'
import { parseUpdate } from './update.ts'
import { upserted } from './upsert.ts'

type Plain = Record<string, unknown>

function updated(
  before: Plain,
  update: Plain,
  { filter = {}, arrayFilters = [] }: { filter?: Plain; arrayFilters?: Plain[] } = {},
): Plain {
  const original = doc({ _id: 1, ...before })
  const frozen = JSON.stringify(plain(original))
  const positions: Position[] = []
  parseFilter(doc(filter)).test(original, positions)
  const after = parseUpdate(doc(update), arrayFilters.map(doc)).apply(original, { positions, inserting: false })
  expect(JSON.stringify(plain(original)), 'the document before is left alone').toBe(frozen)
  const { _id, ...rest } = plain(after)
  expect(_id).toBe(1)
  return rest
}

describe('makes', () => {
  test.each<[before: Plain, update: Plain, after: Plain]>([
    [{ a: 1 }, { $set: { a: 2, b: 3 } }, { a: 2, b: 3 }],
    [{ a: { b: 1 } }, { $set: { 'a.c': 2, 'd.e': 3 } }, { a: { b: 1, c: 2 }, d: { e: 3 } }],
    [{ a: [1, 2] }, { $set: { 'a.0': 9, 'a.3': 7 } }, { a: [9, 2, null, 7] }],
    [{}, { $set: { 'h.13': 1 } }, { h: { 13: 1 } }],
    [{ a: 1, b: 2 }, { $unset: { a: '', 'c.d': '' } }, { b: 2 }],
    [{ a: [1, 2, 3] }, { $unset: { 'a.1': '' } }, { a: [1, null, 3] }],
    [{ a: 1 }, { $unset: { 'a.b': '' } }, { a: 1 }],
    [{ a: 1 }, { $inc: { a: 2, b: 5, 'c.d': -1 } }, { a: 3, b: 5, c: { d: -1 } }],
    [{ a: 3 }, { $mul: { a: 2, b: 5 } }, { a: 6, b: 0 }],
    [{ a: 3 }, { $min: { a: 2, b: 5 } }, { a: 2, b: 5 }],
    [{ a: 3 }, { $min: { a: 4 } }, { a: 3 }],
    [{ a: 3 }, { $max: { a: 'x', b: 5 } }, { a: 'x', b: 5 }],
    [{ a: null }, { $max: { a: 1 } }, { a: 1 }],
    [{ a: 1 }, { $setOnInsert: { b: 1 } }, { a: 1 }],
    [{ a: 1, b: { c: 2 } }, { $rename: { a: 'z', 'b.c': 'b.d', q: 'r' } }, { b: { d: 2 }, z: 1 }],
    [{}, { $push: { a: 1 } }, { a: [1] }],
    [{ a: [1] }, { $push: { a: [2, 3] } }, { a: [1, [2, 3]] }],
    [{ a: [1] }, { $push: { a: { $each: [2, 3] } } }, { a: [1, 2, 3] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: 0 } } }, { a: [9, 1, 2] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [9], $position: -1 } } }, { a: [1, 9, 2] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: -2 } } }, { a: [2, 3] }],
    [{ a: [1, 2] }, { $push: { a: { $each: [3], $slice: 0 } } }, { a: [] }],
    [{ a: [3, 1] }, { $push: { a: { $each: [2], $sort: -1, $slice: 2 } } }, { a: [3, 2] }],
    [{ a: [{ n: 2 }] }, { $push: { a: { $each: [{ n: 1 }], $sort: { n: 1 } } } }, { a: [{ n: 1 }, { n: 2 }] }],
    [{ a: [1, 1] }, { $addToSet: { a: 2 } }, { a: [1, 1, 2] }],
    [{ a: [1] }, { $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1, 2] }],
    [
      { a: [{ x: 1, y: 2 }] },
      { $addToSet: { a: { y: 2, x: 1 } } },
      {
        a: [
          { x: 1, y: 2 },
          { y: 2, x: 1 },
        ],
      },
    ],
    [{ a: [1, 2, 1] }, { $pull: { a: 1 } }, { a: [2] }],
    [{ a: [1, 5, 9] }, { $pull: { a: { $gte: 5 } } }, { a: [1] }],
    [{ a: [{ x: 1, y: 1 }, { x: 2 }, 1] }, { $pull: { a: { x: 1 } } }, { a: [{ x: 2 }, 1] }],
    [{ a: ['ab', 'cd'] }, { $pull: { a: /^a/ } }, { a: ['cd'] }],
    [{ a: [[1], 1] }, { $pull: { a: [1] } }, { a: [1] }],
    [{ a: [1, 2, 3, 1] }, { $pullAll: { a: [1, 3] } }, { a: [2] }],
    [{ a: [1, 2] }, { $pop: { a: 1 } }, { a: [1] }],
    [{ a: [1, 2] }, { $pop: { a: -1, b: 1 } }, { a: [2] }],
    [{ a: [{ b: 1 }, { b: 2 }] }, { $inc: { 'a.$[].b': 10 } }, { a: [{ b: 11 }, { b: 12 }] }],
  ])('of %j by %j', (before, update, after) => expect(updated(before, update)).toEqual(after))

  test('new fields in the order of their names, numbers by value', () => {
    expect(Object.keys(updated({}, { $set: { b: 1, a: 1 }, $inc: { ab: 1 } }))).toEqual(['a', 'ab', 'b'])
    const made = parseUpdate(doc({ $set: { 'h.10': 1, 'h.9': 1, 'h.x': 1 } }), []).apply(doc({ _id: 1 }), {
      positions: [],
      inserting: false,
    })
    expect([...(made.get('h') as Doc).keys()]).toEqual(['9', '10', 'x'])
  })

  test('the wider numeric type', () => {
    const after = parseUpdate(doc({ $inc: { i: 2147483647, l: 1, d: 1, m: 1 } }), []).apply(
      doc({ _id: 1, i: 1, l: Long.fromNumber(1), d: new Double(1), m: Decimal128.fromString('0.10') }),
      { positions: [], inserting: false },
    )
    expect([after.get('i'), after.get('l'), after.get('d'), after.get('m')]).toEqual([
      2147483648n,
      2n,
      new Double(2),
      Decimal128.fromString('1.10'),
    ])
  })
})

describe('positional', () => {
  const order = { items: [{ id: 1, n: 1 }, { id: 2, n: 2 }] } // biome-ignore format: short
  test('$ is the element the query matched', () => {
    expect(updated(order, { $inc: { 'items.$.n': 10 } }, { filter: { 'items.id': 2 } })).toEqual({
      items: [
        { id: 1, n: 1 },
        { id: 2, n: 12 },
      ],
    })
    expect(updated(order, { $set: { 'items.$': 0 } }, { filter: { items: { $elemMatch: { id: 1, n: 1 } } } })).toEqual({
      items: [0, { id: 2, n: 2 }],
    })
    expect(updated({ a: [5, 6] }, { $set: { 'a.$': 0 } }, { filter: { $and: [{ a: 6 }, { _id: 1 }] } })).toEqual({
      a: [5, 0],
    })
  })

  test('$ is refused where the query does not say which', () => {
    expect(() => updated(order, { $set: { 'items.$.n': 0 } }, { filter: { _id: 1 } })).toThrowError(
      /positional operator did not find/,
    )
    expect(() =>
      updated(order, { $set: { 'items.$.n': 0 } }, { filter: { 'items.id': 1, 'items.n': 2 } }),
    ).toThrowError(/several array elements/)
  })

  test('$[name] is what its array filter matches', () => {
    expect(updated(order, { $set: { 'items.$[x].n': 0 } }, { arrayFilters: [{ 'x.id': { $gte: 2 } }] })).toEqual({
      items: [
        { id: 1, n: 1 },
        { id: 2, n: 0 },
      ],
    })
    expect(updated({ a: [1, 5] }, { $set: { 'a.$[x]': 0 } }, { arrayFilters: [{ x: { $gt: 3 } }] })).toEqual({
      a: [1, 0],
    })
    expect(() => updated(order, { $set: { 'items.$[x].n': 0 } })).toThrowError(
      /No array filter found for identifier 'x'/,
    )
    expect(() => updated(order, { $set: { a: 0 } }, { arrayFilters: [{ y: 1 }] })).toThrowError(/'y' was not used/)
  })
})

describe('is refused', () => {
  test.each<[before: Plain, update: Plain, code: number]>([
    [{ a: 'x' }, { $inc: { a: 1 } }, 14],
    [{ a: null }, { $inc: { a: 1 } }, 14],
    [{}, { $inc: { a: 'x' } }, 14],
    [{ a: Long.MAX_VALUE }, { $inc: { a: 1 } }, 2],
    [{ a: 1 }, { $set: { 'a.b': 1 } }, 28],
    [{ a: [1] }, { $set: { 'a.b': 1 } }, 28],
    [{ a: 1 }, { $push: { a: 1 } }, 2],
    [{ a: 1 }, { $addToSet: { a: 1 } }, 2],
    [{ a: 1 }, { $pull: { a: 1 } }, 2],
    [{ a: 1 }, { $pop: { a: 1 } }, 14],
    [{ a: [1] }, { $pop: { a: 2 } }, 9],
    [{}, { $push: { a: { $each: [1], $foo: 1 } } }, 2],
    [{}, { $set: { a: 1, 'a.b': 2 } }, 40],
    [{}, { $set: { a: 1 }, $inc: { a: 2 } }, 40],
    [{}, { $rename: { a: 'b', b: 'c' } }, 40],
    [{}, { $set: { a: { $x: 1 } } }, 52],
    [{}, { $set: { 'a.$x': 1 } }, 52],
    [{}, { $set: { 'a..b': 1 } }, 56],
    [{}, { $set: { _id: 2 } }, 66],
    [{}, { $unset: { _id: 1 } }, 66],
    [{}, { $bit: { a: { and: 1 } } }, 238],
    [{}, { $set: { a: 1 }, b: 2 }, 9],
    [{ a: 5 }, { $set: { 'a.$[]': 1 } }, 2],
    [{}, { $currentDate: { a: 'now' } }, 2],
  ])('%j by %j', (before, update, code) => {
    expect(() => updated(before, update)).toThrowError(expect.objectContaining({ code }))
  })
})

describe('an upsert', () => {
  const made = (filter: Plain, update: Plain) => plain(upserted(parseFilter(doc(filter)), parseUpdate(doc(update), [])))
  test('is of the equalities of the query and the update', () => {
    expect(
      made(
        { _id: 1, a: { $eq: 2 }, 'b.c': 3, d: { $gt: 1 }, $and: [{ e: 5 }] },
        { $set: { z: 1 }, $setOnInsert: { y: 2 } },
      ),
    ).toEqual({ _id: 1, a: 2, b: { c: 3 }, e: 5, y: 2, z: 1 })
    expect(made({ _id: 1, a: 2 }, { b: 3 })).toEqual({ _id: 1, b: 3 })
    expect(Object.keys(made({ a: 2 }, { $set: { b: 3 } }))).toEqual(['_id', 'a', 'b'])
  })
  test('is refused where the query does not say', () => {
    expect(() => made({ a: 1, 'a.b': 2 }, { $set: { z: 1 } })).toThrowError(/matched twice/)
    expect(() => made({ a: { $in: [1] } }, { $set: { z: 1 } })).toThrowError(/\$in of one/)
    expect(() => made({ _id: 1 }, { $set: { _id: 2 } })).toThrowError(/immutable/)
  })
})
