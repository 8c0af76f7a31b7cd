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
  /** The stream's name. */
  stream: Buffer
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
 * Encodes a `RecordedEvent` exactly as clients read it. It is stored like that, so that a read copies bytes.
 * Field order is ours: id, stream and type come first, at places found without parsing the rest.
 */
export function encodeRecord(event: Proposed, place: Place): Buffer {
  const out = Buffer.allocUnsafe(recordSize(event, place))
  writeRecord(out, 0, event, place)
  return out
}

/** How many bytes `writeRecord` writes. */
export function recordSize({ type, contentType, metadata, data }: Proposed, place: Place): number {
  const { stream, revision, position, ticks } = place
  return (
    ID_FIELD +
    fieldSize(fieldSize(stream.length)) +
    entrySize(KEY_TYPE, type) +
    entrySize(KEY_CONTENT, contentType) +
    entrySize(KEY_CREATED, ticks) +
    3 +
    (revision === TOMBSTONE ? INT64_MAX.length : varintSize(revision)) +
    2 * varintSize(position) +
    (metadata.length > 0 ? fieldSize(metadata.length) : 0) +
    (data.length > 0 ? fieldSize(data.length) : 0)
  )
}

/** Writes what `encodeRecord` gives into a buffer and returns the offset after it. */
export function writeRecord(out: Buffer, offset: number, event: Proposed, place: Place): number {
  const { stream, revision, position, ticks } = place
  out.write(`\x0a\x26\x12\x24${event.id}`, offset, 'latin1')
  let at = writeHead(out, offset + ID_FIELD, 0x12, fieldSize(stream.length))
  at = writeBytes(out, at, 0x1a, stream)
  at = writeEntry(out, at, KEY_TYPE, event.type)
  at = writeEntry(out, at, KEY_CONTENT, event.contentType)
  at = writeEntry(out, at, KEY_CREATED, ticks)
  out[at++] = 0x18
  if (revision === TOMBSTONE) at += INT64_MAX.copy(out, at)
  else at = writeVarint(out, at, revision)
  at = writeNumber(out, at, 0x20, position)
  at = writeNumber(out, at, 0x28, position)
  if (event.metadata.length > 0) at = writeBytes(out, at, 0x3a, event.metadata)
  if (event.data.length > 0) at = writeBytes(out, at, 0x42, event.data)
  return at
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

/** The name of its stream, from its fixed place at the head of a record. */
export function streamOf(record: Buffer): string {
  const reader = new Reader(record)
  reader.pos = ID_FIELD + 1
  reader.varint()
  reader.pos++
  return reader.text()
}

/** The type of an event, which follows the name of its stream. */
export function typeOf(record: Buffer): string {
  const reader = new Reader(record)
  reader.pos = ID_FIELD + 1
  reader.pos = reader.nested() + 1
  reader.varint()
  reader.pos += KEY_TYPE.length
  return reader.text()
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
