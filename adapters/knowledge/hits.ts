import type { Passage } from './passage-index.ts'
import type { PassageHit } from './port.ts'

/** A passage that was found, as callers get it. */
export const hitOf = (
  { _id: passageId, model: _m, merchantId: _s, assistantId: _a, ...passage }: Passage,
  score: number,
): PassageHit => ({
  passageId,
  ...passage,
  score,
})

/** How deep each ranking goes before they are fused. */
export const DEPTH = 40
/** Letters in common are worth a little less than words in common. */
export const VECTOR_WEIGHT = 0.8
