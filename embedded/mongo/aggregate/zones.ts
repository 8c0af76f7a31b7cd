import { fail } from '../errors.ts'
import { memo } from '../memo.ts'

/** A time zone: how far its clocks are ahead of UTC at an instant, in milliseconds. */
export type Zone = (instant: number) => number

/** Names may be written in any case, so there are more than anyone needs. */
export const KEPT_ZONES = 64
const FIXED = /^([+-])(\d{2}):?(\d{2})?$/
const UTC = new Set(['UTC', 'GMT', 'Z'])
const utcZone: Zone = () => 0
const zones = new Map<string, Zone>()

/** A zone by its name, or by its distance from UTC (`+09:00`); fails with 40485 where there is none. */
export function zoneNamed(name: string): Zone {
  if (UTC.has(name)) return utcZone
  if (zones.size >= KEPT_ZONES && !zones.has(name)) zones.clear()
  return memo(zones, name, () => {
    const fixed = FIXED.exec(name)
    return fixed ? fixedZone(fixed) : namedZone(name)
  })
}

function fixedZone([, sign, hours, minutes = '0']: RegExpExecArray): Zone {
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000 * (sign === '-' ? -1 : 1)
  return () => offset
}

const QUARTER_HOUR = 15 * 60_000

/** Clocks change at quarters of an hour: one answer serves a whole quarter. */
function namedZone(name: string): Zone {
  const format = formatOf(name)
  const known = new Map<number, number>()
  return (instant) => {
    const quarter = Math.floor(instant / QUARTER_HOUR)
    const offset = known.get(quarter) ?? offsetAt(format, quarter * QUARTER_HOUR)
    if (known.size > 50_000) known.clear()
    known.set(quarter, offset)
    return offset
  }
}

function formatOf(name: string): Intl.DateTimeFormat {
  const parts = {
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  } as const
  try {
    return new Intl.DateTimeFormat('en-u-hc-h23', { timeZone: name, era: 'short', ...parts })
  } catch {
    return fail(40485, `unrecognized time zone identifier: "${name}"`)
  }
}

function offsetAt(format: Intl.DateTimeFormat, instant: number): number {
  const parts: Record<string, string> = {}
  for (const { type, value } of format.formatToParts(instant)) parts[type] = value
  const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year)
  return (
    utc(
      year,
      Number(parts.month) - 1,
      Number(parts.day),
      Number(parts.hour),
      Number(parts.minute),
      Number(parts.second),
    ) - instant
  )
}

/** Date.UTC without its special treatment of the years 0 to 99. */
export function utc(year: number, month: number, day = 1, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0)
  date.setUTCFullYear(year, month, day)
  return date.setUTCHours(hour, minute, second, 0)
}

/** The instant when a zone's clocks show a local time. */
export function instantOf(local: number, zone: Zone): number {
  const guess = local - zone(local)
  return local - zone(guess)
}
