import { type Font, fonts, type Weight } from './font.ts'

/** How a text is set. `tracking` (between letters) is in em, `leading` in text sizes. */
export interface Setting {
  weight: Weight
  leading: number
  tracking: number
}

/** The room for a text, in pixels, and the sizes it may have. */
export interface Room {
  width: number
  height: number
  lines: number
  largest: number
  /** Down to here words stay whole; a text of overlong words is broken inside them instead of getting smaller. */
  comfortable: number
  smallest: number
}

export interface Fitted {
  lines: string[]
  /** Pixels. */
  size: number
}

const STEP = 2
/** Kerning is left to the renderer and may widen a line by a hair. */
const SLACK = 0.99

/** A text as the fonts can draw it: no emoji, no control characters, single spaces. Often shorter, maybe empty. */
export const drawable = (text: string): string =>
  [...text.normalize('NFC').replace(/\s/g, ' ')]
    .filter((character) => isDrawable(character))
    .join('')
    .replace(/ +/g, ' ')
    .trim()

const isDrawable = (character: string): boolean =>
  !/\p{C}|\p{Variation_Selector}|\u{20e3}/u.test(character) &&
  Object.values(fonts).every((font) => font.has(character.codePointAt(0) as number))

/** Width of a line in pixels. */
export function widthOf(line: string, size: number, { weight, tracking }: Setting): number {
  const font: Font = fonts[weight]
  let em = 0
  for (const character of line) em += font.advance(character.codePointAt(0) as number) + tracking
  return em * size
}

/**
 * Breaks a drawable text into lines and finds the largest size at which they have room. Korean is broken between words
 * (`keep-all`); a word longer than a line is broken inside; what has no room at the smallest size ends in `…`.
 */
export function fitText(text: string, room: Room, setting: Setting): Fitted {
  const sizes = stepsDown(room.largest, room.smallest)
  const whole = sizes.filter((size) => size >= room.comfortable).map((size) => ({ size, mayBreak: false }))
  for (const { size, mayBreak } of [...whole, ...sizes.map((size) => ({ size, mayBreak: true }))]) {
    const measure: Measure = (line) => widthOf(line, size, setting)
    const keep = (width: number) => wrap(text, width * SLACK, measure, false)
    const split = (width: number) => wrap(text, width * SLACK, measure, true)
    const most = linesAt(size, room, setting)
    const kept = keep(room.width)
    if (kept && kept.length <= most) return { size, lines: balance(kept, room.width, keep) }
    const broken = !kept && mayBreak ? split(room.width) : undefined
    if (!broken || broken.length > most) continue
    return { size, lines: text.includes(' ') ? broken : balance(broken, room.width, split) }
  }
  return { size: room.smallest, lines: cut(text, room, setting) }
}

const linesAt = (size: number, { height, lines }: Room, { leading }: Setting) =>
  Math.max(1, Math.min(lines, Math.floor(height / (size * leading))))

function stepsDown(largest: number, smallest: number): number[] {
  const count = Math.ceil((largest - smallest) / STEP)
  return Array.from({ length: count + 1 }, (_, index) => Math.max(smallest, largest - index * STEP))
}

type Measure = (line: string) => number

/** The lines of a text; undefined when a word has no room on a line and may not be broken. */
function wrap(text: string, width: number, measure: Measure, mayBreak: boolean): string[] | undefined {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const joined = lines.length > 0 ? `${lines.at(-1)} ${word}` : word
    if (lines.length > 0 && measure(joined) <= width) lines[lines.length - 1] = joined
    else if (measure(word) <= width) lines.push(word)
    else if (mayBreak) lines.push(...pieces(word, width, measure))
    else return undefined
  }
  return lines
}

function pieces(word: string, width: number, measure: Measure): string[] {
  const parts: string[] = []
  for (const character of word) {
    const longer = `${parts.at(-1) ?? ''}${character}`
    if (parts.length > 0 && measure(longer) <= width) parts[parts.length - 1] = longer
    else parts.push(character)
  }
  return parts
}

/** As many lines in the narrowest width, so that the last is not a lone word. */
function balance(lines: string[], width: number, wrapAt: (width: number) => string[] | undefined): string[] {
  let best = lines
  let [low, high] = [width / lines.length / 2, width]
  while (high - low > 4) {
    const middle = (low + high) / 2
    const narrower = wrapAt(middle)
    if (narrower && narrower.length <= lines.length) [best, high] = [narrower, middle]
    else low = middle
  }
  return best
}

function cut(text: string, room: Room, setting: Setting): string[] {
  const measure = (line: string) => widthOf(line, room.smallest, setting)
  const lines = wrap(text, room.width * SLACK, measure, true) ?? []
  const kept = lines.slice(0, linesAt(room.smallest, room, setting))
  let last = [...(kept.pop() ?? '')]
  while (last.length > 0 && measure(`${last.join('').trimEnd()}…`) > room.width * SLACK) last = last.slice(0, -1)
  return [...kept, `${last.join('').trimEnd()}…`]
}
