import fc from 'fast-check'
import { afterAll, expect, test, vi } from 'vitest'
import { encode } from '../bson/encode.ts'
import type { Doc, Value } from '../bson/values.ts'
import { MongoFailure } from '../errors.ts'
import { parseFilter } from '../query/filter.ts'
import { sorter, sortFields } from '../query/sort.ts'
import { commonDoc, digit, small, smallArray } from '../tests/arbitrary.ts'
import { Catalog } from './catalog.ts'
import { checkIndexes } from './check.ts'
import type { Collection } from './collection.ts'
import { Database } from './database.ts'
import { indexOptions } from './index-spec.ts'
import { plan } from './planner.ts'
import { find } from './scan.ts'

const database = new Database(':memory:', 'NORMAL')
const catalog = new Catalog(database)
afterAll(() => database.close())

// a busy machine takes its time for many small tables
vi.setConfig({ testTimeout: 60_000 })

const KEYS: Record<string, number>[] = [
  { a: 1 },
  { 'a.b': -1 },
  { a: 1, b: -1 },
  { 'a.a': 1, 'a.b': 1 },
  { b: -1, a: 1, c: 1 },
  { c: 1, 'b.a': -1 },
]
const range = fc.constantFrom('$gt', '$gte', '$lt', '$lte')

const between = ([low, high]: [number, number]) => new Map([['$gte', Math.min(low, high)], ['$lte', Math.max(low, high)]]) // biome-ignore format: a range
const condition: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: small },
  { weight: 1, arbitrary: smallArray },
  { weight: 4, arbitrary: fc.tuple(range, small).map((pair) => new Map([pair])) },
  { weight: 4, arbitrary: fc.tuple(digit, digit).map(between) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof({ weight: 5, arbitrary: small }, smallArray), { maxLength: 3 })
      .map((list) => new Map([['$in', list]])),
  },
  { weight: 1, arbitrary: smallArray.map((list) => new Map([['$all', list]])) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('$ne', '$exists').chain((op) => small.map((value) => new Map([[op, value]]))),
  },
  { weight: 1, arbitrary: fc.tuple(range, small).map((pair) => new Map([['$elemMatch', new Map([pair])]])) },
)
interface Question {
  keys: Record<string, number>[]
  query: Doc
  order: Doc
}

function asked(paths: string[], most: number): fc.Arbitrary<Doc> {
  return fc
    .array(fc.tuple(fc.constantFrom(...paths, ...paths, ...paths, 'a.0'), condition), { minLength: 1, maxLength: most })
    .map((entries) => new Map(entries))
}

/** Asks about what is indexed, mostly: the fields of one of the indexes, and now and then another. */
const question: fc.Arbitrary<Question> = fc.shuffledSubarray(KEYS, { minLength: 1, maxLength: 3 }).chain((keys) => {
  const own = Object.keys(keys[0] as object)
  const direction = fc.constantFrom(1, -1)
  return fc.record({
    keys: fc.constant(keys),
    query: fc
      .tuple(asked(own, 2), fc.option(fc.array(asked(own, 2), { minLength: 1, maxLength: 2 })))
      .map(([all, any]): Doc => (any ? new Map([...all, ['$or', any]]) : all)),
    order: fc
      .array(fc.tuple(fc.constantFrom(...own, '_id'), direction), { maxLength: 2 })
      .map((entries) => new Map(entries)),
  })
})

let made = 0
function filled(docs: Doc[], keys: Record<string, number>[]): Collection {
  const collection = catalog.create('db', `c${++made}`)
  for (const key of keys)
    catalog.createIndex(collection, indexOptions(new Map([['key', new Map(Object.entries(key))]])))
  docs.forEach((doc, i) => {
    const whole: Doc = new Map<string, Value>([['_id', i], ...doc])
    try {
      collection.insert(whole, encode(whole))
    } catch (error) {
      // two arrays under one index: MongoDB refuses that document, too
      if (!(error instanceof MongoFailure && error.code === 171)) throw error
    }
  })
  return collection
}

const everything = parseFilter(new Map())
const idsOf = (docs: Iterable<{ doc: Doc }>) => [...docs].map(({ doc }) => doc.get('_id') as number)

test('an index never changes what a query finds, nor its order', () => {
  fc.assert(
    fc.property(fc.array(commonDoc, { minLength: 5, maxLength: 10 }), question, (docs, { keys, query, order }) => {
      const parsed = parseFilter(query)
      const collection = filled(docs, keys)
      const all = [...find(collection, everything).rows]
      const expected = all.filter(({ doc }) => parsed.test(doc))
      const { rows, sorted } = find(collection, parsed, sortFields(order))
      const found = [...rows]
      expect(idsOf(found).sort((a, b) => a - b)).toEqual(idsOf(expected))
      // sorting what an index delivered in order changes nothing: a stable sort leaves ties as they are
      if (sorted) expect(idsOf(found)).toEqual(idsOf(sorter(order)(found, ({ doc }) => doc)))
      catalog.drop(collection)
    }),
    { numRuns: 1500 },
  )
})

test('indexes stay true through updates and removals', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(commonDoc, commonDoc), { maxLength: 8 }), (pairs) => {
      const collection = filled(
        pairs.map(([first]) => first),
        KEYS.slice(0, 3),
      )
      for (const [i, [, second]] of pairs.entries()) {
        const row = collection.byId(i)
        const after: Doc = new Map<string, Value>([['_id', i], ...second])
        try {
          if (row && i % 3 === 0) collection.remove(row)
          else if (row) collection.update(row, after, encode(after))
        } catch (error) {
          if (!(error instanceof MongoFailure && error.code === 171)) throw error
        }
      }
      expect(checkIndexes(catalog)).toEqual([])
      catalog.drop(collection)
    }),
    { numRuns: 300 },
  )
})

test('the check of indexes finds what is missing and what is too many', () => {
  const collection = filled([new Map([['a', 1]])], [{ a: 1 }])
  const [index] = collection.indexes
  expect(checkIndexes(catalog)).toEqual([])
  database.exec(`DELETE FROM i${index?.id}`)
  expect(checkIndexes(catalog)).toEqual([expect.stringMatching(/ a_1 misses document 1 under /)])
  database.exec(`INSERT INTO i${index?.id} (key, rid) SELECT x'00', 7`)
  expect(checkIndexes(catalog)).toHaveLength(2)
  catalog.drop(collection)
})

test('the plan is the one expected', () => {
  const collection = filled([new Map([['a', 1]])], [{ a: 1 }, { a: 1, b: -1 }, { c: 1, b: 1 }])
  const planOf = (query: Record<string, Value>, order: Record<string, number> = {}) => {
    const { source, sorted, reverse } = plan(
      collection,
      parseFilter(new Map(Object.entries(query))),
      sortFields(new Map(Object.entries(order))),
    )
    return [typeof source === 'object' ? source.options.name : source, sorted, reverse]
  }
  expect(planOf({ a: 1 })).toEqual(['a_1', true, false])
  expect(planOf({ a: 1, b: 2 })).toEqual(['a_1_b_-1', true, false])
  expect(planOf({ a: 1 }, { b: -1 })).toEqual(['a_1_b_-1', true, false])
  expect(planOf({ a: 1 }, { b: 1 })).toEqual(['a_1_b_-1', true, true])
  expect(planOf({ c: 1 }, { a: 1 })).toEqual(['c_1_b_1', false, false])
  expect(planOf({}, { a: -1 })).toEqual(['a_1', true, true])
  expect(planOf({}, { a: 1, b: 1 })).toEqual([undefined, false, false])
  expect(planOf({ z: 1 }, { _id: -1 })).toEqual(['id', true, true])
})

test('a page that goes on from (field, _id) reads its own part of the index', () => {
  const collection = filled([...Array(50).keys()].map((i) => new Map([['a', 1], ['b', i]])), [{ a: 1, b: -1, _id: 1 }]) // biome-ignore format: short
  const next = [new Map([['b', new Map([['$lt', 20]])]]), new Map<string, Value>([['b', 20], ['_id', new Map([['$gt', 20]])]])] // biome-ignore format: short
  const parsed = parseFilter(new Map<string, Value>([['a', 1], ['$or', next]])) // biome-ignore format: short
  const order = sortFields(new Map([['b', -1], ['_id', 1]])) // biome-ignore format: short
  expect(idsOf(find(collection, parsed, order).rows)).toEqual([...Array(20).keys()].reverse())
  const page = plan(collection, parsed, order)
  const whole = plan(collection, parseFilter(new Map([['a', 1]])), order)
  expect(page.sorted).toBe(true)
  expect(Buffer.compare(page.intervals[0]?.low as Buffer, whole.intervals[0]?.low as Buffer)).toBeGreaterThan(0)
})

test('strings with control characters come in order both ways', () => {
  const texts = ['', '\0', '\0\0', '\x01', '\x02', 'a', 'a\0', 'a\0b', 'a\x01', 'ab']
  const shuffled = [5, 2, 8, 0, 9, 1, 7, 3, 6, 4].map((i): Doc => new Map([['a', texts[i] as string]]))
  for (const way of [1, -1]) {
    const collection = filled(shuffled, [{ a: way }])
    const { rows, sorted } = find(collection, everything, sortFields(new Map([['a', way]])))
    expect(sorted).toBe(true)
    expect([...rows].map(({ doc }) => doc.get('a'))).toEqual(way === 1 ? texts : texts.toReversed())
  }
})

test('conditions that different elements of an array meet are found through an index on both', () => {
  const elements = [new Map([['a', 1]]), new Map([['b', 2]])]
  const collection = filled([new Map([['a', elements]])], [{ 'a.a': 1, 'a.b': 1 }])
  expect([...find(collection, parseFilter(new Map([['a.a', 1], ['a.b', 2]]))).rows]).toHaveLength(1) // biome-ignore format: short
})
