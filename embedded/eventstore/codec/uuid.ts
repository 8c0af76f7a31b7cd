import { Reader } from './wire.ts'

const SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Reads an `event_store.client.UUID` message (as text or as two 64-bit halves); undefined when it is none. */
export function readUuid(message: Buffer): string | undefined {
  const reader = new Reader(message)
  let text = ''
  while (reader.pos < message.length) {
    const tag = reader.varint()
    if (tag === 0x12) text = reader.text('latin1').toLowerCase()
    else if (tag === 0x0a) text = fromHalves(reader.bytes())
    else reader.skip(tag)
  }
  return SHAPE.test(text) ? text : undefined
}

function fromHalves(message: Buffer): string {
  const reader = new Reader(message)
  let most = 0n
  let least = 0n
  while (reader.pos < message.length) {
    const tag = reader.varint()
    if (tag === 0x08) most = reader.varint64()
    else if (tag === 0x10) least = reader.varint64()
    else reader.skip(tag)
  }
  const hex = most.toString(16).padStart(16, '0') + least.toString(16).padStart(16, '0')
  return dashed(hex)
}

const dashed = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`

/** The UUID message with the two 64-bit halves, for clients that ask for it. */
export function structuredUuid(text: string): Buffer {
  const hex = text.replaceAll('-', '')
  const halves = [0x08, ...varint64(hex.slice(0, 16)), 0x10, ...varint64(hex.slice(16))]
  return Buffer.from([0x0a, halves.length, ...halves])
}

function varint64(hex: string): number[] {
  const bytes: number[] = []
  let rest = BigInt(`0x${hex}`)
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return bytes
}

/** The last six bytes as a number: random in every UUID version that clients use, and half the index of the whole. */
export const uuidKey = (text: string): number => Number.parseInt(text.slice(24), 16)

/** A UUID as its 16 bytes. */
export const uuidBytes = (text: string): Buffer => Buffer.from(text.replaceAll('-', ''), 'hex')

/** The UUID whose 16 bytes begin there. */
export const uuidAt = (buffer: Buffer, offset: number): string => dashed(buffer.toString('hex', offset, offset + 16))
