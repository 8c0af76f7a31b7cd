import type { Citation } from '../../domain/reply.ts'
import type { Passage } from './port.ts'

const QUOTE_CHARS = 1_000

/** The passages that an answer names as `[n]`; a number that was never given is no citation. */
export function citationsOf(text: string, passages: readonly Passage[]): Citation[] {
  const named = new Set([...text.matchAll(/\[(\d{1,2})\]/g)].map(([, n]) => Number(n)))
  return passages.flatMap(({ text: quote, ...passage }, index) =>
    named.has(index + 1) ? [{ ...passage, n: index + 1, quote: quote.slice(0, QUOTE_CHARS) }] : [],
  )
}
