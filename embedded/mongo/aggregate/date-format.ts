import { fail } from '../errors.ts'
import { utc } from './zones.ts'

const DAY = 86_400_000
const digits = (value: number, length: number): string => String(value).padStart(length, '0')

/** Days since the first of January, from 1. */
function dayOfYear(local: Date): number {
  return Math.floor((local.getTime() - utc(local.getUTCFullYear(), 0)) / DAY) + 1
}

/** The ISO 8601 week: the one that holds the Thursday decides the year. */
export function isoWeek(local: Date): { week: number; year: number } {
  const thursday = new Date(local.getTime() + (4 - (local.getUTCDay() || 7)) * DAY)
  return { week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1, year: thursday.getUTCFullYear() }
}

function year(value: number): string {
  return value >= 0 && value <= 9999
    ? digits(value, 4)
    : fail(18537, `$dateToString is only defined on year 0-9999, tried to use year ${value}`)
}

function offsetText(offset: number): string {
  const minutes = Math.trunc(Math.abs(offset) / 60_000)
  return `${offset < 0 ? '-' : '+'}${digits(Math.floor(minutes / 60), 2)}${digits(minutes % 60, 2)}`
}

const SPECIFIERS: Record<string, (local: Date, offset: number) => string> = {
  Y: (local) => year(local.getUTCFullYear()),
  m: (local) => digits(local.getUTCMonth() + 1, 2),
  d: (local) => digits(local.getUTCDate(), 2),
  H: (local) => digits(local.getUTCHours(), 2),
  M: (local) => digits(local.getUTCMinutes(), 2),
  S: (local) => digits(local.getUTCSeconds(), 2),
  L: (local) => digits(local.getUTCMilliseconds(), 3),
  j: (local) => digits(dayOfYear(local), 3),
  w: (local) => String(local.getUTCDay() + 1),
  u: (local) => String(local.getUTCDay() || 7),
  U: (local) => digits(Math.floor((dayOfYear(local) + 6 - local.getUTCDay()) / 7), 2),
  V: (local) => digits(isoWeek(local).week, 2),
  G: (local) => year(isoWeek(local).year),
  z: (_, offset) => offsetText(offset),
  Z: (_, offset) => String(Math.trunc(offset / 60_000)),
  '%': () => '%',
}

/** Writes a date as `$dateToString` does; `local` carries the zone's clock in its UTC fields. */
export function formatDate(pattern: string, local: Date, offset: number): string {
  return pattern.replace(/%([\s\S]?)/g, (_, letter: string) => {
    const write = SPECIFIERS[letter]
    return write ? write(local, offset) : fail(18536, `Invalid format character '%${letter}' in format string`)
  })
}
