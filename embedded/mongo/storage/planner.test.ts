import { afterAll, expect, test } from 'vitest'
import type { Doc, Value } from '../bson/values.ts'
import { parseFilter } from '../query/filter.ts'
import { sortFields } from '../query/sort.ts'
import { checkIndexes } from './check.ts'
import { plan } from './planner.ts'
import { find } from './scan.ts'
import { catalog, database, everything, filled, idsOf } from './test-support.ts'

afterAll(() => database.close())

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
