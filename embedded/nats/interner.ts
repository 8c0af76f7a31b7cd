const SLOTS = 256
/** Longer ones are rare, and made anew each time. */
const LONGEST = 128

/**
 * Turns the bytes of subjects into strings, and the same bytes into the same string again: making a string and
 * hashing it anew for every message costs more than comparing a few bytes.
 */
export class Interner {
  /** A place for each slot: a Buffer for each would keep 64 KiB of Buffer's own pool, most of it others' garbage. */
  readonly #bytes = Buffer.allocUnsafeSlow(SLOTS * LONGEST)
  readonly #texts: string[] = new Array(SLOTS).fill('')

  text(buf: Buffer, from: number, to: number): string {
    const length = to - from
    if (length > LONGEST) return buf.toString('latin1', from, to)
    const slot = ((buf[to - 1] as number) * 31 + (buf[from + (length >> 1)] as number) * 7 + length) % SLOTS
    const at = slot * LONGEST
    const known = this.#texts[slot] as string
    if (known.length === length && this.#holds(at, length, buf, from)) return known
    const text = buf.toString('latin1', from, to)
    buf.copy(this.#bytes, at, from, to)
    this.#texts[slot] = text
    return text
  }

  #holds(at: number, length: number, buf: Buffer, from: number): boolean {
    for (let i = length - 1; i >= 0; i -= 1) if (this.#bytes[at + i] !== buf[from + i]) return false
    return true
  }
}
