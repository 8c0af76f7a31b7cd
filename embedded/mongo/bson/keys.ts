import type { Binary, BSONRegExp, Code, ObjectId, Timestamp } from 'bson'
import { Double } from 'bson'
import { exactOf, specialOf } from './decimal.ts'
import { compareNumbers, toNumber } from './numbers.ts'
import { type Doc, isDouble, type Numeric, RANK, rankOf, type Value } from './values.ts'

/** What an index holds for an empty array: before null, equal to nothing a query can name. */
export const UNDEFINED_KEY: Buffer = Buffer.from([RANK.undefined])
export const NULL_KEY: Buffer = Buffer.from([RANK.null])

/** Most that stays for the next key when a long one has needed more. */
const KEPT = 1 << 16
let buffer = Buffer.allocUnsafe(4096)
let at = 0

/**
 * Bytes that sort (memcmp) as `compare` sorts the values, and are equal when the values are.
 * No key is a prefix of another value's key, so keys can be concatenated, and inverted for descending order.
 */
export function encodeKey(value: Value): Buffer {
  at = 0
  write(value)
  const key = Buffer.from(buffer.subarray(0, at))
  if (buffer.length > KEPT) buffer = Buffer.allocUnsafeSlow(KEPT)
  return key
}

/** The same key turned round. */
export function inverted(key: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(key.length)
  for (let i = 0; i < key.length; i++) bytes[i] = ~(key[i] as number)
  return bytes
}

/** The first byte string after every one that starts with `prefix`; undefined when there is none. */
export function successor(prefix: Buffer): Buffer | undefined {
  let end = prefix.length
  while (end > 0 && prefix[end - 1] === 0xff) end--
  if (end === 0) return undefined
  const bytes = Buffer.from(prefix.subarray(0, end))
  bytes[end - 1] = (bytes[end - 1] as number) + 1
  return bytes
}

function room(size: number): void {
  if (at + size <= buffer.length) return
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + size))
  buffer.copy(larger, 0, 0, at)
  buffer = larger
}

function byte(value: number): void {
  room(1)
  buffer[at++] = value
}

function bytes(source: Uint8Array): void {
  room(source.length)
  buffer.set(source, at)
  at += source.length
}

/** Text ends with 0, which is nowhere else in it: the characters 0 and 1 are written 1 1 and 1 2. */
function text(value: string): void {
  room(value.length * 3 + 1)
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i)
    if (unit <= 1 || unit > 127) {
      escapedText(value.slice(i))
      return
    }
    buffer[at++] = unit
  }
  buffer[at++] = 0
}

function escapedText(value: string): void {
  for (const unit of Buffer.from(value, 'utf8')) {
    if (unit <= 1) byte(1)
    byte(unit <= 1 ? unit + 1 : unit)
  }
  byte(0)
}

function write(value: Value): void {
  const rank = rankOf(value)
  byte(rank)
  WRITERS[rank]?.(value as never)
}

const WRITERS: Record<number, (value: never) => void> = {
  [RANK.number]: number,
  [RANK.string]: text,
  [RANK.object]: (value: Doc) => {
    for (const [key, item] of value) {
      byte(rankOf(item))
      text(key)
      write(item)
    }
    byte(0)
  },
  [RANK.array]: (value: Value[]) => {
    for (const item of value) write(item)
    byte(0)
  },
  [RANK.binData]: (value: Binary) => {
    room(5)
    at = buffer.writeUInt32BE(value.position, at)
    byte(value.sub_type)
    bytes(value.value())
  },
  [RANK.objectId]: (value: ObjectId) => bytes(value.id),
  [RANK.bool]: (value: boolean) => byte(value ? 1 : 0),
  [RANK.date]: (value: Date) => sortableDouble(value.getTime()),
  [RANK.timestamp]: (value: Timestamp) => {
    room(8)
    at = buffer.writeBigUInt64BE(BigInt.asUintN(64, value.toBigInt()), at)
  },
  [RANK.regex]: (value: BSONRegExp) => {
    text(value.pattern)
    text(value.options)
  },
  [RANK.code]: (value: Code) => text(String(value.code)),
}

const EXACT = 0
const ABOVE = 1

/** The nearest double at or below the number; then, where that is not the number itself, all its digits. */
function number(value: Numeric): void {
  const near = doubleOf(value) ?? floorDouble(value)
  sortableDouble(near)
  const exact = doubleOf(value) !== undefined || compareNumbers(value, new Double(near)) === 0
  byte(exact ? EXACT : ABOVE)
  if (!exact) decimal(value)
}

/** The number as a double when it is one for certain. */
function doubleOf(value: Numeric): number | undefined {
  if (typeof value === 'number') return value
  return isDouble(value) ? value.value : specialOf(value)
}

function floorDouble(value: Numeric): number {
  const near = Math.min(toNumber(value), Number.MAX_VALUE)
  return compareNumbers(new Double(near), value) > 0 ? nextDown(near) : near
}

const words = new DataView(new ArrayBuffer(8))

function nextDown(value: number): number {
  if (value === 0) return -Number.MIN_VALUE
  words.setFloat64(0, value)
  words.setBigUint64(0, words.getBigUint64(0) + (value > 0 ? -1n : 1n))
  return words.getFloat64(0)
}

/** Eight bytes in the order of doubles, NaN first; -0 is 0. */
function sortableDouble(value: number): void {
  room(8)
  if (Number.isNaN(value)) {
    buffer.fill(0, at, at + 8)
  } else {
    buffer.writeDoubleBE(value === 0 ? 0 : value, at)
    const negative = (buffer[at] as number) >= 0x80
    if (negative) for (let i = at; i < at + 8; i++) buffer[i] = ~(buffer[i] as number)
    else buffer[at] = (buffer[at] as number) | 0x80
  }
  at += 8
}

/** Sign, magnitude, digits: in order among numbers of any precision. */
function decimal(value: Numeric): void {
  const { digits, exponent } = exactOf(value)
  const negative = digits < 0n
  const significant = String(negative ? -digits : digits)
  byte(negative ? 0 : 1)
  const start = at
  room(2)
  at = buffer.writeUInt16BE(significant.length + exponent + 0x8000, at)
  for (const digit of significant.replace(/0+$/, '')) byte(Number(digit) + 1)
  byte(0)
  if (negative) for (let i = start; i < at; i++) buffer[i] = ~(buffer[i] as number)
}
