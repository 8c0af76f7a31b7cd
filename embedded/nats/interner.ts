const SLOTS = 256

/**
 * Turns the bytes of subjects into strings, and the same bytes into the same string again: making a string and
 * hashing it anew for every message costs more than comparing a few bytes.
 */
export class Interner {
  readonly #bytes: (Buffer | undefined)[] = new Array(SLOTS)
  readonly #texts: string[] = new Array(SLOTS).fill('')

  text(buf: Buffer, from: number, to: number): string {
    const length = to - from
    const slot = ((buf[to - 1] as number) * 31 + (buf[from + (length >> 1)] as number) * 7 + length) % SLOTS
    const known = this.#bytes[slot]
    if (known !== undefined && known.length === length && same(known, buf, from)) return this.#texts[slot] as string
    const text = buf.toString('latin1', from, to)
    this.#bytes[slot] = Buffer.from(text, 'latin1')
    this.#texts[slot] = text
    return text
  }
}

function same(known: Buffer, buf: Buffer, from: number): boolean {
  for (let i = known.length - 1; i >= 0; i -= 1) if (known[i] !== buf[from + i]) return false
  return true
}
