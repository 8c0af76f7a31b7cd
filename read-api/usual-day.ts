import { kst } from '../projections/event.ts'

const DAY_MS = 86_400_000
const WEEKS = 4

/** The same weekday of the four weeks before, as dates in Korea, newest first. */
export const sameWeekdays = (now: string): string[] =>
  Array.from(
    { length: WEEKS },
    (_, week) => kst(new Date(Date.parse(now) - (week + 1) * 7 * DAY_MS).toISOString()).date,
  )

/**
 * What this weekday usually brings: the mean over those of the last four that the shop was here for; a day without
 * a row brought nothing. Null for a shop that has not been here for a week yet.
 *
 * @param entries entries by date in Korea
 * @param since instant at which the shop signed up
 */
export function usualEntries(entries: ReadonlyMap<string, number>, now: string, since: string): number | null {
  const first = kst(since).date
  const dates = sameWeekdays(now).filter((date) => date >= first)
  if (dates.length === 0) return null
  const sum = dates.reduce((total, date) => total + (entries.get(date) ?? 0), 0)
  return Math.round((10 * sum) / dates.length) / 10
}
