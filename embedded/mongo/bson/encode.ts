import type { Binary, BSONRegExp, Code, Decimal128, Double, ObjectId, Timestamp } from 'bson'
import { fail } from '../errors.ts'
import { MAX_DEPTH } from './decode.ts'
import type { Doc, Value } from './values.ts'

/** An encoded document, put into a reply as it is. */
export class Raw {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
}

/** What replies are written as: plain objects around BSON values. A key that is undefined is left out. */
export type Reply = { [key: string]: Encodable | undefined }
export type Encodable = Value | Raw | Encodable[] | Reply

/** Most that stays for the next document when a large one has needed more. */
const KEPT = 1 << 20
let buffer = Buffer.allocUnsafe(1 << 16)
let at = 0
let depth = 0
let deepest = 0

/** Encodes a document into bytes of its own. */
export function encode(doc: Doc | Reply): Buffer {
  at = depth = deepest = 0
  if (doc instanceof Map) writeDocument(doc)
  else writeReply(doc)
  const bytes = Buffer.from(buffer.subarray(0, at))
  if (buffer.length > KEPT) buffer = Buffer.allocUnsafeSlow(KEPT)
  return bytes
}

export const MAX_DOCUMENT = 16 * 1024 * 1024

/** Encodes a document that will be stored. */
export function encodeStored(doc: Doc): Buffer {
  const bytes = encode(doc)
  if (deepest > MAX_DEPTH + 1) fail(15, `a document may nest ${MAX_DEPTH} levels deep, no more`)
  if (bytes.length > MAX_DOCUMENT)
    fail(10334, `BSONObj size: ${bytes.length} is invalid. Size must be at most 16777216`)
  return bytes
}

function room(size: number): void {
  if (at + size <= buffer.length) return
  const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + size))
  buffer.copy(larger, 0, 0, at)
  buffer = larger
}

function open(): number {
  room(5)
  deepest = Math.max(deepest, ++depth)
  at += 4
  return at - 4
}

function close(start: number): void {
  room(1)
  depth--
  buffer[at++] = 0
  buffer.writeInt32LE(at - start, start)
}

function writeDocument(doc: Doc): void {
  const start = open()
  for (const [key, value] of doc) writeElement(key, value)
  close(start)
}

function writeReply(reply: Reply): void {
  const start = open()
  for (const key in reply) if (reply[key] !== undefined) writeElement(key, reply[key])
  close(start)
}

function writeArray(array: Encodable[]): void {
  const start = open()
  for (let i = 0; i < array.length; i++) writeElement(String(i), array[i] as Encodable)
  close(start)
}

function writeCString(text: string): void {
  room(text.length * 3 + 1)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit > 127) {
      at += buffer.write(text.slice(i), at, 'utf8')
      break
    }
    buffer[at++] = unit
  }
  buffer[at++] = 0
}

function writeString(text: string): void {
  room(text.length * 3 + 5)
  const length = buffer.write(text, at + 4, 'utf8')
  buffer.writeInt32LE(length + 1, at)
  at += length + 4
  buffer[at++] = 0
}

function writeElement(key: string, value: Encodable): void {
  const tag = at
  room(1)
  at++
  writeCString(key)
  room(17)
  const type = writeValue(value)
  buffer[tag] = type // only now: writing the value may have moved the buffer
}

function writeLong(value: bigint): void {
  buffer.writeBigInt64LE(value, at)
  at += 8
}

function writeBytes(bytes: Uint8Array): void {
  room(bytes.length)
  buffer.set(bytes, at)
  at += bytes.length
}

/** Writes the value behind its tag and name, and says which tag it has. */
function writeValue(value: Encodable): number {
  switch (typeof value) {
    case 'string':
      writeString(value)
      return 0x02
    case 'number':
      if ((value | 0) !== value) throw new Error(`${value} is not an int32: doubles are Double, longs bigint`)
      at = buffer.writeInt32LE(value, at)
      return 0x10
    case 'boolean':
      buffer[at++] = value ? 1 : 0
      return 0x08
    case 'bigint':
      writeLong(value)
      return 0x12
  }
  if (value === null) return 0x0a
  if (value instanceof Map) {
    writeDocument(value)
    return 0x03
  }
  if (Array.isArray(value)) {
    writeArray(value)
    return 0x04
  }
  if (value instanceof Date) {
    writeLong(BigInt(value.getTime()))
    return 0x09
  }
  return writeRare(value as Exclude<typeof value, Value[]>)
}

function writeBinary(value: Binary): number {
  const bytes = value.value()
  const old = value.sub_type === 2
  at = buffer.writeInt32LE(bytes.length + (old ? 4 : 0), at)
  buffer[at++] = value.sub_type
  if (old) at = buffer.writeInt32LE(bytes.length, at)
  writeBytes(bytes)
  return 0x05
}

function writeRare(value: Raw | Reply | { _bsontype: string }): number {
  if (value instanceof Raw) {
    writeBytes(value.bytes)
    return 0x03
  }
  switch (value._bsontype) {
    case 'Double':
      at = buffer.writeDoubleLE((value as Double).value, at)
      return 0x01
    case 'ObjectId':
      writeBytes((value as ObjectId).id)
      return 0x07
    case 'Decimal128':
      writeBytes((value as Decimal128).bytes)
      return 0x13
    case 'Binary':
      return writeBinary(value as Binary)
    case 'Timestamp':
      buffer.writeBigUInt64LE(BigInt.asUintN(64, (value as Timestamp).toBigInt()), at)
      at += 8
      return 0x11
    case 'BSONRegExp':
      writeCString((value as BSONRegExp).pattern)
      writeCString((value as BSONRegExp).options)
      return 0x0b
    case 'Code':
      writeString(String((value as Code).code))
      return 0x0d
    case 'MinKey':
      return 0xff
    case 'MaxKey':
      return 0x7f
    default:
      writeReply(value as Reply)
      return 0x03
  }
}
