import type { Lang } from './translate.ts'

const ZONE = 'Asia/Seoul'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const LOCALES = { ko: 'ko-KR', en: 'en-GB' } as const
const DATE: Intl.DateTimeFormatOptions = { timeZone: ZONE, month: 'short', day: 'numeric', weekday: 'short' }
const TIME: Intl.DateTimeFormatOptions = { timeZone: ZONE, hour: 'numeric', minute: '2-digit' }

/** Formatters of one language. All times are Korean time, wherever the reader is. */
export function formatters(lang: Lang) {
  const dates = dateFormatters(lang)
  return { ...dates, ...numberFormatters(lang), ...durationFormatters(lang, dates.date) }
}

function dateFormatters(lang: Lang) {
  const locale = LOCALES[lang]
  const hour12 = lang === 'ko'
  const dateFormat = new Intl.DateTimeFormat(locale, DATE)
  const timeFormat = new Intl.DateTimeFormat(locale, { ...TIME, hour12 })
  const second = new Intl.DateTimeFormat(locale, { ...TIME, second: '2-digit', hour12 })
  const date = (iso: string) => {
    const parts = Object.fromEntries(dateFormat.formatToParts(new Date(iso)).map(({ type, value }) => [type, value]))
    if (lang === 'en') return `${parts.weekday} ${parts.day} ${parts.month}`
    return `${parts.month}${/월$/.test(parts.month ?? '') ? '' : '월'} ${parts.day}일(${parts.weekday})`
  }
  const time = (iso: string) => timeFormat.format(new Date(iso))
  return {
    date,
    time,
    dateTime: (iso: string) => `${date(iso)} ${time(iso)}`,
    /** To the second, for records. */
    moment: (iso: string) => `${date(iso)} ${second.format(new Date(iso))}`,
    /** @param month `2026-11` */
    month: (month: string) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', year: 'numeric', month: 'long' }).format(new Date(month)),
    weekday: (day: number) =>
      new Intl.DateTimeFormat(locale, { timeZone: 'UTC', weekday: 'short' }).format(Date.UTC(2023, 0, 1 + day)),
  }
}

function numberFormatters(lang: Lang) {
  const exact = new Intl.NumberFormat(LOCALES[lang])
  const short = (value: number) => exact.format(value < 100 ? Math.round(value * 10) / 10 : Math.round(value))
  return {
    number: (value: number) => {
      if (lang === 'en' && value >= 1_000_000) return `${short(value / 1_000_000)}M`
      if (lang === 'en') return value < 10_000 ? exact.format(value) : `${short(value / 1000)}k`
      if (value < 10_000) return exact.format(value)
      return value < 100_000_000 ? `${short(value / 10_000)}만` : `${short(value / 100_000_000)}억`
    },
    exact: (value: number) => exact.format(value),
    won: (value: number) => `₩${exact.format(Math.round(value))}`,
    percent: (ratio: number) => `${exact.format(Math.round(ratio * 1000) / 10)}%`,
  }
}

function durationFormatters(lang: Lang, date: (iso: string) => string) {
  const locale = LOCALES[lang]
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const unit = (value: number, name: 'second' | 'minute' | 'hour' | 'day') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'narrow' }).format(value)
  return {
    /** How long something took, in its two largest units. */
    duration: (seconds: number) => {
      if (seconds < 60) return unit(seconds, 'second')
      const minutes = Math.floor(seconds / 60)
      if (minutes < 60) return `${unit(minutes, 'minute')} ${unit(Math.floor(seconds % 60), 'second')}`
      const hours = Math.floor(minutes / 60)
      return hours < 48 ? `${unit(hours, 'hour')} ${unit(minutes % 60, 'minute')}` : unit(Math.floor(hours / 24), 'day')
    },
    /** How long ago it was; what is a week off or more, by its date. */
    ago: (iso: string, now: number) => {
      const past = Date.parse(iso) - now
      const size = Math.abs(past)
      if (size < MINUTE) return relative.format(0, 'second')
      if (size < HOUR) return relative.format(Math.round(past / MINUTE), 'minute')
      if (size < DAY) return relative.format(Math.round(past / HOUR), 'hour')
      return size < 7 * DAY ? relative.format(Math.round(past / DAY), 'day') : date(iso)
    },
  }
}

export type Formatters = ReturnType<typeof formatters>

/** A Korean mobile number with its dashes. */
export const phoneNumber = (digits: string): string => digits.replace(/^(\d{3})(\d{3,4})(\d{4})$/, '$1-$2-$3')

/** A Korean business number with its dashes. */
export const businessNumber = (digits: string): string => digits.replace(/^(\d{3})(\d{2})(\d{5})$/, '$1-$2-$3')

/** The value of a datetime-local field, in Korean time. */
export const toLocalInput = (iso: string): string => new Date(Date.parse(iso) + 9 * HOUR).toISOString().slice(0, 16)

/** The instant a datetime-local field means, read as Korean time. */
export const fromLocalInput = (value: string): string => new Date(`${value}:00+09:00`).toISOString()
