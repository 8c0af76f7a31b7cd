import { Double } from 'bson'
import { addDecimal, compareExact, exactOf, multiplyDecimal, specialOf } from './decimal.ts'
import { isDecimal, isDouble, type Numeric } from './values.ts'

const LONG_MIN = -(2n ** 63n)
const LONG_MAX = 2n ** 63n - 1n

export const isLong = (value: bigint): boolean => value >= LONG_MIN && value <= LONG_MAX
export const isInt = (value: number): boolean => (value | 0) === value

/** The nearest JS number. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  return isDouble(value) ? value.value : Number(value.toString())
}

/** An integer as int32 where it fits, else int64. */
export function integer(value: bigint | number): number | bigint {
  const number = Number(value)
  return isInt(number) ? number | 0 : BigInt(value)
}

/** Compares across the four types by value; NaN comes before every number and equals itself. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (isDecimal(a) || isDecimal(b)) return compareDecimals(a, b)
  const left = isDouble(a) ? a.value : a
  const right = isDouble(b) ? b.value : b
  // a bigint beside a number compares exactly in JavaScript
  if (left < right) return -1
  if (left > right) return 1
  return compareNaN(Number.isNaN(left), Number.isNaN(right))
}

function compareNaN(left: boolean, right: boolean): number {
  return left === right ? 0 : left ? -1 : 1
}

function compareDecimals(a: Numeric, b: Numeric): number {
  const [left, right] = [specialOf(a), specialOf(b)]
  if (left === undefined && right === undefined) return compareExact(exactOf(a), exactOf(b))
  return compareNumbers(new Double(left ?? 0), new Double(right ?? 0))
}

function combine(
  a: Numeric,
  b: Numeric,
  integers: (a: bigint, b: bigint) => bigint,
  doubles: (a: number, b: number) => number,
  decimals: (a: Numeric, b: Numeric) => Numeric,
): Numeric {
  if (isDecimal(a) || isDecimal(b)) return decimals(a, b)
  if (isDouble(a) || isDouble(b)) return new Double(doubles(toNumber(a), toNumber(b)))
  const result = integers(BigInt(a), BigInt(b))
  return typeof a === 'number' && typeof b === 'number' ? integer(result) : result
}

/** Adds as MongoDB does: the wider type wins, int32 grows to int64. An int64 may overflow: ask `isLong`. */
export function add(a: Numeric, b: Numeric): Numeric {
  if (typeof a === 'number' && typeof b === 'number') return integer(a + b)
  return combine(a, b, (x, y) => x + y, (x, y) => x + y, addDecimal) // biome-ignore format: one line reads best
}

export function multiply(a: Numeric, b: Numeric): Numeric {
  return combine(a, b, (x, y) => x * y, (x, y) => x * y, multiplyDecimal) // biome-ignore format: one line reads best
}

export function negate(value: Numeric): Numeric {
  return typeof value === 'object' && isDouble(value) ? new Double(-value.value) : multiply(value, -1)
}
