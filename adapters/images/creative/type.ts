import { fitText, type Room, type Setting, widthOf } from '../fit.ts'

/** How a text of a creative is set and coloured. */
export interface Type extends Setting {
  color: string
  anchor?: 'middle' | 'end'
}

/** A fitted text that has no place yet. */
export interface TextBlock {
  lines: string[]
  /** Pixels. */
  size: number
  height: number
  type: Type
}

/** One line with its baseline and the box it stays in. */
export interface SetLine {
  text: string
  size: number
  type: Type
  x: number
  y: number
  /** Of the letters themselves. */
  width: number
  box: { x: number; y: number; width: number; height: number }
}

/** Where the baseline is in a line's box, so that capitals and Hangul stand in its middle. */
const BASELINE = 0.36

/** Breaks a drawable text and finds its size; an empty one has no lines and no height. */
export function setText(text: string, type: Type, room: Room): TextBlock {
  const { lines, size } = text ? fitText(text, room, type) : { lines: [], size: room.smallest }
  return { lines, size, height: lines.length * size * type.leading, type }
}

/** Fits one line of text between two sizes, in pixels. */
export const setLine = (text: string, type: Type, width: number, largest: number, smallest: number): TextBlock =>
  setText(text, type, {
    width,
    height: Number.POSITIVE_INFINITY,
    lines: 1,
    largest,
    comfortable: smallest,
    smallest,
  })

/** Sizes from the largest to the smallest; words stay whole down to that share of the largest. */
export const sizes = (largest: number, smallest: number, comfortable: number) => ({
  largest,
  comfortable: Math.max(smallest, largest * comfortable),
  smallest,
})

/** The lines of a block whose box begins there. */
export function placeText({ lines, size, type }: TextBlock, x: number, top: number, width: number): SetLine[] {
  const height = size * type.leading
  const shift = { middle: width / 2, end: width }
  return lines.map((text, index) => {
    const y = top + index * height
    const box = { x, y, width, height }
    const at = x + (type.anchor ? shift[type.anchor] : 0)
    return { text, size, type, x: at, y: y + height / 2 + size * BASELINE, width: widthOf(text, size, type), box }
  })
}

const round = (pixels: number) => Math.round(pixels * 100) / 100

/** Text made safe for XML; what XML refuses is left out before, with what the fonts cannot draw. */
const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

/** One line as SVG. */
export function lineSvg({ text, size, type, x, y }: SetLine): string {
  const { weight, tracking, color, anchor } = type
  const set = `font-family="Pretendard" font-weight="${weight}" font-size="${round(size)}" letter-spacing="${round(tracking * size)}"`
  const aligned = anchor ? ` text-anchor="${anchor}"` : ''
  return `<text x="${round(x)}" y="${round(y)}" ${set} fill="${color}"${aligned}>${escapeXml(text)}</text>`
}
