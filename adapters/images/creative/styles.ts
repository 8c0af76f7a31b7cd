import type { Style } from '../../../domain/creative.ts'
import { bold } from './bold.ts'
import { paper } from './paper.ts'
import type { Canvas, Photo, Scene } from './scene.ts'
import { warm } from './warm.ts'
import type { CreativeWords } from './words.ts'

/** What a style composes with beside the words. */
export interface Given {
  trade: string
  /** Address of the code; no code when left out. */
  qrUrl?: string
  photo?: Photo
}

/** Places words, code and picture on a canvas. No two lines overlap, and none leaves its box. */
export type Compose = (words: CreativeWords, canvas: Canvas, given: Given) => Scene

/** The three looks: their ground colour, and how they are composed. */
export const STYLES: Readonly<Record<Style, { ground: string; compose: Compose }>> = {
  warm: { ground: '#FBF3E7', compose: warm },
  bold: { ground: '#C8441B', compose: bold },
  paper: { ground: '#FBF8F3', compose: paper },
}
