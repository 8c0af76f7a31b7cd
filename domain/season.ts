import { z } from 'zod'

/** Seasons of Korean retail, by which trends differ and recommendations are cached. */
export const Season = z.enum(['spring', 'summer', 'autumn', 'winter'])
export type Season = z.infer<typeof Season>

const KST_OFFSET_MS = 9 * 3_600_000

/** The season in Korea at an ISO instant: spring is March to May, and so on. */
export function seasonAt(instant: string): Season {
  const month = new Date(Date.parse(instant) + KST_OFFSET_MS).getUTCMonth() + 1
  if (month >= 3 && month <= 5) return 'spring'
  if (month >= 6 && month <= 8) return 'summer'
  return month >= 9 && month <= 11 ? 'autumn' : 'winter'
}
