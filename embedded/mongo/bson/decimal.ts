import { Decimal128 } from 'bson'
import { isDecimal, isDouble, type Numeric } from './values.ts'

/** A finite number, exactly: digits × 10^exponent. */
export interface Exact {
  digits: bigint
  exponent: number
}

const PRECISION = 34
const FORM = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/

export function parseExact(text: string): Exact {
  const parts = FORM.exec(text)
  if (!parts) throw new Error(`${text} is not a finite decimal`)
  const [, sign, whole, fraction = '', exponent = '0'] = parts
  return { digits: BigInt(`${sign}${whole}${fraction}`), exponent: Number(exponent) - fraction.length }
}

/** NaN or an infinity as a JS number; undefined for a finite value. */
export function specialOf(value: Numeric): number | undefined {
  if (isDouble(value)) return Number.isFinite(value.value) ? undefined : value.value
  if (!isDecimal(value)) return undefined
  const number = Number(value.toString())
  return /^-?[\d.]/.test(value.toString()) ? undefined : number
}

const words = new DataView(new ArrayBuffer(8))

function exactDouble(value: number): Exact {
  words.setFloat64(0, value)
  const bits = words.getBigUint64(0)
  const biased = Number((bits >> 52n) & 0x7ffn)
  const fraction = bits & 0xfffffffffffffn
  const mantissa = biased === 0 ? fraction : fraction | 0x10000000000000n
  const power = (biased === 0 ? 1 : biased) - 1075
  const digits = value < 0 ? -mantissa : mantissa
  if (power >= 0) return { digits: digits << BigInt(power), exponent: 0 }
  return { digits: digits * 5n ** BigInt(-power), exponent: power }
}

/** The value of a finite number, to the last digit. */
export function exactOf(value: Numeric): Exact {
  if (typeof value === 'number' || typeof value === 'bigint') return { digits: BigInt(value), exponent: 0 }
  return isDouble(value) ? exactDouble(value.value) : parseExact(value.toString())
}

/** A finite number as MongoDB turns it into a decimal: doubles to 15 significant digits. */
function operand(value: Numeric): Exact {
  return isDouble(value) ? parseExact(value.value.toPrecision(15)) : exactOf(value)
}

export function compareExact(a: Exact, b: Exact): number {
  const low = Math.min(a.exponent, b.exponent)
  const difference = shift(a, low) - shift(b, low)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

function shift(value: Exact, exponent: number): bigint {
  return value.digits * 10n ** BigInt(value.exponent - exponent)
}

const absolute = (value: bigint): bigint => (value < 0n ? -value : value)

function roundHalfEven({ digits, exponent }: Exact): Exact {
  const excess = absolute(digits).toString().length - PRECISION
  if (excess <= 0) return { digits, exponent }
  const unit = 10n ** BigInt(excess)
  let quotient = absolute(digits) / unit
  const twice = (absolute(digits) % unit) * 2n
  if (twice > unit || (twice === unit && quotient % 2n === 1n)) quotient++
  return roundHalfEven({ digits: digits < 0n ? -quotient : quotient, exponent: exponent + excess })
}

function toDecimal(value: Exact): Decimal128 {
  const { digits, exponent } = roundHalfEven(value)
  return Decimal128.fromString(`${digits}E${exponent}`)
}

const special = (value: number): Decimal128 => Decimal128.fromString(String(value))
const asNumber = (value: Numeric): number => specialOf(value) ?? Number(exactOf(value).digits)

export function addDecimal(a: Numeric, b: Numeric): Decimal128 {
  if (specialOf(a) !== undefined || specialOf(b) !== undefined) return special(asNumber(a) + asNumber(b))
  const [left, right] = [operand(a), operand(b)]
  const exponent = Math.min(left.exponent, right.exponent)
  return toDecimal({ digits: shift(left, exponent) + shift(right, exponent), exponent })
}

export function multiplyDecimal(a: Numeric, b: Numeric): Decimal128 {
  if (specialOf(a) !== undefined || specialOf(b) !== undefined) return special(asNumber(a) * asNumber(b))
  const [left, right] = [operand(a), operand(b)]
  return toDecimal({ digits: left.digits * right.digits, exponent: left.exponent + right.exponent })
}
