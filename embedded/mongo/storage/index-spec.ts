import { toNumber } from '../bson/numbers.ts'
import { type Doc, isDoc, isNumeric, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { truthy } from '../query/conditions.ts'
import { type Filter, parseFilter } from '../query/filter.ts'
import { sortFields } from '../query/sort.ts'
import type { IndexOptions } from './index-entries.ts'

const READ = new Set([
  'v',
  'key',
  'name',
  'unique',
  'expireAfterSeconds',
  'partialFilterExpression',
  'background',
  'ns',
])
/** Options that change nothing when they are off. */
const OFF = new Set(['sparse', 'hidden'])
const MAX_EXPIRE = 2 ** 31 - 1

/** Reads one index as createIndexes gives it. */
export function indexOptions(spec: Doc): IndexOptions {
  for (const [option, value] of spec)
    if (!READ.has(option) && !(OFF.has(option) && !truthy(value))) refuse(`the index option ${option}`)
  const key = spec.get('key')
  if (!isDoc(key) || key.size === 0) fail(67, 'Index keys cannot be an empty object')
  checkKey(key)
  const name = spec.get('name') ?? [...key].map(([path, value]) => `${path}_${value}`).join('_')
  if (typeof name !== 'string' || name === '') fail(67, 'index names must be non-empty strings')
  const partial = spec.get('partialFilterExpression')
  if (partial !== undefined && !isDoc(partial)) fail(14, 'partialFilterExpression must be a document')
  const expire = expiry(spec.get('expireAfterSeconds'), key)
  return {
    name,
    key,
    unique: truthy(spec.get('unique') ?? false),
    ...(expire === undefined ? {} : { expireAfterSeconds: expire }),
    ...(partial ? { partial: { spec: partial, filter: partialFilter(partial) } } : {}),
  }
}

function checkKey(key: Doc): void {
  if (key.size > 31) fail(67, 'an index may have 31 fields, no more')
  for (const [path, value] of key) {
    if (typeof value === 'string') refuse(`the index type ${value}`)
    if (path.includes('$**')) refuse('a wildcard index')
  }
  try {
    sortFields(key)
  } catch (error) {
    fail(67, `bad index key pattern: ${(error as Error).message}`)
  }
}

function expiry(value: Value | undefined, key: Doc): number | undefined {
  if (value === undefined) return undefined
  const seconds = isNumeric(value) ? toNumber(value) : -1
  if (!Number.isInteger(seconds) || seconds < 0 || seconds > MAX_EXPIRE)
    fail(67, 'TTL index expireAfterSeconds option must be a whole number from 0 to 2147483647')
  if (key.size > 1 || key.has('_id')) fail(67, 'TTL indexes are single-field indexes, not on _id')
  return seconds
}

const PARTIAL = ['$eq', '$exists', '$gt', '$gte', '$lt', '$lte', '$type', '$in']

function partialFilter(spec: Doc): Filter {
  const filter = parseFilter(spec)
  checkPartial(filter)
  return filter
}

function checkPartial(filter: Filter): void {
  if (filter.kind === 'and') filter.of.forEach(checkPartial)
  else if (filter.kind !== 'field') fail(67, 'unsupported expression in partial index: only a conjunction will do')
  else if (filter.condition.kind !== 'leaf' || !PARTIAL.includes(filter.condition.op))
    fail(67, `unsupported expression in partial index: on ${filter.path}`)
}

/** The index as it is stored and listed. */
export function indexSpec({ name, key, unique, expireAfterSeconds, partial }: IndexOptions): Doc {
  const spec: Doc = new Map<string, Value>([
    ['v', 2],
    ['key', key],
    ['name', name],
  ])
  if (unique) spec.set('unique', true)
  if (expireAfterSeconds !== undefined) spec.set('expireAfterSeconds', expireAfterSeconds)
  if (partial) spec.set('partialFilterExpression', partial.spec)
  return spec
}
