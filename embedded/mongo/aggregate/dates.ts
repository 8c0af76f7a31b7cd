import { isDoc, isObjectId, isTimestamp, typeName, type Value } from '../bson/values.ts'
import { fail, refuse } from '../errors.ts'
import { wholeNumber } from '../query/conditions.ts'
import { formatDate, isoWeek } from './date-format.ts'
import { type Compile, type Expression, named, nullish, type Operator, type Scope } from './expression.ts'
import { instantOf, utc, type Zone, zoneNamed } from './zones.ts'

const DAY = 86_400_000

function instant(value: Value, op: string): number {
  if (value instanceof Date) return value.getTime()
  if (isObjectId(value)) return value.getTimestamp().getTime()
  if (isTimestamp(value)) return value.getHighBitsUnsigned() * 1000
  return fail(16006, `can't convert from ${typeName(value)} to Date in ${op}`)
}

/** A zone by the value of a `timezone` argument; undefined when that is null. */
function zoneOf(zone: Expression | undefined, scope: Scope): Zone | undefined {
  if (!zone) return zoneNamed('UTC')
  const name = zone(scope)
  if (nullish(name)) return undefined
  return typeof name === 'string'
    ? zoneNamed(name)
    : fail(40517, `timezone must evaluate to a string, found ${typeName(name)}`)
}

/** An operator on a date's parts as a zone's clocks show them: of a date, or of {date, timezone}. */
const part =
  (read: (local: Date) => Value): Operator =>
  (arg, compile, op) => {
    const { date, timezone } = dateArguments(arg, compile, op)
    return (scope) => {
      const value = date(scope)
      const zone = zoneOf(timezone, scope)
      if (nullish(value) || !zone) return null
      const at = instant(value, op)
      return read(new Date(at + zone(at)))
    }
  }

function dateArguments(
  arg: Value,
  compile: Compile,
  op: string,
): { date: Expression; timezone: Expression | undefined } {
  if (isDoc(arg) && arg.has('date')) {
    const { date, timezone } = named(arg, compile, op, ['date'], ['timezone'])
    return { date: date as Expression, timezone }
  }
  return { date: compile(Array.isArray(arg) && arg.length === 1 ? (arg[0] as Value) : arg), timezone: undefined }
}

function dateToString(arg: Value, compile: Compile, op: string): Expression {
  const { date, format, timezone, onNull } = named(arg, compile, op, ['date'], ['format', 'timezone', 'onNull'])
  return (scope) => {
    const value = (date as Expression)(scope)
    if (nullish(value)) return onNull ? onNull(scope) : null
    const zone = zoneOf(timezone, scope)
    if (!zone) return null
    const at = instant(value, op)
    const offset = zone(at)
    if (!format && zone !== zoneNamed('UTC')) refuse('$dateToString in a time zone without a format')
    const pattern = format ? format(scope) : '%Y-%m-%dT%H:%M:%S.%LZ'
    if (nullish(pattern)) return null
    if (typeof pattern !== 'string')
      fail(18533, `$dateToString requires that 'format' be a string, found: ${typeName(pattern)}`)
    return formatDate(pattern, new Date(at + offset), offset)
  }
}

const FIXED_UNITS: Record<string, number> = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000 }
const MONTH_UNITS: Record<string, number> = { month: 1, quarter: 3, year: 12 }
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

function dateTrunc(arg: Value, compile: Compile, op: string): Expression {
  const parts = named(arg, compile, op, ['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'])
  return (scope) => {
    const value = (parts.date as Expression)(scope)
    const unit = (parts.unit as Expression)(scope)
    const size = parts.binSize ? parts.binSize(scope) : 1
    const start = parts.startOfWeek ? parts.startOfWeek(scope) : 'sunday'
    const zone = zoneOf(parts.timezone, scope)
    if (nullish(value) || nullish(unit) || nullish(size) || !zone || (unit === 'week' && nullish(start))) return null
    const bin = wholeNumber(size, "$dateTrunc's binSize")
    if (bin < 1) fail(5439017, "$dateTrunc requires 'binSize' to be greater than 0")
    if (typeof unit !== 'string') fail(5439013, `$dateTrunc requires 'unit' to be a string, but got ${typeName(unit)}`)
    return new Date(truncate(instant(value, op), unit, bin, zone, String(start)))
  }
}

const EPOCH_YEAR = 2000
const EPOCH = utc(EPOCH_YEAR, 0)

/** Bins are counted from 2000-01-01 on the zone's clocks; hours and shorter by elapsed time, days and longer by dates. */
function truncate(at: number, unit: string, bin: number, zone: Zone, startOfWeek: string): number {
  const fixed = FIXED_UNITS[unit]
  if (fixed) {
    const reference = instantOf(EPOCH, zone)
    return reference + Math.floor((at - reference) / (fixed * bin)) * fixed * bin
  }
  const local = at + zone(at)
  const months = MONTH_UNITS[unit]
  if (months) {
    const date = new Date(local)
    const count = (date.getUTCFullYear() - EPOCH_YEAR) * 12 + date.getUTCMonth()
    return instantOf(utc(EPOCH_YEAR, Math.floor(count / (months * bin)) * months * bin), zone)
  }
  if (unit !== 'day' && unit !== 'week') fail(9, `unknown time unit value: ${unit}`)
  const first = unit === 'week' ? EPOCH + firstWeekday(startOfWeek) * DAY : EPOCH
  const length = DAY * bin * (unit === 'week' ? 7 : 1)
  return instantOf(first + Math.floor((local - first) / length) * length, zone)
}

/** Days from 2000-01-01, a Saturday, to the first such weekday. */
function firstWeekday(name: string): number {
  const names = WEEKDAYS.map((day) => [day, day.slice(0, 3)])
  const weekday = names.findIndex((each) => each.includes(name.toLowerCase()))
  return weekday < 0 ? fail(9, `unknown day of week value: ${name}`) : (weekday + 1) % 7
}

export const DATES: Record<string, Operator> = {
  $dateTrunc: dateTrunc,
  $dateToString: dateToString,
  $year: part((date) => date.getUTCFullYear()),
  $month: part((date) => date.getUTCMonth() + 1),
  $dayOfMonth: part((date) => date.getUTCDate()),
  $dayOfYear: part((date) => (date.getTime() - (date.getTime() % DAY) - utc(date.getUTCFullYear(), 0)) / DAY + 1),
  $dayOfWeek: part((date) => date.getUTCDay() + 1),
  $isoDayOfWeek: part((date) => date.getUTCDay() || 7),
  $isoWeek: part((date) => isoWeek(date).week),
  $isoWeekYear: part((date) => BigInt(isoWeek(date).year)),
  $hour: part((date) => date.getUTCHours()),
  $minute: part((date) => date.getUTCMinutes()),
  $second: part((date) => date.getUTCSeconds()),
  $millisecond: part((date) => date.getUTCMilliseconds()),
}
