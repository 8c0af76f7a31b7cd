import { Double } from 'bson'
import { exactOf } from '../bson/decimal.ts'
import { add, integer, isLong, multiply, negate, toNumber } from '../bson/numbers.ts'
import { isDecimal, isDouble, isNumeric, type Numeric, typeName, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { wholeNumber } from '../query/conditions.ts'
import { binary, type Expression, nullish, type Operator, operands, unary, variadic } from './expression.ts'
import { extreme } from './extreme.ts'
import { average, Sum } from './sum.ts'

/** An int64 that does not fit: MongoDB goes on in doubles or fails, by operator; here it always ends. */
export function inRange(value: Numeric, op: string): Numeric {
  return typeof value === 'bigint' && !isLong(value) ? refuse(`${op} beyond 64 bits`) : value
}

function numeric(value: Value, op: string): Numeric {
  return isNumeric(value) ? value : fail(14, `${op} only supports numeric types, not ${typeName(value)}`)
}

function plus(values: (Value | undefined)[], op: string): Value {
  if (values.some(nullish)) return null
  const dates = values.filter((value) => value instanceof Date)
  if (dates.length > 1) fail(16612, `only one date allowed in an ${op} expression`)
  const sum = new Sum()
  for (const value of values) if (!(value instanceof Date)) sum.add(numeric(value as Value, op))
  const total = inRange(sum.total(), op)
  return dates[0] ? shifted(dates[0], total) : total
}

/** A date some milliseconds later; a fraction of one is rounded. */
function shifted(date: Date, millis: Numeric): Date {
  if (isDecimal(millis)) refuse('a decimal added to a date')
  const number = toNumber(millis)
  if (!Number.isInteger(number)) refuse('a fraction of a millisecond added to a date')
  const result = new Date(date.getTime() + number)
  return Number.isNaN(result.getTime()) ? fail(15, 'date overflow') : result
}

function minus(a: Value | undefined, b: Value | undefined, op: string): Value {
  if (nullish(a) || nullish(b)) return null
  if (a instanceof Date)
    return b instanceof Date ? BigInt(a.getTime() - b.getTime()) : shifted(a, negate(numeric(b, op)))
  if (typeof a === 'number' && typeof b === 'number') return integer(a - b)
  return inRange(add(numeric(a, op), negate(numeric(b, op))), op)
}

function divide(a: Value | undefined, b: Value | undefined, op: string): Value {
  if (nullish(a) || nullish(b)) return null
  const [left, right] = [numeric(a, op), numeric(b, op)]
  if (isDecimal(left) || isDecimal(right)) refuse('$divide of decimals')
  if (toNumber(right) === 0) fail(2, "can't $divide by zero")
  return new Double(toNumber(left) / toNumber(right))
}

function modulo(a: Value | undefined, b: Value | undefined, op: string): Value {
  if (nullish(a) || nullish(b)) return null
  const [left, right] = [numeric(a, op), numeric(b, op)]
  if (isDecimal(left) || isDecimal(right)) refuse('$mod of decimals')
  if (toNumber(right) === 0) fail(16610, "can't $mod by zero")
  if (isDouble(left) || isDouble(right)) return new Double(toNumber(left) % toNumber(right))
  const result = BigInt(left) % BigInt(right)
  return typeof left === 'bigint' || typeof right === 'bigint' ? result : integer(result)
}

/** $ceil and $floor: integers are what they are, doubles stay doubles. */
const whole = (round: (value: number) => number): Operator =>
  unary((value, op) => {
    if (nullish(value)) return null
    const number = numeric(value, op)
    if (isDecimal(number)) refuse(`${op} of decimals`)
    return isDouble(number) ? new Double(round(number.value)) : number
  })

function absolute(value: Value | undefined, op: string): Value {
  if (nullish(value)) return null
  const number = numeric(value, op)
  return toNumber(number) < 0 ? inRange(negate(number), op) : number
}

/** $round and $trunc to a place, exactly: by the double's own digits, a tie to the even neighbour. */
const placed =
  (ties: boolean): Operator =>
  (arg, compile, op) => {
    const [operand, place] = operands(arg, compile, op, 1, 2) as [Expression, Expression | undefined]
    return (scope) => {
      const value = operand(scope)
      const to = place ? place(scope) : 0
      if (nullish(value) || nullish(to)) return null
      const digits = wholeNumber(to, `the place of ${op}`)
      if (digits < -20 || digits > 100)
        fail(51083, `cannot apply ${op} with precision value ${digits} value must be in [-20, 100]`)
      return roundTo(numeric(value, op), digits, ties, op)
    }
  }

function roundTo(value: Numeric, place: number, ties: boolean, op: string): Numeric {
  if (isDecimal(value)) refuse(`${op} of decimals`)
  if (isDouble(value) && !Number.isFinite(value.value)) return value
  const { digits, exponent } = exactOf(value)
  if (-exponent <= place) return value
  const unit = 10n ** BigInt(-exponent - place)
  const magnitude = digits < 0n ? -digits : digits
  let quotient = magnitude / unit
  const twice = (magnitude % unit) * 2n
  if (ties && (twice > unit || (twice === unit && quotient % 2n === 1n))) quotient++
  const negative = digits < 0n
  if (isDouble(value)) return new Double(Number(`${negative ? '-' : ''}${quotient}e${-place}`))
  const result = (negative ? -quotient : quotient) * 10n ** BigInt(-place)
  return inRange(typeof value === 'bigint' ? result : integer(result), op)
}

/** Over one argument that is an array: its elements; else over the arguments. */
const gathered =
  (apply: (values: (Value | undefined)[], op: string) => Value): Operator =>
  (arg, compile, op) => {
    const each = operands(arg, compile, op, 0, Number.POSITIVE_INFINITY)
    return (scope) => {
      const values = each.map((operand) => operand(scope))
      return apply(values.length === 1 && Array.isArray(values[0]) ? values[0] : values, op)
    }
  }

export const ARITHMETIC: Record<string, Operator> = {
  $add: variadic(plus),
  $subtract: binary(minus),
  $multiply: variadic((values, op) => {
    if (values.some(nullish)) return null
    return inRange(values.map((value) => numeric(value as Value, op)).reduce(multiply, 1), op)
  }),
  $divide: binary(divide),
  $mod: binary(modulo),
  $abs: unary(absolute),
  $ceil: whole(Math.ceil),
  $floor: whole(Math.floor),
  $round: placed(true),
  $trunc: placed(false),
  $sum: gathered((values, op) => {
    const sum = new Sum()
    for (const value of values) if (isNumeric(value)) sum.add(value)
    return inRange(sum.total(), op)
  }),
  $avg: gathered((values) => average(values)),
  $min: gathered((values) => extreme(values, -1)),
  $max: gathered((values) => extreme(values, 1)),
}
