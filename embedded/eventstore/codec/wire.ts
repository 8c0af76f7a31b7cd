/** The few protobuf primitives the hot messages need; the generated classes are ten times slower. */

const TWO_31 = 0x80000000

export function varintSize(value: number): number {
  if (value < 0x80) return 1
  if (value < 0x4000) return 2
  if (value < 0x200000) return 3
  if (value < 0x10000000) return 4
  let size = 5
  for (let rest = value / 0x800000000; rest >= 1; rest /= 128) size++
  return size
}

/** Writes a varint and returns the offset after it. */
export function writeVarint(buffer: Buffer, offset: number, value: number): number {
  let at = offset
  let rest = value
  while (rest >= TWO_31) {
    buffer[at++] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
  }
  while (rest > 127) {
    buffer[at++] = (rest & 127) | 128
    rest >>>= 7
  }
  buffer[at++] = rest
  return at
}

/** Size of a length-delimited field with a one-byte tag. */
export const fieldSize = (length: number): number => 1 + varintSize(length) + length

/** Writes tag and length of a length-delimited field and returns the offset of its content. */
export function writeHead(buffer: Buffer, offset: number, tag: number, length: number): number {
  buffer[offset] = tag
  return writeVarint(buffer, offset + 1, length)
}

export function writeBytes(buffer: Buffer, offset: number, tag: number, bytes: Uint8Array): number {
  const at = writeHead(buffer, offset, tag, bytes.length)
  buffer.set(bytes, at)
  return at + bytes.length
}

export function writeNumber(buffer: Buffer, offset: number, tag: number, value: number): number {
  buffer[offset] = tag
  return writeVarint(buffer, offset + 1, value)
}

/** Reads one protobuf message; `pos` moves on, `end` is where the message (or the nested one) stops. */
export class Reader {
  readonly buffer: Buffer
  pos = 0

  constructor(buffer: Buffer) {
    this.buffer = buffer
  }

  /** Beyond 2^53 the value is imprecise, which only ever concerns "as far as there is" sentinels. */
  varint(): number {
    let value = 0
    let scale = 1
    for (let i = 0; i < 10; i++) {
      const byte = this.buffer[this.pos++]
      if (byte === undefined) throw new RangeError('truncated message')
      value += (byte & 127) * scale
      if (byte < 128) return value
      scale *= 128
    }
    throw new RangeError('varint too long')
  }

  varint64(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.buffer[this.pos++]
      if (byte === undefined) throw new RangeError('truncated message')
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return BigInt.asUintN(64, value)
    }
    throw new RangeError('varint too long')
  }

  /** Reads a length and returns where the field's content ends. */
  nested(): number {
    const length = this.varint()
    const end = this.pos + length
    if (end > this.buffer.length) throw new RangeError('truncated message')
    return end
  }

  bytes(): Buffer {
    const end = this.nested()
    const slice = this.buffer.subarray(this.pos, end)
    this.pos = end
    return slice
  }

  text(encoding: BufferEncoding = 'utf8'): string {
    const end = this.nested()
    const text = this.buffer.toString(encoding, this.pos, end)
    this.pos = end
    return text
  }

  skip(tag: number): void {
    const kind = tag & 7
    if (kind === 0) this.varint()
    else if (kind === 1) this.pos += 8
    else if (kind === 2) this.pos = this.nested()
    else if (kind === 5) this.pos += 4
    else throw new RangeError(`unknown wire type ${kind}`)
  }
}
