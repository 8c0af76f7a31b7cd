import type { Setting } from './fit.ts'

/** `square` 1080 × 1080 for posts, `wide` 1200 × 630 for link previews. */
export type CardSize = 'square' | 'wide'

/** Sizes that a text may have, in pixels. */
interface TextSizes {
  largest: number
  comfortable: number
  smallest: number
}

/** The fixed measures of a picture, in pixels. */
export interface Frame {
  width: number
  height: number
  margin: number
  /** Width of the texts, from the left margin. */
  column: number
  gap: number
  /** Inside the panel. */
  padding: number
  labelWidth: number
  label: TextSizes
  shop: TextSizes
  title: TextSizes
  prize: TextSizes
  period: TextSizes
  markSize: number
  markWord: TextSizes
  /** Least height of the art above the texts; 0 where it stands beside them. */
  artAbove: number
}

const exactly = (size: number): TextSizes => ({ largest: size, comfortable: size, smallest: size })

export const FRAMES: Readonly<Record<CardSize, Frame>> = {
  square: {
    width: 1080,
    height: 1080,
    margin: 84,
    column: 912,
    gap: 44,
    padding: 40,
    labelWidth: 108,
    label: exactly(30),
    shop: { largest: 36, comfortable: 28, smallest: 28 },
    title: { largest: 112, comfortable: 68, smallest: 40 },
    prize: { largest: 42, comfortable: 30, smallest: 26 },
    period: { largest: 36, comfortable: 26, smallest: 26 },
    markSize: 44,
    markWord: exactly(28),
    artAbove: 190,
  },
  wide: {
    width: 1200,
    height: 630,
    margin: 60,
    column: 700,
    gap: 28,
    padding: 26,
    labelWidth: 76,
    label: exactly(22),
    shop: { largest: 26, comfortable: 20, smallest: 20 },
    title: { largest: 80, comfortable: 50, smallest: 30 },
    prize: { largest: 30, comfortable: 24, smallest: 20 },
    period: { largest: 26, comfortable: 18, smallest: 18 },
    markSize: 34,
    markWord: exactly(22),
    artAbove: 0,
  },
}

export const SETTINGS = {
  shop: { weight: 700, leading: 1.4, tracking: -0.01 },
  title: { weight: 700, leading: 1.2, tracking: -0.025 },
  label: { weight: 500, leading: 1.4, tracking: 0 },
  prize: { weight: 700, leading: 1.4, tracking: -0.015 },
  period: { weight: 500, leading: 1.4, tracking: -0.01 },
  mark: { weight: 500, leading: 1.4, tracking: 0 },
} as const satisfies Record<string, Setting>

/** What a line of text is for. */
export type Role = keyof typeof SETTINGS
