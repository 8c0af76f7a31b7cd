import { compare } from '../bson/compare.ts'
import type { Value } from '../bson/values.ts'

/** The least (-1) or greatest (1) of values, null and missing ones aside; null when nothing is left. */
export function extreme(values: readonly (Value | undefined)[], way: 1 | -1): Value {
  let best: Value = null
  for (const value of values)
    if (value !== null && value !== undefined && (best === null || compare(value, best) * way > 0)) best = value
  return best
}
