/** So many wrong tries within so long keep further ones from being looked at. */
const MOST = 5
const WITHIN_MS = 15 * 60_000

/**
 * Whether there were so many wrong tries of late that the next is not looked at.
 *
 * @param wrongAt when wrong ones came since the last right one, oldest first
 */
export const isLocked = (wrongAt: readonly string[], now: string): boolean =>
  wrongAt.filter((at) => Date.parse(at) > Date.parse(now) - WITHIN_MS).length >= MOST

/** The same with one more; older ones than count are forgotten. */
export const withWrong = (wrongAt: readonly string[], at: string): string[] => [...wrongAt, at].slice(-MOST)
