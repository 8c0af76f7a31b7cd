import type { Binary, BSONRegExp, Code, Decimal128, Double, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { refuse } from '../errors.ts'

/** A document keeps the order of its keys whatever they look like, which a plain object does not ("10" before "a"). */
export type Doc = Map<string, Value>

/** A BSON value. int32 is a number, int64 a bigint, double a `Double`: no value loses its type on the way. */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Date
  | Value[]
  | Doc
  | Double
  | Decimal128
  | ObjectId
  | Binary
  | BSONRegExp
  | Timestamp
  | Code
  | MinKey
  | MaxKey

export type Numeric = number | bigint | Double | Decimal128

/** Where a type stands in the BSON comparison order; also its tag in index keys (so never 0). */
export const RANK = {
  minKey: 1,
  undefined: 2,
  null: 5,
  number: 10,
  string: 15,
  object: 20,
  array: 25,
  binData: 30,
  objectId: 35,
  bool: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  code: 60,
  maxKey: 127,
} as const

const BSON_CLASSES: Record<string, [rank: number, name: string, code: number]> = {
  Double: [RANK.number, 'double', 1],
  Decimal128: [RANK.number, 'decimal', 19],
  ObjectId: [RANK.objectId, 'objectId', 7],
  Binary: [RANK.binData, 'binData', 5],
  BSONRegExp: [RANK.regex, 'regex', 11],
  Timestamp: [RANK.timestamp, 'timestamp', 17],
  Code: [RANK.code, 'javascript', 13],
  MinKey: [RANK.minKey, 'minKey', -1],
  MaxKey: [RANK.maxKey, 'maxKey', 127],
}

const NULL = [RANK.null, 'null', 10] as const
const BOOL = [RANK.bool, 'bool', 8] as const
const INT = [RANK.number, 'int', 16] as const
const LONG = [RANK.number, 'long', 18] as const
const STRING = [RANK.string, 'string', 2] as const
const OBJECT = [RANK.object, 'object', 3] as const
const ARRAY = [RANK.array, 'array', 4] as const
const DATE = [RANK.date, 'date', 9] as const

function describe(value: Value): readonly [rank: number, name: string, code: number] {
  switch (typeof value) {
    case 'number':
      return INT
    case 'string':
      return STRING
    case 'boolean':
      return BOOL
    case 'bigint':
      return LONG
  }
  if (value === null) return NULL
  if (value instanceof Map) return OBJECT
  if (Array.isArray(value)) return ARRAY
  if (value instanceof Date) return DATE
  return BSON_CLASSES[value._bsontype] ?? refuse(`BSON type ${(value as { _bsontype: string })._bsontype}`)
}

export const rankOf = (value: Value): number => describe(value)[0]
/** The type's alias, as `$type` and error messages name it. */
export const typeName = (value: Value): string => describe(value)[1]
export const typeCode = (value: Value): number => describe(value)[2]

export const isDoc = (value: Value | undefined): value is Doc => value instanceof Map
export const isArray = (value: Value | undefined): value is Value[] => Array.isArray(value)

export function bsonType(value: Value | undefined): string | undefined {
  return typeof value === 'object' && value !== null ? (value as { _bsontype?: string })._bsontype : undefined
}
export const isDouble = (value: Value | undefined): value is Double => bsonType(value) === 'Double'
export const isDecimal = (value: Value | undefined): value is Decimal128 => bsonType(value) === 'Decimal128'
export const isRegex = (value: Value | undefined): value is BSONRegExp => bsonType(value) === 'BSONRegExp'
export const isTimestamp = (value: Value | undefined): value is Timestamp => bsonType(value) === 'Timestamp'
export const isObjectId = (value: Value | undefined): value is ObjectId => bsonType(value) === 'ObjectId'

export function isNumeric(value: Value | undefined): value is Numeric {
  if (typeof value === 'number' || typeof value === 'bigint') return true
  const type = bsonType(value)
  return type === 'Double' || type === 'Decimal128'
}

/** A deep copy of what updates change in place; scalars are shared, nothing alters them. */
export function clone(value: Value): Value {
  if (Array.isArray(value)) return value.map(clone)
  return value instanceof Map ? cloneDoc(value) : value
}

export function cloneDoc(doc: Doc): Doc {
  const copy: Doc = new Map()
  for (const [key, value] of doc) copy.set(key, clone(value))
  return copy
}
