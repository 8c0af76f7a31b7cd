import { Binary, BSONRegExp, Code, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { fail, refuse } from '../errors.ts'
import type { Doc, Value } from './values.ts'

export const MAX_DEPTH = 180
const MAX_DATE = 8.64e15

let at = 0

/** Reads a whole BSON document. */
export function decode(bytes: Buffer, offset = 0): Doc {
  at = offset
  try {
    return readDocument(bytes, bytes.length, 0)
  } catch (error) {
    if (error instanceof RangeError) fail(22, `invalid BSON: ${error.message}`)
    throw error
  }
}

function frame(bytes: Buffer, end: number, depth: number): number {
  if (depth > MAX_DEPTH) fail(15, `a document may nest ${MAX_DEPTH} levels deep, no more`)
  const stop = at + bytes.readInt32LE(at)
  if (stop > end || stop < at + 5 || bytes[stop - 1] !== 0) fail(22, 'invalid BSON: a document has a wrong length')
  at += 4
  return stop
}

function readDocument(bytes: Buffer, end: number, depth: number): Doc {
  const stop = frame(bytes, end, depth)
  const doc: Doc = new Map()
  while (at < stop - 1) {
    const type = bytes[at++] as number
    const key = readName(bytes, stop)
    doc.set(key, readValue(bytes, type, stop, depth))
  }
  at = stop
  return doc
}

function readArray(bytes: Buffer, end: number, depth: number): Value[] {
  const stop = frame(bytes, end, depth)
  const array: Value[] = []
  while (at < stop - 1) {
    const type = bytes[at++] as number
    while (bytes[at++] !== 0) if (at >= stop) fail(22, 'invalid BSON: a name has no end')
    array.push(readValue(bytes, type, stop, depth))
  }
  at = stop
  return array
}

function readName(bytes: Buffer, stop: number): string {
  const start = at
  let text = ''
  let ascii = true
  for (let byte = bytes[at] as number; byte !== 0; byte = bytes[at] as number) {
    if (byte > 127) ascii = false
    else if (ascii) text += String.fromCharCode(byte)
    if (++at >= stop) fail(22, 'invalid BSON: a name has no end')
  }
  at++
  return ascii ? text : bytes.toString('utf8', start, at - 1)
}

const SHORT = 24

function readString(bytes: Buffer, stop: number): string {
  const length = bytes.readInt32LE(at)
  const start = at + 4
  at = start + length
  if (length < 1 || at > stop || bytes[at - 1] !== 0) fail(22, 'invalid BSON: a string has a wrong length')
  if (length > SHORT) return bytes.toString('utf8', start, at - 1)
  let text = ''
  for (let i = start; i < at - 1; i++) {
    const byte = bytes[i] as number
    if (byte > 127) return bytes.toString('utf8', start, at - 1)
    text += String.fromCharCode(byte)
  }
  return text
}

function take(bytes: Buffer, length: number): Buffer {
  if (length < 0 || at + length > bytes.length) fail(22, 'invalid BSON: a value runs over the end')
  at += length
  return Buffer.from(bytes.subarray(at - length, at))
}

function readLong(bytes: Buffer): bigint {
  at += 8
  return bytes.readBigInt64LE(at - 8)
}

function readDate(bytes: Buffer): Date {
  const low = bytes.readUInt32LE(at)
  const millis = bytes.readInt32LE(at + 4) * 4294967296 + low
  at += 8
  if (millis > MAX_DATE || millis < -MAX_DATE) refuse('a date more than 8.64e15 ms from 1970')
  return new Date(millis)
}

function readBinary(bytes: Buffer): Binary {
  let length = bytes.readInt32LE(at)
  const subtype = bytes[at + 4] as number
  at += 5
  if (subtype === Binary.SUBTYPE_BYTE_ARRAY) {
    length = bytes.readInt32LE(at)
    at += 4
  }
  return new Binary(take(bytes, length), subtype)
}

function readValue(bytes: Buffer, type: number, stop: number, depth: number): Value {
  switch (type) {
    case 0x01:
      at += 8
      return new Double(bytes.readDoubleLE(at - 8))
    case 0x02:
      return readString(bytes, stop)
    case 0x03:
      return readDocument(bytes, stop, depth + 1)
    case 0x04:
      return readArray(bytes, stop, depth + 1)
    case 0x07:
      return new ObjectId(take(bytes, 12))
    case 0x08:
      return bytes[at++] === 1
    case 0x09:
      return readDate(bytes)
    case 0x0a:
      return null
    case 0x10:
      at += 4
      return bytes.readInt32LE(at - 4)
    case 0x12:
      return readLong(bytes)
    default:
      return readRare(bytes, type, stop)
  }
}

function readRare(bytes: Buffer, type: number, stop: number): Value {
  switch (type) {
    case 0x05:
      return readBinary(bytes)
    case 0x0b:
      return new BSONRegExp(readName(bytes, stop), readName(bytes, stop))
    case 0x0d:
      return new Code(readString(bytes, stop))
    case 0x11:
      return new Timestamp(Long.fromBigInt(readLong(bytes)))
    case 0x13:
      return new Decimal128(take(bytes, 16))
    case 0x7f:
      return new MaxKey()
    case 0xff:
      return new MinKey()
    default:
      return refuse(`BSON type 0x${type.toString(16).padStart(2, '0')}`)
  }
}
