const SYLLABLES = { first: 0xac00, last: 0xd7a3 }
const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)
const LETTERS = [...range(0x41, 0x5a), ...range(0x61, 0x7a)]
/** Lead bytes, and the trail bytes that the extension uses with them: what EUC-KR leaves free. */
const FREE = [
  { leads: range(0x81, 0xa0), trails: [...LETTERS, ...range(0x81, 0xfe)] },
  { leads: range(0xa1, 0xc6), trails: [...LETTERS, ...range(0x81, 0xa0)] },
]
/** Signs that KS X 1001 got in 1998, and Node's decoder lacks. */
const LATE_SIGNS = [
  [0xa2e6, '€'],
  [0xa2e7, '®'],
] as const
const EXTENSION = extension()

/**
 * The syllables that Microsoft's code page 949 adds to EUC-KR, by their two bytes: every modern syllable that KS X 1001
 * lacks, in Unicode's order, in the places that EUC-KR leaves free.
 */
function extension(): ReadonlyMap<number, string> {
  const euckr = new TextDecoder('euc-kr', { fatal: true })
  const standard = new Set(
    range(0xb0, 0xc8).flatMap((lead) => range(0xa1, 0xfe).map((trail) => euckr.decode(Uint8Array.of(lead, trail)))),
  )
  const added = range(SYLLABLES.first, SYLLABLES.last)
    .map((code) => String.fromCharCode(code))
    .filter((syllable) => !standard.has(syllable))
  const places = FREE.flatMap(({ leads, trails }) => leads.flatMap((lead) => trails.map((trail) => lead * 256 + trail)))
  return new Map([...added.map((syllable, at) => [places[at] as number, syllable] as const), ...LATE_SIGNS])
}

/**
 * Decodes cp949, as Korean offices and Excel save text. Written out because Node's decoder of that name knows EUC-KR only
 * and turns the 8,822 other syllables (`똠`, `펲`) into a control character and a letter, without an error.
 *
 * @throws TypeError where bytes are neither ASCII nor a character of cp949
 */
export function decodeCp949(bytes: Uint8Array): string {
  const euckr = new TextDecoder('euc-kr', { fatal: true })
  const parts: string[] = []
  let from = 0
  let at = 0
  const upTo = (end: number) => {
    if (end > from) parts.push(euckr.decode(bytes.subarray(from, end)))
  }
  while (at < bytes.length) {
    const lead = bytes[at] as number
    if (lead < 0x80) {
      at += 1
      continue
    }
    const trail = bytes[at + 1] ?? 0
    const added = EXTENSION.get(lead * 256 + trail)
    if (!added && (lead < 0xa1 || trail < 0xa1)) throw new TypeError(`no character of cp949 at byte ${at}`)
    if (added) {
      upTo(at)
      parts.push(added)
      from = at + 2
    }
    at += 2
  }
  upTo(bytes.length)
  return parts.join('')
}
