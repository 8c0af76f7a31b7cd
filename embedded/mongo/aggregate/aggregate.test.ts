// biome-ignore-all lint/suspicious/noThenProperty: $cond and $switch have one
import { Decimal128, Double, Long } from 'bson'
import { describe, expect, test } from 'vitest'
import { encode } from '../bson/encode.ts'
import { bsonType, type Value } from '../bson/values.ts'
import { doc, plain } from '../tests/docs.ts'
import { compile, scopeOf } from './expressions.ts'
import { updatePipeline } from './pipeline.ts'
import { pipelineOf } from './stages.ts'

type Plain = Record<string, unknown>

const stages = (pipeline: Plain[]) => pipeline.map(doc)
const run = (docs: Plain[], ...pipeline: Plain[]) =>
  [...pipelineOf(stages(pipeline), () => [])(docs.map(doc))].map(plain)

/** The value of an expression over a document; undefined when missing. */
function value(expression: unknown, document: Plain = {}): unknown {
  const result = compile(doc({ e: expression }).get('e') as Value)(scopeOf(doc(document)))
  return result === undefined ? undefined : plain(new Map([['v', result]])).v
}

const at = new Date('2026-03-01T20:34:56.789Z') // a Sunday; Monday 05:34 in Seoul

describe('expressions', () => {
  test.each<[expression: unknown, result: unknown, document?: Plain]>([
    ['$a.b', 1, { a: { b: 1 } }],
    ['$a.b', [1, 2], { a: [{ b: 1 }, 5, { b: 2 }, { c: 1 }] }],
    ['$a', undefined],
    ['$$ROOT', { a: 1 }, { a: 1 }],
    ['$$CURRENT.a', 1, { a: 1 }],
    [{ x: { $cond: ['$a', 1, '$$REMOVE'] }, y: 2 }, { y: 2 }],
    [{ $type: '$$NOW' }, 'date'],
    [{ $literal: '$a' }, '$a'],
    [{ x: '$a', y: '$q' }, { x: 1 }, { a: 1 }],
    [['$a', '$q'], [1, null], { a: 1 }],
    [{ $add: [1, 2, 3] }, 6],
    [{ $add: ['$q', 1] }, null],
    [{ $add: [at, 1000] }, new Date(at.getTime() + 1000)],
    [{ $add: [0.1, 0.2, 0.3] }, 0.6],
    [{ $subtract: [5, 2.5] }, 2.5],
    [{ $subtract: [new Date(5000), new Date(2000)] }, 3000],
    [{ $multiply: [2, 3, 0.5] }, 3],
    [{ $divide: [7, 2] }, 3.5],
    [{ $mod: [-7, 3] }, -1],
    [{ $abs: -3 }, 3],
    [{ $ceil: 1.2 }, 2],
    [{ $floor: -1.2 }, -2],
    [{ $round: [2.5, 0] }, 2],
    [{ $round: [3.5] }, 4],
    [{ $round: [1.005, 2] }, 1],
    [{ $round: [1234, -2] }, 1200],
    [{ $trunc: [-1.79, 1] }, -1.7],
    [{ $eq: [1, new Double(1)] }, true],
    [{ $gt: ['a', 5] }, true],
    [{ $lt: ['$q', null] }, true],
    [{ $gte: ['$q', null] }, false],
    [{ $cmp: [2, 1] }, 1],
    [{ $and: [1, 'x', []] }, true],
    [{ $and: [] }, true],
    [{ $or: [0, null, '$q'] }, false],
    [{ $not: [0] }, true],
    [{ $cond: ['$a', 'yes', 'no'] }, 'no', { a: 0 }],
    [{ $cond: { if: { $gte: ['$a', 5] }, then: 1, else: 2 } }, 1, { a: 5 }],
    [{ $ifNull: ['$q', null, 7] }, 7],
    [{ $switch: { branches: [{ case: { $gt: ['$a', 5] }, then: 'big' }], default: 'small' } }, 'small', { a: 1 }],
    [{ $concat: ['a', '$b'] }, 'ax', { b: 'x' }],
    [{ $concat: ['a', '$q'] }, null],
    [{ $toString: 5 }, '5'],
    [{ $toString: new Double(2) }, '2'],
    [{ $toString: 2.5 }, '2.5'],
    [{ $toString: at }, '2026-03-01T20:34:56.789Z'],
    [{ $toLower: 'ABÇ' }, 'abÇ'],
    [{ $toUpper: 'abç' }, 'ABç'],
    [{ $toUpper: null }, ''],
    [{ $strLenCP: '가😀' }, 2],
    [{ $size: '$a' }, 2, { a: [1, 2] }],
    [{ $in: [2, [1, 2]] }, true],
    [{ $isArray: '$a' }, true, { a: [] }],
    [{ $isArray: [5] }, false],
    [{ $arrayElemAt: ['$a', -1] }, 2, { a: [1, 2] }],
    [{ $arrayElemAt: ['$a', 9] }, undefined, { a: [1, 2] }],
    [{ $first: '$a' }, 1, { a: [1, 2] }],
    [{ $concatArrays: [[1], '$a'] }, [1, 2], { a: [2] }],
    [{ $filter: { input: '$a', cond: { $gt: ['$$this', 1] } } }, [2, 3], { a: [1, 2, 3] }],
    [
      { $filter: { input: '$a', as: 'n', cond: { $gt: ['$$n.x', '$b'] } } },
      [{ x: 2 }],
      { a: [{ x: 1 }, { x: 2 }], b: 1 },
    ],
    [{ $map: { input: '$a', in: { $add: ['$$this', 1] } } }, [2, 3], { a: [1, 2] }],
    [{ $reduce: { input: [1, 2, 3], initialValue: 0, in: { $add: ['$$value', '$$this'] } } }, 6],
    [{ $sum: '$a' }, 3, { a: [1, 2, 'x'] }],
    [{ $avg: [1, 2] }, 1.5],
    [{ $max: ['$a', 3, null] }, 3],
    [{ $min: [] }, null],
    [{ $mergeObjects: ['$a', { b: 2 }, null] }, { a: 1, b: 2 }, { a: { a: 1, b: 1 } }],
    [{ $type: '$q' }, 'missing'],
    [{ $hour: at }, 20],
    [{ $hour: { date: at, timezone: 'Asia/Seoul' } }, 5],
    [{ $dayOfWeek: at }, 1],
    [{ $dayOfWeek: { date: at, timezone: '+09:00' } }, 2],
    [{ $isoDayOfWeek: at }, 7],
    [{ $isoWeek: at }, 9],
    [{ $isoWeek: { date: new Date('2027-01-01T00:00:00Z') } }, 53],
    [{ $isoWeekYear: new Date('2027-01-01T00:00:00Z') }, 2026],
    [{ $dayOfMonth: { date: at, timezone: 'Asia/Seoul' } }, 2],
    [{ $minute: at }, 34],
    [{ $second: at }, 56],
    [{ $millisecond: at }, 789],
    [{ $dayOfYear: at }, 60],
    [{ $year: at }, 2026],
    [{ $month: { date: '$q' } }, null],
    [{ $dateToString: { date: at } }, '2026-03-01T20:34:56.789Z'],
    [{ $dateToString: { date: at, format: '%Y-%m-%d %H:%M %z', timezone: 'Asia/Seoul' } }, '2026-03-02 05:34 +0900'],
    [{ $dateToString: { date: at, format: '%j %u %w %V %G %U %%' } }, '060 7 1 09 2026 09 %'],
    [{ $dateToString: { date: '$q', onNull: 'none' } }, 'none'],
    [{ $dateTrunc: { date: at, unit: 'hour' } }, new Date('2026-03-01T20:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'day' } }, new Date('2026-03-01T00:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'day', timezone: 'Asia/Seoul' } }, new Date('2026-03-01T15:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'hour', timezone: 'Asia/Seoul', binSize: 6 } }, new Date('2026-03-01T15:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'week', startOfWeek: 'monday' } }, new Date('2026-02-23T00:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'week' } }, new Date('2026-03-01T00:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'month', timezone: 'Asia/Seoul' } }, new Date('2026-02-28T15:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'quarter' } }, new Date('2026-01-01T00:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'year', timezone: 'America/New_York' } }, new Date('2026-01-01T05:00:00Z')],
    [{ $dateTrunc: { date: at, unit: 'minute', binSize: 15 } }, new Date('2026-03-01T20:30:00Z')],
  ])('%j is %j', (expression, result, document) => expect(value(expression, document)).toEqual(result))

  test('keep their numeric types', () => {
    const type = (expression: unknown) => {
      const result = compile(doc({ e: expression }).get('e') as Value)(scopeOf(new Map()))
      return bsonType(result) ?? typeof result
    }
    expect(type({ $add: [1, 2] })).toBe('number')
    expect(type({ $add: [2147483647, 1] })).toBe('bigint')
    expect(type({ $add: [1, Long.fromNumber(1)] })).toBe('bigint')
    expect(type({ $divide: [4, 2] })).toBe('Double')
    expect(type({ $add: [1, Decimal128.fromString('1')] })).toBe('Decimal128')
  })

  test.each<[expression: unknown, code: number, naming: string]>([
    [{ $foo: 1 }, 238, '$foo'],
    [{ $toDate: 1 }, 238, '$toDate'],
    [{ $add: ['x', 1] }, 14, '$add'],
    [{ $divide: [1, 0] }, 2, '$divide'],
    [{ $size: 5 }, 17124, '$size'],
    [{ $concat: ['a', 1] }, 16702, '$concat'],
    [{ $eq: [1] }, 16020, '$eq'],
    [{ $add: 1, $subtract: 2 }, 15983, 'one field'],
    [{ $hour: { date: at, timezone: 'Mars/Olympus' } }, 40485, 'Mars'],
    [{ $switch: { branches: [{ case: false, then: 1 }] } }, 40066, '$switch'],
    ['$$nope', 17276, 'nope'],
    ['$a..b', 40353, 'a..b'],
    [{ $dateTrunc: { date: at, unit: 'decade' } }, 9, 'decade'],
  ])('%j is refused', (expression, code, naming) => {
    expect(() => value(expression)).toThrowError(
      expect.objectContaining({ code, message: expect.stringContaining(naming) }),
    )
  })
})

describe('stages', () => {
  const sales = [
    { _id: 1, shop: 'a', n: 1, tags: ['x', 'y'] },
    { _id: 2, shop: 'b', n: 2.5, tags: [] },
    { _id: 3, shop: 'a', n: 'none', tags: 'z' },
    { _id: 4, n: 4 },
  ]
  test('$group with its accumulators', () => {
    const grouped = run(sales, {
      $group: {
        _id: '$shop',
        sum: { $sum: '$n' },
        n: { $sum: 1 },
        count: { $count: {} },
        avg: { $avg: '$n' },
        min: { $min: '$n' },
        max: { $max: '$n' },
        first: { $first: '$tags' },
        last: { $last: '$n' },
        all: { $push: '$n' },
        set: { $addToSet: '$shop' },
      },
    })
    expect(grouped).toEqual([
      {
        _id: 'a',
        sum: 1,
        n: 2,
        count: 2,
        avg: 1,
        min: 1,
        max: 'none',
        first: ['x', 'y'],
        last: 'none',
        all: [1, 'none'],
        set: ['a'],
      },
      {
        _id: 'b',
        sum: 2.5,
        n: 1,
        count: 1,
        avg: 2.5,
        min: 2.5,
        max: 2.5,
        first: [],
        last: 2.5,
        all: [2.5],
        set: ['b'],
      },
      { _id: null, sum: 4, n: 1, count: 1, avg: 4, min: 4, max: 4, first: null, last: 4, all: [4], set: [] },
    ])
    expect(run([], { $group: { _id: null, n: { $sum: 1 } } })).toEqual([])
    expect(
      run([{ a: 1 }, { a: new Double(1) }, { a: Long.fromNumber(1) }], { $group: { _id: '$a', n: { $sum: 1 } } }),
    ).toEqual([{ _id: 1, n: 3 }])
    expect(run(sales, { $group: { _id: { s: '$shop' } } })).toEqual([
      { _id: { s: 'a' } },
      { _id: { s: 'b' } },
      { _id: {} },
    ])
    expect(run([{ v: 0.1 }, { v: 0.2 }, { v: 0.3 }], { $group: { _id: 1, s: { $sum: '$v' } } })).toEqual([
      { _id: 1, s: 0.6 },
    ])
  })

  test('$unwind', () => {
    expect(run(sales, { $unwind: '$tags' }, { $project: { tags: 1 } })).toEqual([
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 3, tags: 'z' },
    ])
    expect(
      run(
        sales,
        { $unwind: { path: '$tags', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } },
        { $project: { tags: 1, i: 1 } },
      ),
    ).toEqual([
      { _id: 1, tags: 'x', i: 0 },
      { _id: 1, tags: 'y', i: 1 },
      { _id: 2, i: null },
      { _id: 3, tags: 'z', i: null },
      { _id: 4, i: null },
    ])
  })

  test('$project, $addFields, $unset', () => {
    const docs = [{ _id: 1, a: { b: 1, c: 2 }, l: [{ x: 1 }, 5], n: 3 }]
    expect(run(docs, { $project: { 'a.b': 1, twice: { $multiply: ['$n', 2] }, _id: 0 } })).toEqual([
      { a: { b: 1 }, twice: 6 },
    ])
    expect(run(docs, { $project: { 'l.y': '$n', _id: 0 } })).toEqual([{ l: [{ y: 3 }, { y: 3 }] }])
    expect(run(docs, { $project: { a: 0, 'l.x': 0 } })).toEqual([{ _id: 1, l: [{}, 5], n: 3 }])
    expect(run(docs, { $set: { 'a.d': '$n', n: '$missing', e: { f: 1 } } })).toEqual([
      { _id: 1, a: { b: 1, c: 2, d: 3 }, l: [{ x: 1 }, 5], e: { f: 1 } },
    ])
    expect(run(docs, { $addFields: { 'l.y': 1 } })[0]?.l).toEqual([{ x: 1, y: 1 }, { y: 1 }])
    expect(run(docs, { $unset: ['a.b', 'l'] })).toEqual([{ _id: 1, a: { c: 2 }, n: 3 }])
    expect(run(docs, { $replaceWith: '$a' })).toEqual([{ b: 1, c: 2 }])
    expect(run(docs, { $replaceRoot: { newRoot: { n: '$n' } } })).toEqual([{ n: 3 }])
  })

  test('$match, $sort, $skip, $limit, $count, $sortByCount, $facet', () => {
    expect(
      run(
        sales,
        { $match: { n: { $gte: 1 } } },
        { $sort: { n: -1 } },
        { $skip: 1 },
        { $limit: 1 },
        { $project: { n: 1 } },
      ),
    ).toEqual([{ _id: 2, n: 2.5 }])
    expect(run(sales, { $match: { $expr: { $gt: ['$n', 2] } } }, { $count: 'n' })).toEqual([{ n: 3 }])
    expect(run([], { $count: 'n' })).toEqual([])
    expect(run(sales, { $sortByCount: '$shop' })[0]).toEqual({ _id: 'a', count: 2 })
    expect(
      run(sales, { $facet: { all: [{ $count: 'n' }], first: [{ $limit: 1 }, { $project: { _id: 1 } }] } }),
    ).toEqual([{ all: [{ n: 4 }], first: [{ _id: 1 }] }])
    expect(run([{ a: [3, 9] }, { a: 5 }, { a: [] }, {}, { a: 'x' }], { $sort: { a: 1 } }).map(({ a }) => a)).toEqual([
      [],
      undefined,
      [3, 9],
      5,
      'x',
    ])
  })

  test.each<[stage: Plain, code: number, naming: string]>([
    [{ $out: 'x' }, 238, '$out'],
    [{ $merge: 'x' }, 238, '$merge'],
    [{ $lookup: { from: 'x', let: {}, pipeline: [], as: 'y' } }, 238, 'let'],
    [{ $group: { n: { $sum: 1 } } }, 15955, '_id'],
    [{ $group: { _id: 1, n: { $stdDevPop: '$a' } } }, 238, '$stdDevPop'],
    [{ $project: {} }, 51272, '$project'],
    [{ $project: { a: 1, b: 0 } }, 31254, 'b'],
    [{ $limit: 0 }, 15958, 'positive'],
    [{ $unwind: 'a' }, 28818, '$'],
    [{ $match: { a: 1 }, $limit: 1 }, 40323, 'one field'],
    [{ $sort: { a: { $meta: 'textScore' } } }, 238, '$meta'],
    [{ $replaceWith: '$a' }, 40228, 'missing'],
  ])('%j is refused', (stage, code, naming) => {
    expect(() => run([{ _id: 1 }], stage)).toThrowError(
      expect.objectContaining({ code, message: expect.stringContaining(naming) }),
    )
  })
})

describe('an update pipeline', () => {
  const apply = (before: Plain, ...pipeline: Plain[]) => plain(updatePipeline(stages(pipeline))(doc(before)))
  test('guards by position', () => {
    const add = {
      $set: {
        n: { $cond: [{ $gt: [7, '$position'] }, { $add: ['$n', 1] }, '$n'] },
        position: { $max: ['$position', 7] },
      },
    }
    expect(apply({ n: 1, position: 6 }, add)).toEqual({ n: 2, position: 7 })
    expect(apply({ n: 1, position: 7 }, add)).toEqual({ n: 1, position: 7 })
    expect(apply({ a: 1, b: 2 }, { $unset: 'a' }, { $set: { c: { $ifNull: ['$a', 'gone'] } } })).toEqual({
      b: 2,
      c: 'gone',
    })
    expect(apply({ a: 1 }, { $replaceWith: { $mergeObjects: ['$$ROOT', { b: { $literal: '$x' } }] } })).toEqual({
      a: 1,
      b: '$x',
    })
  })
  test('has stages of its own only', () =>
    expect(() => apply({}, { $match: {} })).toThrowError(/\$match is not allowed/))
})

test('a document that is only read is never changed', () => {
  const before = doc({ _id: 1, a: { b: [1, { c: 1 }] } })
  const bytes = encode(before)
  for (const stage of [
    { $set: { 'a.b.c': 9 } },
    { $unset: 'a.b' },
    { $unwind: '$a.b' },
    { $project: { 'a.b': 0 } },
    { $set: { m: { $mergeObjects: ['$a', { z: 1 }] } } },
  ])
    [...pipelineOf(stages([stage]), () => [])([before])]
  expect(encode(before).equals(bytes)).toBe(true)
})
