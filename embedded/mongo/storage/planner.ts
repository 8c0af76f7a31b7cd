import { equals } from '../bson/compare.ts'
import { inverted } from '../bson/keys.ts'
import { isArray, type Value } from '../bson/values.ts'
import type { Filter } from '../query/filter.ts'
import { splitPath } from '../query/paths.ts'
import type { SortField } from '../query/sort.ts'
import { type Demands, demandsOf, EVERYTHING, type Interval, interval, pointsOf, spanOf } from './bounds.ts'
import type { Collection } from './collection.ts'
import type { Index } from './index-entries.ts'

/** How matching documents are reached. Every document reached is tested with the whole filter again. */
export interface Plan {
  /** The index to read; `id` is the collection's own, undefined the order of insertion. */
  source: Index | 'id' | undefined
  intervals: Interval[]
  reverse: boolean
  /** The source delivers the wanted order. */
  sorted: boolean
}

interface Candidate {
  fields: SortField[]
  multikey: number
  source: Index | 'id'
}

const MAX_INTERVALS = 50_000

/** Picks the index that narrows most, equality before range before order; no index, no narrowing, is a plan too. */
export function plan(collection: Collection, filter: Filter, sort: SortField[]): Plan {
  const demands = demandsOf(filter)
  let best: Plan = { source: undefined, intervals: [EVERYTHING], reverse: false, sorted: sort.length === 0 }
  let bestScore = 0
  const id: Candidate = { source: 'id', fields: [{ path: '_id', direction: 1 }], multikey: 0 }
  for (const candidate of [id, ...collection.indexes.map(candidateOf)]) {
    if (candidate.source !== 'id' && !covers(candidate.source, demands)) continue
    const { plan, score } = planWith(candidate, demands, sort)
    if (score > bestScore) [best, bestScore] = [plan, score]
  }
  return best
}

const candidateOf = (index: Index): Candidate => ({ source: index, fields: index.fields, multikey: index.multikey })

function planWith(candidate: Candidate, demands: Demands, sort: SortField[]): { plan: Plan; score: number } {
  const { fields, multikey, source } = candidate
  let prefixes = [Buffer.alloc(0)]
  let used = 0
  let fixed = 0
  for (; used < fields.length; used++) {
    const { path, direction } = fields[used] as SortField
    const leaves = usable(candidate, used) ? demands.get(path) : undefined
    const points = leaves && pointsOf(leaves)
    if (!points || prefixes.length * points.length > MAX_INTERVALS) break
    if (points.length === 1 && fixed === used) fixed++
    const parts = direction === 1 ? points : points.map(inverted).reverse()
    prefixes = prefixes.flatMap((prefix) => parts.map((part) => Buffer.concat([prefix, part])))
  }
  const next = fields[used]
  const leaves = next && usable(candidate, used) ? demands.get(next.path) : undefined
  const span = leaves && spanOf(leaves, isMultikey(multikey, used))
  const intervals = prefixes.map((prefix) => interval(prefix, span, next?.direction ?? 1))
  const order = prefixes.length === 1 ? sortOrder(candidate, fixed, sort) : undefined
  const plan = { source, intervals, reverse: order === -1, sorted: sort.length === 0 || order !== undefined }
  return { plan, score: used * 4 + (span ? 2 : 0) + (sort.length > 0 && order !== undefined ? 3 : 0) }
}

const isMultikey = (mask: number, field: number): boolean => (mask & (1 << field)) !== 0

/** Two fields under one array are indexed element by element: a filter's demands may meet in different elements. */
function usable({ fields, multikey }: Candidate, at: number): boolean {
  if (!isMultikey(multikey, at)) return true
  const root = splitPath((fields[at] as SortField).path)[0]
  return !fields.slice(0, at).some(({ path }, i) => isMultikey(multikey, i) && splitPath(path)[0] === root)
}

/** 1 or -1 when reading the index that way delivers the order; the first `fixed` fields have one value only. */
function sortOrder({ fields, multikey }: Candidate, fixed: number, sort: SortField[]): 1 | -1 | undefined {
  let at = 0
  let order: 1 | -1 | undefined
  for (const { path, direction } of sort) {
    const pinned = fields.findIndex((field, i) => i < fixed && field.path === path && !isMultikey(multikey, i))
    if (pinned >= 0) continue
    at = Math.max(at, fixed)
    const field = fields[at]
    if (field?.path !== path || isMultikey(multikey, at)) return undefined
    const way = field.direction === direction ? 1 : -1
    if (order !== undefined && order !== way) return undefined
    order = way
    at++
  }
  return order ?? 1
}

/** A partial index serves a filter that demands everything its own filter does. */
function covers({ options }: Index, demands: Demands): boolean {
  if (!options.partial) return true
  for (const [path, wanted] of demandsOf(options.partial.filter)) {
    const given = demands.get(path) ?? []
    const value = given.find(({ op, arg }) => op === '$eq' && arg !== null && !isArray(arg))?.arg
    for (const leaf of wanted) {
      const same = given.some(({ op, arg }) => op === leaf.op && equals(arg, leaf.arg as Value))
      if (!same && !(value !== undefined && leaf.test(value))) return false
    }
  }
  return true
}
