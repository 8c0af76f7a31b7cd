import { isDecimal, isDouble, isObjectId, typeName, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { nullish, type Operator, unary, variadic } from './expression.ts'

function concat(values: (Value | undefined)[]): Value {
  if (values.some(nullish)) return null
  for (const value of values)
    if (typeof value !== 'string') fail(16702, `$concat only supports strings, not ${typeName(value as Value)}`)
  return values.join('')
}

function toText(value: Value | undefined): Value {
  if (nullish(value)) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value)
  if (value instanceof Date) return isoDate(value)
  if (isObjectId(value)) return value.toHexString()
  if (isDecimal(value)) return value.toString()
  if (isDouble(value)) return doubleText(value.value)
  return fail(241, `Unsupported conversion from ${typeName(value)} to string in $convert with no onError value`)
}

function isoDate(value: Date): string {
  const year = value.getUTCFullYear()
  return year >= 0 && year <= 9999 ? value.toISOString() : refuse('$toString of a year outside 0 to 9999')
}

/** A double's text where both ways of writing it (the shortest, and 16 digits) agree; else it is refused. */
function doubleText(value: number): string {
  const size = Math.abs(value)
  const plain = size === 0 || (size >= 1e-4 && size < 1e15)
  if (!plain || Object.is(value, -0) || Number(value.toPrecision(15)) !== value)
    refuse(`$toString of the double ${value}`)
  return String(value)
}

function text(value: Value | undefined, op: string): string {
  if (nullish(value)) return ''
  if (typeof value === 'string') return value
  return refuse(`${op} of ${typeName(value)}`)
}

export const STRINGS: Record<string, Operator> = {
  $concat: variadic(concat),
  $toString: unary(toText),
  // only ASCII letters change, on MongoDB as well
  $toLower: unary((value, op) => text(value, op).replace(/[A-Z]/g, (letter) => letter.toLowerCase())),
  $toUpper: unary((value, op) => text(value, op).replace(/[a-z]/g, (letter) => letter.toUpperCase())),
  $strLenCP: unary((value) => {
    if (typeof value !== 'string')
      fail(34471, `$strLenCP requires a string argument, found: ${value === undefined ? 'missing' : typeName(value)}`)
    return [...value].length
  }),
}
