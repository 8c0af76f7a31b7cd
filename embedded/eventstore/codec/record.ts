import { structuredUuid } from './uuid.ts'
import { fieldSize, Reader, varintSize, writeBytes, writeHead, writeNumber, writeVarint } from './wire.ts'

/** The stored revision of a tombstone; clients see int64.max, which no JavaScript number holds. */
export const TOMBSTONE = Number.MAX_SAFE_INTEGER

/** An event as a client proposes it; text that is only passed on stays bytes. */
export interface Proposed {
  id: string
  type: Buffer
  contentType: Buffer
  metadata: Buffer
  data: Buffer
}

/** Where an event landed. */
export interface Place {
  stream: string
  revision: number
  position: number
  /** When, in ticks of 100 ns since 1970. */
  ticks: Buffer
}

const INT64_MAX = Buffer.from('ffffffffffffffff7f', 'hex')
const ID_FIELD = 40
const KEY_TYPE = Buffer.from('\x0a\x04type\x12', 'latin1')
const KEY_CONTENT = Buffer.from('\x0a\x0ccontent-type\x12', 'latin1')
const KEY_CREATED = Buffer.from('\x0a\x07created\x12', 'latin1')

/**
 * Encodes a `RecordedEvent` exactly as clients read it. It is stored like that, so that a read copies one blob.
 * Field order is ours: id, stream and type come first, at places found without parsing the rest.
 */
export function encodeRecord(event: Proposed, place: Place): Buffer {
  const { stream, revision, position, ticks } = place
  const revisionSize = revision === TOMBSTONE ? INT64_MAX.length : varintSize(revision)
  const nameLength = Buffer.byteLength(stream)
  const identifier = fieldSize(nameLength)
  const size =
    ID_FIELD +
    fieldSize(identifier) +
    entrySize(KEY_TYPE, event.type) +
    entrySize(KEY_CONTENT, event.contentType) +
    entrySize(KEY_CREATED, ticks) +
    3 +
    revisionSize +
    2 * varintSize(position) +
    (event.metadata.length > 0 ? fieldSize(event.metadata.length) : 0) +
    (event.data.length > 0 ? fieldSize(event.data.length) : 0)
  const out = room(size)
  out.write(`\x0a\x26\x12\x24${event.id}`, 0, 'latin1')
  let at = writeHead(out, ID_FIELD, 0x12, identifier)
  at = writeHead(out, at, 0x1a, nameLength)
  at += out.write(stream, at)
  at = writeEntry(out, at, KEY_TYPE, event.type)
  at = writeEntry(out, at, KEY_CONTENT, event.contentType)
  at = writeEntry(out, at, KEY_CREATED, ticks)
  out[at++] = 0x18
  if (revision === TOMBSTONE) at += INT64_MAX.copy(out, at)
  else at = writeVarint(out, at, revision)
  at = writeNumber(out, at, 0x20, position)
  at = writeNumber(out, at, 0x28, position)
  if (event.metadata.length > 0) at = writeBytes(out, at, 0x3a, event.metadata)
  if (event.data.length > 0) writeBytes(out, at, 0x42, event.data)
  return out
}

const SLAB = 1 << 16
let slab = Buffer.alloc(0)
let used = 0

/** Records are kept a while (the tail): cut from Buffer's own pool, each would keep all that was cut from it beside. */
function room(size: number): Buffer {
  if (size > SLAB >> 1) return Buffer.allocUnsafeSlow(size)
  if (used + size > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB)
    used = 0
  }
  used += size
  return slab.subarray(used - size, used)
}

const entrySize = (key: Buffer, value: Buffer): number =>
  fieldSize(key.length + varintSize(value.length) + value.length)

function writeEntry(out: Buffer, offset: number, key: Buffer, value: Buffer): number {
  let at = writeHead(out, offset, 0x32, key.length + varintSize(value.length) + value.length)
  at += key.copy(out, at)
  at = writeVarint(out, at, value.length)
  return at + value.copy(out, at)
}

/** Milliseconds since 1970 as clients read the time of an event. */
export const ticksOf = (milliseconds: number): Buffer => Buffer.from(`${milliseconds}0000`, 'latin1')

export const idOf = (record: Buffer): string => record.toString('latin1', 4, ID_FIELD)

/** Stream name and event type, from their fixed places at the head of a record. */
export function headOf(record: Buffer): { stream: string; type: string } {
  const reader = new Reader(record)
  reader.pos = ID_FIELD + 1
  reader.varint()
  reader.pos++
  const stream = reader.text()
  reader.pos++
  reader.varint()
  reader.pos += KEY_TYPE.length
  return { stream, type: reader.text() }
}

export const metadataOf = (record: Buffer): Buffer => fieldOf(record, 0x3a)

export const dataOf = (record: Buffer): Buffer => fieldOf(record, 0x42)

/** One field's bytes, none where it is missing. */
function fieldOf(record: Buffer, wanted: number): Buffer {
  const reader = new Reader(record)
  while (reader.pos < record.length) {
    const tag = reader.varint()
    if (tag === wanted) return reader.bytes()
    reader.skip(tag)
  }
  return Buffer.alloc(0)
}

/** The same record with its id as two 64-bit halves. */
export function withStructuredId(record: Buffer): Buffer {
  const id = structuredUuid(idOf(record))
  return Buffer.concat([Buffer.from([0x0a, id.length]), id, record.subarray(ID_FIELD)])
}
