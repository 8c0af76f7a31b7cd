import type { PromotionRow } from '../api/promotion.ts'

/** What a prize says of how many it is for: “(5명)”, “선착순 30분”, “5 winners”. */
const FOR_HOW_MANY = /(\d{1,4})\s*(?:명|분|winners|people|persons)/i
/** The most that one draw gives. */
export const MOST_WINNERS = 1000

/** How many a draw is among: all who entered but those who were erased before it. */
export const entrantsOf = ({ entries, outOfDraw = 0 }: PromotionRow): number => entries - outOfDraw

/** How many winners to propose: as many as the prize says, else one; never more than have entered. */
export function proposedWinners(prize: string | undefined, entries: number): number {
  const said = Number(FOR_HOW_MANY.exec(prize ?? '')?.[1] ?? 1)
  return Math.max(1, Math.min(said, entries, MOST_WINNERS))
}

/** A phone number with its dashes that hides its middle from who looks over the shoulder. */
export const maskedPhone = (digits: string): string => `${digits.slice(0, 3)}-••••-${digits.slice(-4)}`
