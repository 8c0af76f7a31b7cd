import type { BSONRegExp } from 'bson'
import { compare, equals } from '../bson/compare.ts'
import { toNumber } from '../bson/numbers.ts'
import { isArray, isDoc, isNumeric, isRegex, RANK, rankOf, typeCode, typeName, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { toRegExp } from './regex.ts'

/** Where a match was found in an array, for the positional `$`. */
export interface Position {
  array: string
  index: number
}

export type Test = (value: Value | undefined, positions?: Position[], path?: string) => boolean

/** What is asked of the value at a path. A leaf without `expand` sees an array as one value. */
export type Condition =
  | { kind: 'leaf'; op: string; arg: Value; test: Test; expand: boolean }
  | { kind: 'not'; of: Condition[] }
  | { kind: 'all'; of: Condition[] }

export function leaf(op: string, arg: Value, test: Test, expand = true): Condition {
  return { kind: 'leaf', op, arg, test, expand }
}
const not = (...of: Condition[]): Condition => ({ kind: 'not', of })

export function isEqual(arg: Value): Condition {
  return leaf('$eq', arg, equalTo(arg))
}

function equalTo(arg: Value): Test {
  if (arg === null) return (value) => value === undefined || value === null
  if (typeof arg === 'string' || typeof arg === 'boolean') return (value) => value === arg
  return (value) => value !== undefined && equals(value, arg)
}

/** A value standing alone in a filter: a regular expression searches, anything else is equality. */
export function matches(arg: Value): Condition {
  return isRegex(arg) ? searches(arg) : isEqual(arg)
}

export function searches(regex: BSONRegExp): Condition {
  const expression = toRegExp(regex)
  const test: Test = (value) =>
    typeof value === 'string' ? expression.test(value) : isRegex(value) && equals(value, regex)
  return leaf('$regex', regex, test)
}

const isNaNValue = (value: Value): boolean => isNumeric(value) && Number.isNaN(toNumber(value))

function ordered(op: string, arg: Value, holds: (order: number) => boolean): Condition {
  const rank = rankOf(arg)
  if (isRegex(arg)) fail(2, `Can't have RegEx as arg to predicate over field '${op}'.`)
  if (rank === RANK.minKey || rank === RANK.maxKey) refuse(`${op} with MinKey or MaxKey`)
  if (arg === null) return leaf(op, arg, (value) => holds(0) && (value === undefined || value === null))
  const nan = isNaNValue(arg)
  return leaf(op, arg, (value) => {
    if (value === undefined || rankOf(value) !== rank) return false
    if (nan || isNaNValue(value)) return nan && isNaNValue(value) && holds(0)
    return holds(compare(value, arg))
  })
}

function list(op: string, arg: Value): Value[] {
  return isArray(arg) ? arg : fail(2, `${op} needs an array`)
}

function isIn(arg: Value): Condition {
  const items = list('$in', arg)
  for (const item of items) if (isDoc(item) && [...item.keys()][0]?.startsWith('$')) fail(2, 'cannot nest $ under $in')
  const strings = new Set(items.filter((item) => typeof item === 'string'))
  const tests = items.filter((item) => typeof item !== 'string').map((item) => (matches(item) as { test: Test }).test)
  const test: Test = (value) => (typeof value === 'string' && strings.has(value)) || tests.some((each) => each(value))
  return leaf('$in', arg, test)
}

/** A whole number, whichever numeric type carries it. */
export function wholeNumber(arg: Value | undefined, what: string): number {
  const number = isNumeric(arg) ? toNumber(arg) : Number.NaN
  return Number.isSafeInteger(number) ? number : fail(2, `${what} must be a whole number`)
}

function hasRemainder(arg: Value): Condition {
  const parts = list('$mod', arg)
  if (parts.length !== 2) fail(2, 'malformed mod, needs to be an array of two whole numbers')
  const [divisor, remainder] = parts.map((part) => BigInt(wholeNumber(part, '$mod'))) as [bigint, bigint]
  if (divisor === 0n) fail(2, 'divisor cannot be 0')
  return leaf('$mod', arg, (value) => {
    if (!isNumeric(value)) return false
    if (typeof value === 'bigint') return value % divisor === remainder
    const number = toNumber(value)
    return Number.isFinite(number) && BigInt(Math.trunc(number)) % divisor === remainder
  })
}

const TYPE_NAMES = [
  'double',
  'string',
  'object',
  'array',
  'binData',
  'objectId',
  'bool',
  'date',
  'null',
  'regex',
].concat(['javascript', 'int', 'timestamp', 'long', 'decimal', 'minKey', 'maxKey', 'number'])

function hasType(arg: Value): Condition {
  const tests = (isArray(arg) ? arg : [arg]).map((type): ((value: Value) => boolean) => {
    if (typeof type === 'string') {
      if (!TYPE_NAMES.includes(type)) fail(2, `Unknown type name alias: ${type}`)
      return type === 'number' ? isNumeric : (value) => typeName(value) === type
    }
    const code = wholeNumber(type, '$type')
    return (value) => typeCode(value) === code
  })
  if (tests.length === 0) fail(9, '$type must match at least one type')
  return leaf('$type', arg, (value) => value !== undefined && tests.some((test) => test(value)))
}

function hasSize(arg: Value): Condition {
  const size = wholeNumber(arg, '$size')
  if (size < 0) fail(2, '$size may not be negative')
  return leaf('$size', arg, (value) => isArray(value) && value.length === size, false)
}

export const truthy = (arg: Value): boolean => (isNumeric(arg) ? toNumber(arg) !== 0 : arg !== null && arg !== false)

/** The operators on one value; `$not`, `$all`, `$elemMatch`, `$regex` build on filters and live there. */
export const CONDITIONS: Record<string, (arg: Value) => Condition> = {
  $eq: isEqual,
  $ne: (arg) => (isRegex(arg) ? fail(2, "Can't have regex as arg to $ne.") : not(isEqual(arg))),
  $gt: (arg) => ordered('$gt', arg, (order) => order > 0),
  $gte: (arg) => ordered('$gte', arg, (order) => order >= 0),
  $lt: (arg) => ordered('$lt', arg, (order) => order < 0),
  $lte: (arg) => ordered('$lte', arg, (order) => order <= 0),
  $in: isIn,
  $nin: (arg) => not(isIn(arg)),
  $exists: (arg) => {
    const present = leaf('$exists', arg, (value) => value !== undefined)
    return truthy(arg) ? present : not(present)
  },
  $type: hasType,
  $size: hasSize,
  $mod: hasRemainder,
}
