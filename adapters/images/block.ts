import { fitText, type Room, widthOf } from './fit.ts'
import { type Role, SETTINGS } from './frame.ts'

/** Pixels from the top left corner. */
export interface Box {
  x: number
  y: number
  width: number
  height: number
}

/** One line of text with the box it stays in. */
export interface Line {
  role: Role
  text: string
  size: number
  x: number
  /** Baseline. */
  y: number
  width: number
  box: Box
}

/** A fitted text that has no place yet. */
export interface Block {
  role: Role
  lines: string[]
  size: number
  height: number
}

/** Where the baseline is in a line's box, so that capitals and Hangul stand in its middle. */
const BASELINE = 0.36

export function block(role: Role, text: string, room: Room): Block {
  const { lines, size } = text ? fitText(text, room, SETTINGS[role]) : { lines: [], size: room.smallest }
  return { role, lines, size, height: lines.length * size * SETTINGS[role].leading }
}

/** The lines of a block whose top left corner is there; none gets wider than `width`. */
export function place({ role, lines, size }: Block, x: number, top: number, width: number): Line[] {
  const height = size * SETTINGS[role].leading
  return lines.map((text, index) => {
    const y = top + index * height
    return {
      role,
      text,
      size,
      x,
      y: y + height / 2 + size * BASELINE,
      width: widthOf(text, size, SETTINGS[role]),
      box: { x, y, width, height },
    }
  })
}
