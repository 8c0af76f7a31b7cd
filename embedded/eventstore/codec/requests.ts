import type { Proposed } from './record.ts'
import { readUuid } from './uuid.ts'
import { Reader } from './wire.ts'

/** Expected revisions: a revision, or one of these as the protocol numbers them in its trailers. */
export const NO_STREAM = -1
export const ANY = -2
export const STREAM_EXISTS = -4

export interface AppendOptions {
  stream: string
  expected: number
  /** Milliseconds since the epoch; undefined when the client set none. */
  deadline: number | undefined
}

/** A proposed event, or why it cannot be one. */
export type Candidate = Proposed | { invalid: string }

export interface BatchPart {
  /** The correlation UUID message, echoed as it came. */
  correlation: Buffer
  options: AppendOptions | undefined
  events: Candidate[]
  final: boolean
}

export interface AppendPart {
  options: AppendOptions | undefined
  event: Candidate | undefined
}

const EMPTY = Buffer.alloc(0)

export function decodeBatchPart(message: Buffer): BatchPart {
  const reader = new Reader(message)
  const part: BatchPart = { correlation: EMPTY, options: undefined, events: [], final: false }
  while (reader.pos < message.length) {
    const tag = reader.varint()
    if (tag === 0x0a) part.correlation = reader.bytes()
    else if (tag === 0x12) part.options = decodeOptions(reader)
    else if (tag === 0x1a) part.events.push(decodeProposed(reader))
    else if (tag === 0x20) part.final = reader.varint() !== 0
    else reader.skip(tag)
  }
  return part
}

export function decodeAppendPart(message: Buffer): AppendPart {
  const reader = new Reader(message)
  const part: AppendPart = { options: undefined, event: undefined }
  while (reader.pos < message.length) {
    const tag = reader.varint()
    if (tag === 0x0a) part.options = decodeOptions(reader)
    else if (tag === 0x12) part.event = decodeProposed(reader)
    else reader.skip(tag)
  }
  return part
}

function decodeOptions(reader: Reader): AppendOptions {
  const end = reader.nested()
  const options: AppendOptions = { stream: '', expected: ANY, deadline: undefined }
  while (reader.pos < end) {
    const tag = reader.varint()
    if (tag === 0x0a) options.stream = decodeIdentifier(reader)
    else if (tag === 0x10) options.expected = reader.varint()
    else if (tag === 0x1a) options.expected = choose(reader, NO_STREAM)
    else if (tag === 0x22) options.expected = choose(reader, ANY)
    else if (tag === 0x2a) options.expected = choose(reader, STREAM_EXISTS)
    else if (tag === 0x32) options.deadline = decodeSeconds(reader)
    else if (tag === 0x3a) options.deadline = Date.now() + decodeSeconds(reader)
    else reader.skip(tag)
  }
  return options
}

function choose(reader: Reader, expected: number): number {
  reader.pos = reader.nested()
  return expected
}

/** `Timestamp` and `Duration` alike: seconds and nanoseconds, here as milliseconds. */
function decodeSeconds(reader: Reader): number {
  const end = reader.nested()
  let milliseconds = 0
  while (reader.pos < end) {
    const tag = reader.varint()
    if (tag === 0x08) milliseconds += reader.varint() * 1000
    else if (tag === 0x10) milliseconds += reader.varint() / 1e6
    else reader.skip(tag)
  }
  return milliseconds
}

function decodeIdentifier(reader: Reader): string {
  const end = reader.nested()
  let name = ''
  while (reader.pos < end) {
    const tag = reader.varint()
    if (tag === 0x1a) name = reader.text()
    else reader.skip(tag)
  }
  return name
}

function decodeProposed(reader: Reader): Candidate {
  const end = reader.nested()
  let id: string | undefined
  const event = {
    type: EMPTY as Buffer,
    contentType: EMPTY as Buffer,
    metadata: EMPTY as Buffer,
    data: EMPTY as Buffer,
  }
  while (reader.pos < end) {
    const tag = reader.varint()
    if (tag === 0x0a) id = readUuid(reader.bytes())
    else if (tag === 0x12) decodeEntry(reader, event)
    else if (tag === 0x1a) event.metadata = reader.bytes()
    else if (tag === 0x22) event.data = reader.bytes()
    else reader.skip(tag)
  }
  if (id === undefined) return { invalid: 'an event id must be a UUID' }
  if (event.type.length === 0 || event.contentType.length === 0)
    return { invalid: 'an event needs the metadata "type" and "content-type"' }
  return { id, ...event }
}

function decodeEntry(reader: Reader, event: { type: Buffer; contentType: Buffer }): void {
  const end = reader.nested()
  let key = ''
  let value: Buffer = EMPTY
  while (reader.pos < end) {
    const tag = reader.varint()
    if (tag === 0x0a) key = reader.text('latin1')
    else if (tag === 0x12) value = reader.bytes()
    else reader.skip(tag)
  }
  if (key === 'type') event.type = value
  else if (key === 'content-type') event.contentType = value
}
