import { StatementSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterAll, expect, test, vi } from 'vitest'
import { encode } from '../bson/encode.ts'
import type { Doc, Value } from '../bson/values.ts'
import { MongoFailure } from '../errors.ts'
import { type Filter, parseFilter } from '../query/filter.ts'
import { sorter, sortFields } from '../query/sort.ts'
import { anyValue, commonDoc, digit, small, smallArray } from '../tests/arbitrary.ts'
import { checkIndexes } from './check.ts'
import type { Collection } from './collection.ts'
import { find } from './scan.ts'
import { catalog, database, everything, filled, idsOf } from './test-support.ts'

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

/** An index finds what looking at every document finds, and what it gives in order is in order. */
function expectAsScan(collection: Collection, filter: Filter, order: Doc): void {
  const expected = [...find(collection, everything).rows].filter(({ doc }) => filter.test(doc))
  const { rows, sorted } = find(collection, filter, sortFields(order))
  const found = [...rows]
  expect(idsOf(found).sort((a, b) => a - b)).toEqual(idsOf(expected))
  // sorting what an index delivered in order changes nothing: a stable sort leaves ties as they are
  if (sorted) expect(idsOf(found)).toEqual(idsOf(sorter(order)(found, ({ doc }) => doc)))
}

/** Undefined where the condition is refused: ranges of regular expressions, of MinKey. */
function filterOrRefusal(operator: string, value: Value): Filter | undefined {
  try {
    return parseFilter(new Map([['a', new Map([[operator, value]])]]))
  } catch (error) {
    if (error instanceof MongoFailure) return undefined
    throw error
  }
}

test('an index never changes what a query finds, nor its order', () => {
  fc.assert(
    fc.property(fc.array(commonDoc, { minLength: 5, maxLength: 10 }), question, (docs, { keys, query, order }) => {
      const collection = filled(docs, keys)
      expectAsScan(collection, parseFilter(query), order)
      catalog.drop(collection)
    }),
    { numRuns: 1500 },
  )
})

test('nor does it with values of every type, alone, in arrays and in documents', () => {
  const operator = fc.constantFrom('$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$nin')
  const values = fc.array(anyValue, { minLength: 2, maxLength: 12 })
  let asked = 0
  fc.assert(
    fc.property(values, fc.nat(), operator, fc.constantFrom(1, -1), (values, pick, operator, way) => {
      const wanted = values[pick % values.length] as Value
      const filter = filterOrRefusal(operator, operator.endsWith('in') ? [wanted] : wanted)
      if (!filter) return
      asked++
      const collection = filled(
        values.map((value) => new Map([['a', value]])),
        [{ a: way }],
      )
      expectAsScan(collection, filter, new Map([['a', way]]))
      catalog.drop(collection)
    }),
    { numRuns: 1000 },
  )
  expect(asked).toBeGreaterThan(500)
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

const wanted = fc.uniqueArray(fc.nat(60), { maxLength: 60 })

test('many values that are looked for at once are found as by a scan, whichever of them are there', () =>
  fc.assert(
    fc.property(wanted, wanted, wanted, fc.constantFrom(1, -1), (there, list, others, direction) => {
      const docs = there.map((a): Doc => new Map<string, Value>([['a', a % 30], ['b', a]])) // biome-ignore format: one document
      const collection = filled(docs, [{ a: direction, b: 1 }])
      const query = (path: string, values: number[]): Doc => new Map([[path, new Map([['$in', values]])]])
      for (const asked of [query('a', list), query('_id', list), new Map([...query('a', list), ...query('b', others)])])
        expectAsScan(collection, parseFilter(asked), new Map())
      catalog.drop(collection)
    }),
  ))

test('values that are not there are passed over, not asked for one by one', () => {
  const docs = [150, 320].map((a): Doc => new Map([['a', a]]))
  const collection = filled(docs, [{ a: 1 }])
  const asked = Array.from({ length: 400 }, (_, a) => a)
  const all = vi.spyOn(StatementSync.prototype, 'all')
  const found = [...find(collection, parseFilter(new Map([['a', new Map([['$in', asked]])]]))).rows]
  const reads = all.mock.calls.length
  all.mockRestore()
  expect([idsOf(found), reads < 10]).toEqual([[0, 1], true])
})
