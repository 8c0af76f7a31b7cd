import { SOURCES, type Source } from '../api/channel.ts'
import type { ChannelFigures, Figures } from '../api/results.ts'

/** What a channel has before anything has happened on it. */
export const NONE: ChannelFigures = { reach: 0, clicks: 0, entries: 0, costWon: 0 }

const addFigures = (a: ChannelFigures, b: ChannelFigures): ChannelFigures => ({
  reach: a.reach + b.reach,
  clicks: a.clicks + b.clicks,
  entries: a.entries + b.entries,
  costWon: a.costWon + b.costWon,
})

function addCounts(a: Record<string, number>, b: Record<string, number>): Record<string, number> {
  const sum = { ...a }
  for (const [key, count] of Object.entries(b)) sum[key] = (sum[key] ?? 0) + count
  return sum
}

/** The figures of several promotions together. */
export function totalOf(all: readonly Figures[]): Figures {
  return all.reduce<Figures>(
    (sum, next) => ({
      ...addFigures(sum, next),
      channels: Object.fromEntries(
        SOURCES.filter((source) => sum.channels[source] || next.channels[source]).map((source) => [
          source,
          addFigures(sum.channels[source] ?? NONE, next.channels[source] ?? NONE),
        ]),
      ),
      days: addCounts(sum.days, next.days),
      hours: addCounts(sum.hours, next.hours),
    }),
    { ...NONE, channels: {}, days: {}, hours: {} },
  )
}

/** The channels that did anything, the one with the most entries first. */
export const channelsOf = ({ channels }: Figures): ({ source: Source } & ChannelFigures)[] =>
  SOURCES.flatMap((source) => {
    const figures = channels[source]
    return figures ? [{ source, ...figures }] : []
  }).sort((a, b) => b.entries - a.entries || b.reach - a.reach)

const DAY_MS = 86_400_000
const MOST_DAYS = 10
const LEAST_DAYS = 7

/** Entries by day without gaps: of the ten days up to the last entry, and a week at least. */
export function daysOf({ days }: Figures): { date: string; entries: number }[] {
  const dates = Object.keys(days).sort()
  const last = dates.at(-1)
  if (!last) return []
  const before = (days: number) => Date.parse(last) - (days - 1) * DAY_MS
  const start = Math.min(Math.max(Date.parse(dates[0] ?? last), before(MOST_DAYS)), before(LEAST_DAYS))
  const length = (Date.parse(last) - start) / DAY_MS + 1
  return Array.from({ length }, (_, index) => {
    const date = new Date(start + index * DAY_MS).toISOString().slice(0, 10)
    return { date, entries: days[date] ?? 0 }
  })
}

/** The hours of a shop's day, from nine to nine, and those beside it in which people entered. */
export function hoursOf({ hours }: Figures): number[] {
  const used = Object.entries(hours).flatMap(([key, count]) => (count > 0 ? [Number(key.split('-')[1])] : []))
  const first = Math.min(9, ...used)
  return Array.from({ length: Math.max(21, ...used) - first + 1 }, (_, index) => first + index)
}

/** The weekday and hour with the most entries. */
export function busiestOf({ hours }: Figures): { weekday: number; hour: number; entries: number } | undefined {
  const [best] = Object.entries(hours).sort((a, b) => b[1] - a[1])
  if (!best || best[1] === 0) return undefined
  const [weekday = 0, hour = 0] = best[0].split('-').map(Number)
  return { weekday, hour, entries: best[1] }
}
