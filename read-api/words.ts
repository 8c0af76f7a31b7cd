import { z } from 'zod'

/** What may be looked for: so many characters without control ones, of which a database takes none in a pattern. */
export const words = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^\P{Cc}*$/u, 'no control characters')

/** The words as a pattern, whatever their case, with a `start` before them; their special characters mean themselves. */
export const pattern = (words: string, start = '') => ({
  $regex: start + words.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'),
  $options: 'i',
})
