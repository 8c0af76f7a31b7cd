import { type MovingDay, movingDay } from './calendar-dates.ts'

/** First and last day, `YYYY-MM-DD` in Korea; the same day twice for a single one. */
export interface Span {
  from: string
  to: string
}

/** When something is in a year; undefined when the tables do not reach it. */
export type DateRule = (year: number) => Span | undefined

const DAY_MS = 86_400_000
const single = (date: string): Span => ({ from: date, to: date })

export const fixed =
  (monthDay: string): DateRule =>
  (year) =>
    single(`${year}-${monthDay}`)

/** A short season; its end lies in the next year when it wraps round. */
export const span =
  (from: string, to: string): DateRule =>
  (year) => ({ from: `${year}-${from}`, to: `${to < from ? year + 1 : year}-${to}` })

export const moving =
  (name: MovingDay): DateRule =>
  (year) => {
    const date = movingDay(name, year)
    return date ? single(date) : undefined
  }

/** The first such weekday (0 is Sunday) on or after a day of a month. */
export const weekdayFrom =
  (month: number, day: number, weekday: number): DateRule =>
  (year) => {
    const start = Date.UTC(year, month - 1, day)
    const shift = (weekday - new Date(start).getUTCDay() + 7) % 7
    return single(new Date(start + shift * DAY_MS).toISOString().slice(0, 10))
  }
