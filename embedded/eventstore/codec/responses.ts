import { ANY, NO_STREAM, STREAM_EXISTS } from './requests.ts'
import { fieldSize, varintSize, writeBytes, writeHead, writeNumber } from './wire.ts'

/** `ReadResp.event`: the record, the link it was found through, and the position in $all of what was asked for. */
export function readEvent(record: Buffer | undefined, link: Buffer | undefined, position: number): Buffer {
  const inner = (record ? fieldSize(record.length) : 0) + (link ? fieldSize(link.length) : 0) + 1 + varintSize(position)
  const out = Buffer.allocUnsafe(fieldSize(inner))
  let at = writeHead(out, 0, 0x0a, inner)
  if (record) at = writeBytes(out, at, 0x0a, record)
  if (link) at = writeBytes(out, at, 0x12, link)
  writeNumber(out, at, 0x18, position)
  return out
}

/** The same for persistent subscriptions, which also tell how often a message came back. */
export function persistentEvent(
  record: Buffer | undefined,
  link: Buffer | undefined,
  position: number,
  retries: number,
): Buffer {
  const parts = [record && field(0x0a, record), link && field(0x12, link)].filter((part) => part !== undefined)
  return field(0x0a, Buffer.concat([...parts, numberField(0x18, position), numberField(0x28, retries)]))
}

export const persistentConfirmation = (id: string): Buffer => field(0x12, field(0x0a, Buffer.from(id)))

export const confirmation = (id: string): Buffer => field(0x12, field(0x0a, Buffer.from(id)))

export const checkpoint = (position: number): Buffer => field(0x1a, positionMessage(position))

export const streamNotFound = (name: string): Buffer => field(0x22, field(0x0a, streamIdentifier(name)))

export const caughtUp = (): Buffer => field(0x42, Buffer.alloc(0))

const streamIdentifier = (name: string): Buffer => field(0x1a, Buffer.from(name))

function field(tag: number, content: Buffer): Buffer {
  const out = Buffer.allocUnsafe(fieldSize(content.length))
  writeBytes(out, 0, tag, content)
  return out
}

function positionMessage(position: number): Buffer {
  const out = Buffer.allocUnsafe(2 + 2 * varintSize(position))
  writeNumber(out, writeNumber(out, 0, 0x08, position), 0x10, position)
  return out
}

export interface BatchSuccess {
  correlation: Buffer
  stream: string
  expected: number
  revision: number
  /** Undefined when nothing was written. */
  position: number | undefined
}

export function batchSuccess({ correlation, stream, expected, revision, position }: BatchSuccess): Buffer {
  const current = revision < 0 ? Buffer.from([0x12, 0]) : numberField(0x08, revision)
  const where = position === undefined ? Buffer.from([0x22, 0]) : field(0x1a, positionMessage(position))
  const success = field(0x1a, Buffer.concat([current, where]))
  return Buffer.concat([field(0x0a, correlation), success, echo(stream, expected)])
}

/** `error` is a serialized google.rpc.Status. */
export const batchError = (correlation: Buffer, stream: string, expected: number, error: Uint8Array): Buffer =>
  Buffer.concat([field(0x0a, correlation), field(0x12, Buffer.from(error)), echo(stream, expected)])

const EXPECTED: Record<number, Buffer> = {
  [NO_STREAM]: Buffer.from([0x32, 0]),
  [ANY]: Buffer.from([0x3a, 0]),
  [STREAM_EXISTS]: Buffer.from([0x42, 0]),
}

/** The request's stream and expected revision, which the protocol repeats in every answer. */
const echo = (stream: string, expected: number): Buffer =>
  Buffer.concat([field(0x22, streamIdentifier(stream)), EXPECTED[expected] ?? numberField(0x28, expected)])

function numberField(tag: number, value: number): Buffer {
  const out = Buffer.allocUnsafe(1 + varintSize(value))
  writeNumber(out, 0, tag, value)
  return out
}
