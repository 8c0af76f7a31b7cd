const DAY_MS = 86_400_000
const KST_MS = 9 * 3_600_000
/** A slider with more steps than this cannot be set to one of them by a finger. */
const MOST = 60

/**
 * The ends of the days, Korean time, at which one may look back on a promotion: from the day of its first figures to
 * yesterday, the newest 60. The present is not among them.
 *
 * @param days its figures by day, `2026-11-21`
 * @param now ms since 1970
 */
export function momentsOf(days: Readonly<Record<string, number>>, now: number): string[] {
  const [first] = Object.keys(days).sort()
  if (first === undefined) return []
  const today = Math.floor((now + KST_MS) / DAY_MS)
  const begin = Math.max(Date.parse(`${first}T00:00:00Z`) / DAY_MS, today - MOST)
  const count = Math.max(0, today - begin)
  return Array.from({ length: count }, (_, index) => new Date((begin + index + 1) * DAY_MS - KST_MS - 1).toISOString())
}
