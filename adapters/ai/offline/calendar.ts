import type { Trade } from '../../../domain/merchant.ts'
import { type Season, seasonAt } from '../../../domain/season.ts'
import type { Language } from '../port.ts'
import type { Span } from './date-rules.ts'
import type { Occasion } from './occasion.ts'
import { OCCASIONS } from './occasions.ts'

export interface Upcoming extends Span {
  occasion: Occasion
  /** From today to its day, or to the last day of a short season. */
  daysLeft: number
}

const DAY_MS = 86_400_000
const KST_MS = 9 * 3_600_000
const HORIZON_DAYS = 60
/** Nearer than this, there is no time left to prepare anything. */
const LEAST_DAYS = 3

const at = (date: string) => Date.parse(`${date}T00:00:00Z`)
const iso = (time: number) => new Date(time).toISOString().slice(0, 10)

/** Today's date in Korea. */
export const koreanDate = (now: string): string => iso(Date.parse(now) + KST_MS)

/** What falls into the 60 days after `now`, suits the trade and lies in the season, nearest first. */
export function upcoming(now: string, trade: Trade, season: Season): Upcoming[] {
  const today = at(koreanDate(now))
  const year = new Date(today).getUTCFullYear()
  const found: Upcoming[] = []
  for (const occasion of OCCASIONS) {
    if (occasion.trades && !occasion.trades.includes(trade)) continue
    for (const when of [year - 1, year, year + 1].map((one) => occasion.in(one))) {
      if (!when || at(when.from) > today + HORIZON_DAYS * DAY_MS) continue
      const daysLeft = (at(when.to) - today) / DAY_MS
      const begins = Math.max(at(when.from), today)
      if (daysLeft >= LEAST_DAYS && seasonAt(iso(begins)) === season) found.push({ occasion, ...when, daysLeft })
    }
  }
  return found.sort((a, b) => a.daysLeft - b.daysLeft)
}

const format = (locale: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
const FORMATS: Record<Language, Intl.DateTimeFormat> = {
  ko: format('ko-KR', { month: 'long', day: 'numeric', weekday: 'short' }),
  en: format('en-GB', { weekday: 'short', day: 'numeric', month: 'long' }),
}

/** A day as people say it: 12월 25일(금). */
export const sayDate = (date: string, language: Language): string => {
  const text = FORMATS[language].format(at(date))
  return language === 'ko' ? text.replace(/ \((.)\)$/, '($1)') : text.replace(',', '')
}
