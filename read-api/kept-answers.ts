import { createHash } from 'node:crypto'
import { newest } from '../adapters/newest.ts'
import type { Reached } from '../projections/positions.ts'

/** An answer as it is sent. The tag is made of the answer itself, so it can never stand for another caller's. */
export interface Tagged {
  body: string
  tag: string
}

/** Answers that are right for as long as the read model is where it was when they were made. */
export interface KeptAnswers {
  /** @param question who asks (as far as the answer depends on it) and what */
  find(question: string, reached: Reached): Tagged | undefined
  keep(question: string, reached: Reached, answer: Tagged): void
}

const MOST = 2_000
/** Longer ones are made anew, so that all of them together stay below 32 million characters. */
const MAX_LENGTH = 16_000

export const tagged = (body: string): Tagged => ({
  body,
  tag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`,
})

/**
 * Keeps answers in memory. Rows change before the checkpoint moves, so whoever finds the checkpoint unmoved finds
 * nothing older than it says; an answer is never used beyond the position, or the version of a view, it was made at.
 */
export function keepAnswers(): KeptAnswers {
  const kept = newest<{ place: string; answer: Tagged }>(MOST)
  return {
    find: (question, reached) => {
      const found = kept.get(question)
      return found?.place === reached.place ? found.answer : undefined
    },
    keep: (question, reached, answer) => {
      if (answer.body.length > MAX_LENGTH) kept.delete(question)
      else kept.set(question, { place: reached.place, answer })
    },
  }
}
