/** Ends the connection; with a reason the client is told by -ERR, without one it is just closed, as nats-server does. */
export class ProtocolError extends Error {
  readonly reason: string | null
  constructor(reason: string | null) {
    super(reason ?? 'malformed arguments')
    this.reason = reason
  }
}

const SPACE = 32
const TAB = 9
const ZERO = 48
const MOST_DIGITS = 9

/** Finds the arguments between spaces: start and end of each go into `bounds`; five stands for too many. */
export function splitArguments(buf: Buffer, from: number, to: number, bounds: Int32Array): number {
  let count = 0
  let pos = from
  while (true) {
    while (pos < to && (buf[pos] === SPACE || buf[pos] === TAB)) pos += 1
    if (pos >= to || count === 5) return count
    bounds[count * 2] = pos
    while (pos < to && buf[pos] !== SPACE && buf[pos] !== TAB) pos += 1
    bounds[count * 2 + 1] = pos
    count += 1
  }
}

/** A whole number of up to nine digits, or -1. */
export function wholeNumber(buf: Buffer, from: number, to: number): number {
  if (to <= from || to - from > MOST_DIGITS) return -1
  let value = 0
  for (let i = from; i < to; i += 1) {
    const digit = (buf[i] as number) - ZERO
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** How long the arguments are when written with single spaces. */
export function written(bounds: Int32Array, count: number): number {
  let length = count - 1
  for (let i = 0; i < count * 2; i += 2) length += (bounds[i + 1] as number) - (bounds[i] as number)
  return length
}
