/** How many requests may be under way at once, as it follows from how late the event loop has been. */
export interface AdaptiveLimit {
  limit: number
  /** Looks one after another at which the loop was late. */
  lateLooks: number
}

/**
 * An answer takes some turns of the event loop (six for a page, with what it asks the API), so a turn of a tenth of a second
 * is one of about half a second for who waits.
 */
const LATE_MS = 100
/** One pause alone (a collection, a first compilation) is no crowd. */
const PAUSES = 1
const SHRINK = 0.75
const GROW_SHARE = 1 / 20
/** However slow it is, so many always get in: a machine that others keep busy is late too, without any crowd. */
const LEAST_SHARE = 1 / 10

/**
 * The limit after one more look: fewer than are under way while the loop is late again and again, slowly more once it is
 * not (additive increase, multiplicative decrease, as TCP finds out what a line carries).
 *
 * @param lateMs how late a timer was
 * @param most the highest limit
 */
export function afterLook(
  { limit, lateLooks }: AdaptiveLimit,
  lateMs: number,
  underWay: number,
  most: number,
): AdaptiveLimit {
  if (lateMs <= LATE_MS) return { limit: Math.min(most, limit + most * GROW_SHARE), lateLooks: 0 }
  if (lateLooks < PAUSES) return { limit, lateLooks: lateLooks + 1 }
  const fewer = Math.min(limit, underWay) * SHRINK
  return { limit: Math.max(most * LEAST_SHARE, fewer), lateLooks: lateLooks + 1 }
}
