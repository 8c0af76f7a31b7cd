import { encodeKey, inverted, NULL_KEY, successor } from '../bson/keys.ts'
import { isArray, isRegex, rankOf, type Value } from '../bson/values.ts'
import { memo } from '../memo.ts'
import type { Condition } from '../query/conditions.ts'
import type { Filter } from '../query/filter.ts'

type Leaf = Extract<Condition, { kind: 'leaf' }>

/** Encoded values from `low` to `high`, both meant as prefixes: everything that starts with `high` is inside. */
export interface Span {
  low: Buffer
  high: Buffer
}

const indexable = (value: Value): boolean => !isArray(value) && !isRegex(value)

/** One condition every match meets: a leaf of the filter, or the span that the branches of an `$or` have in common. */
export type Demand = Pick<Leaf, 'op' | 'arg' | 'test'> & { span?: Span }

/** What a filter demands of every match, by path: the parts of its conjunction that an index may serve. */
export type Demands = Map<string, Demand[]>

export function demandsOf(filter: Filter, demands: Demands = new Map()): Demands {
  if (filter.kind === 'and') for (const part of filter.of) demandsOf(part, demands)
  if (filter.kind === 'field') collect(filter.path, filter.condition, demands)
  if (filter.kind === 'or') for (const [path, span] of hulls(filter.of)) demand(demands, path, { ...HULL, span })
  return demands
}

const HULL = { op: '$or', arg: null, test: () => true }

function collect(path: string, condition: Condition, demands: Demands): void {
  if (condition.kind === 'all') for (const part of condition.of) collect(path, part, demands)
  if (condition.kind === 'leaf') demand(demands, path, condition)
}

function demand(demands: Demands, path: string, wanted: Demand): void {
  memo(demands, path, () => []).push(wanted)
}

/** Per path the span around all branches, where each branch has one: how a page goes on from (field, _id). */
function* hulls(branches: Filter[]): Generator<[path: string, span: Span]> {
  const [first, ...others] = branches.map((branch) => demandsOf(branch))
  for (const [path, demands] of first ?? []) {
    const spans = [demands, ...others.map((other) => other.get(path))].map((each) => each && branchSpan(each))
    if (!spans.every((span) => span !== undefined)) continue
    yield [path, spans.reduce((a, b) => ({ low: earlier(a.low, b.low), high: further(a.high, b.high) }))]
  }
}

function branchSpan(demands: Demand[]): Span | undefined {
  const points = pointsOf(demands)
  const [low, high] = [points?.[0], points?.at(-1)]
  return low && high ? { low, high } : spanOf(demands, true)
}

/** The single values a field must have, or undefined when the demands name none. */
export function pointsOf(leaves: Demand[]): Buffer[] | undefined {
  const equal = leaves.find(({ op, arg }) => op === '$eq' && indexable(arg))
  if (equal) return [encodeKey(equal.arg)]
  const isIn = leaves.find(({ op, arg }) => op === '$in' && isArray(arg) && arg.every(indexable))
  if (!isIn) return undefined
  const keys = (isIn.arg as Value[]).map(encodeKey).sort(Buffer.compare)
  return keys.filter((key, i) => i === 0 || !key.equals(keys[i - 1] as Buffer))
}

/** The span a field's value lies in. Over an array each bound may hold for another element: only one is taken. */
export function spanOf(leaves: Demand[], multikey: boolean): Span | undefined {
  let span: Span | undefined
  for (const leaf of leaves) {
    const next = rangeSpan(leaf)
    if (!next) continue
    if (multikey) return next
    span = span ? { low: later(span.low, next.low), high: nearer(span.high, next.high) } : next
  }
  return span
}

function rangeSpan({ op, arg, span }: Demand): Span | undefined {
  if (span) return span
  if (!['$gt', '$gte', '$lt', '$lte'].includes(op) || !indexable(arg)) return undefined
  if (arg === null) return { low: NULL_KEY, high: NULL_KEY }
  const key = encodeKey(arg)
  const type = Buffer.from([rankOf(arg)])
  return op.startsWith('$g') ? { low: key, high: type } : { low: type, high: key }
}

const later = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) >= 0 ? a : b)
const earlier = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(a, b) <= 0 ? a : b)

/** Of two upper bounds the nearer, or the further: a prefix of the other reaches further than it. */
const nearer = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(end(a), end(b)) <= 0 ? a : b)
const further = (a: Buffer, b: Buffer): Buffer => (Buffer.compare(end(a), end(b)) >= 0 ? a : b)

const LAST = Buffer.alloc(64, 0xff)
const end = (prefix: Buffer): Buffer => successor(prefix) ?? LAST

/** A range of index keys: from `low`, up to but without `high`. */
export interface Interval {
  low: Buffer
  high: Buffer
}

export const EVERYTHING: Interval = { low: Buffer.alloc(0), high: LAST }

/** The keys that start with `prefix` and go on inside `span` (of a field in this direction). */
export function interval(prefix: Buffer, span: Span | undefined, direction: 1 | -1): Interval {
  if (!span) return prefix.length > 0 ? { low: prefix, high: end(prefix) } : EVERYTHING
  const [low, high] = direction === 1 ? [span.low, span.high] : [inverted(span.high), inverted(span.low)]
  return { low: Buffer.concat([prefix, low]), high: end(Buffer.concat([prefix, high])) }
}
