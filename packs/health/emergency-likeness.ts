import data from './emergency-weights.json' with { type: 'json' }
import { plainLetters } from './wording.ts'

/** Runs of letters that weigh for (above 0) or against an emergency, and what is added to their sum. */
export interface Weights {
  bias: number
  grams: ReadonlyMap<string, number>
}

const SIZES = [4, 6]
const HUNDREDTHS = 100
const LEARNT: Weights = {
  bias: data.bias / HUNDREDTHS,
  grams: new Map(Object.entries(data.grams).map(([gram, weight]) => [gram, weight / HUNDREDTHS])),
}

/** Every run of four and of six letters of a text, borders of words among them. */
export function gramsOf(text: string): string[] {
  const letters = ` ${plainLetters(text)
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `
  const runs = SIZES.flatMap((size) =>
    Array.from({ length: Math.max(0, letters.length - size + 1) }, (_, at) => letters.slice(at, at + size)),
  )
  return [...new Set(runs)]
}

/** How much grams weigh together: log-odds of an emergency. Only those that have a weight count, so a long text is no surer. */
export function weigh(grams: readonly string[], { bias, grams: weights }: Weights): number {
  const known = grams.flatMap((gram) => weights.get(gram) ?? [])
  return bias + known.reduce((sum, weight) => sum + weight, 0) / Math.sqrt(known.length + 1)
}

/**
 * Whether a text is spelled like the emergencies on the list rather than like the other lines, where the weights are
 * from `scripts/train-emergency.ts`. It finds wordings that no rule has, and knows nothing of what they mean.
 */
export const isLikeAnEmergency = (text: string): boolean => weigh(gramsOf(text), LEARNT) > data.least / HUNDREDTHS
