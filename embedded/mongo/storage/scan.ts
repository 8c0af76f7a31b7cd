import type { StatementSync } from 'node:sqlite'
import { isArray } from '../bson/values.ts'
import { fail } from '../errors.ts'
import { memo } from '../memo.ts'
import type { Filter } from '../query/filter.ts'
import type { SortField } from '../query/sort.ts'
import { type Interval, pointsOf } from './bounds.ts'
import { type Collection, Row } from './collection.ts'
import type { Index } from './index-entries.ts'
import { type Plan, plan } from './planner.ts'

type Page = [key: Uint8Array, rid: number, bytes: Uint8Array][]

const SMALL_PAGE = 32
const LARGE_PAGE = 512

/** The matching rows, in the wanted order if `sorted` says so; read page by page, so writes in between do no harm. */
export interface Found {
  rows: Iterable<Row>
  sorted: boolean
}

export function find(collection: Collection, filter: Filter, sort: SortField[] = []): Found {
  const id = idWanted(filter)
  if (id !== undefined) return { rows: byId(collection, id, filter), sorted: true }
  const keys = sort.length === 0 ? idsWanted(filter) : undefined
  if (keys) return { rows: byKeys(collection, keys), sorted: true }
  const chosen = plan(collection, filter, sort)
  return { rows: matching(collection, chosen, filter), sorted: chosen.sorted }
}

function idWanted(filter: Filter) {
  const parts = filter.kind === 'and' ? filter.of : [filter]
  for (const part of parts) {
    if (part.kind !== 'field' || part.path !== '_id' || part.condition.kind !== 'leaf') continue
    const { op, arg } = part.condition
    if (op === '$eq' && !isArray(arg)) return arg
  }
  return undefined
}

/** Keys of the ids, where a filter asks for some of them and for nothing else; in the order of the index. */
function idsWanted(filter: Filter): Buffer[] | undefined {
  if (filter.kind !== 'field' || filter.path !== '_id' || filter.condition.kind !== 'leaf') return undefined
  return pointsOf([filter.condition])
}

function* byKeys(collection: Collection, keys: readonly Buffer[]): Generator<Row> {
  for (const key of keys) {
    const row = collection.byKey(key)
    if (row) yield row
  }
}

function* byId(collection: Collection, id: Parameters<Collection['byId']>[0], filter: Filter): Generator<Row> {
  const row = collection.byId(id)
  // a filter of nothing but _id needs no look inside the document
  if (row && (filter.kind === 'field' || filter.test(row.doc))) yield row
}

function* matching(collection: Collection, chosen: Plan, filter: Filter): Generator<Row> {
  const everything = filter.kind === 'and' && filter.of.length === 0
  const seen = typeof chosen.source === 'object' && chosen.source.multikey ? new Set<number>() : undefined
  for (const row of reached(collection, chosen)) {
    if (seen?.has(row.rid)) continue
    seen?.add(row.rid)
    if (everything || filter.test(row.doc)) yield row
  }
}

function* reached(collection: Collection, chosen: Plan): Generator<Row> {
  const { first, next, keyFrom } = pages(collection, chosen)
  let there: Uint8Array | undefined
  for (const [index, range] of chosen.intervals.entries()) {
    if (there && Buffer.compare(range.high, there) <= 0) continue
    let size = SMALL_PAGE
    let page = first(range, size)
    // Many values that are looked for and few that are there: what lies before the next key need not be asked for.
    const following = page.length === 0 ? chosen.intervals[index + 1] : undefined
    if (following && !chosen.reverse) {
      there = keyFrom(following.low)
      if (!there) return
    }
    while (page.length > 0) {
      for (const [, rid, bytes] of page) yield new Row(rid, bytes)
      if (page.length < size) break
      if (collection.dropped) fail(175, 'collection dropped between getMore calls')
      const [key, rid] = page.at(-1) as Page[number]
      size = LARGE_PAGE
      page = next(range, key, rid, size)
    }
  }
}

interface Pages {
  first(range: Interval, size: number): Page
  next(range: Interval, key: Uint8Array, rid: number, size: number): Page
  /** The first key from there on; undefined behind the last. */
  keyFrom(low: Uint8Array): Uint8Array | undefined
}

const cached = new WeakMap<Collection | Index, Map<string, StatementSync>>()

/** Statements go with what they read, so dropping an index leaves none behind. */
function statement(collection: Collection, source: Plan['source'], sql: string): StatementSync {
  const statements = memo(cached, typeof source === 'object' ? source : collection, () => new Map())
  return memo(statements, sql, () => collection.database.prepare(sql))
}

function pages(collection: Collection, { source, reverse }: Plan): Pages {
  const run = (sql: string, ...values: (Uint8Array | number)[]): Page =>
    statement(collection, source, sql).all(...values) as unknown as Page
  const table = `c${collection.id}`
  if (source === undefined) {
    const select = `SELECT x'', rid, doc FROM ${table} WHERE rid > ? ORDER BY rid LIMIT ?`
    return {
      first: (_, size) => run(select, 0, size),
      next: (_, __, rid, size) => run(select, rid, size),
      keyFrom: () => undefined,
    }
  }
  const select =
    source === 'id'
      ? `SELECT k AS key, rid, doc FROM ${table}`
      : `SELECT i.key, i.rid, c.doc FROM i${source.id} i CROSS JOIN ${table} c ON c.rid = i.rid`
  const key = source === 'id' ? 'k' : 'i.key'
  const pair = source === 'id' ? '(k, rid)' : '(i.key, i.rid)'
  const from = source === 'id' ? `SELECT k FROM ${table} WHERE k` : `SELECT key FROM i${source.id} WHERE key`
  const keyFrom = (low: Uint8Array) => run(`${from} >= ? ORDER BY 1 LIMIT 1`, low)[0]?.[0]
  const order = `ORDER BY ${pair.slice(1, -1)} LIMIT ?`
  if (!reverse) {
    return {
      first: ({ low, high }, size) => run(`${select} WHERE ${key} >= ? AND ${key} < ? ${order}`, low, high, size),
      next: ({ high }, last, rid, size) =>
        run(`${select} WHERE ${pair} > (?, ?) AND ${key} < ? ${order}`, last, rid, high, size),
      keyFrom,
    }
  }
  const backwards = `ORDER BY ${pair.slice(1, -1).replace(',', ' DESC,')} DESC LIMIT ?`
  return {
    first: ({ low, high }, size) => run(`${select} WHERE ${key} >= ? AND ${key} < ? ${backwards}`, low, high, size),
    next: ({ low }, last, rid, size) =>
      run(`${select} WHERE ${pair} < (?, ?) AND ${key} >= ? ${backwards}`, last, rid, low, size),
    keyFrom,
  }
}
