import { z } from 'zod'
import { sayDate } from '../../adapters/ai/offline/calendar.ts'
import { kst } from '../../projections/event.ts'
import type { DayRow } from '../../projections/rows/figures.ts'
import { shopTool } from './tool.ts'

const MAX_DAYS = 92
const DAY_MS = 86_400_000
const MAX_TITLES = 100

const sum = (days: readonly DayRow[], of: 'channels' | 'promotions') => {
  const total: Record<string, number> = {}
  for (const row of days)
    for (const [key, n] of Object.entries(row[of] ?? {})) total[key] = (total[key] ?? 0) + (n ?? 0)
  return Object.fromEntries(Object.entries(total).sort((a, b) => b[1] - a[1]))
}

const Input = z.strictObject({
  from: z.iso.date().describe('first day in Korea, YYYY-MM-DD'),
  to: z.iso.date().describe('last day in Korea, the same as `from` for a single one'),
})

/** Days without an entry have no row, so they are written in. */
function everyDay({ from, to }: z.output<typeof Input>, days: readonly DayRow[]): Record<string, number> {
  const known = new Map(days.map(({ date, entries }) => [date, entries]))
  const all: Record<string, number> = {}
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
    const date = new Date(at).toISOString().slice(0, 10)
    all[date] = known.get(date) ?? 0
  }
  return all
}

/** Who took part when, and where they came from: counts only, never a name. */
export const entriesByDay = shopTool({
  name: 'entries_by_day',
  description: `How many people entered the shop's promotions from one day to another (at most ${MAX_DAYS} days): in all, by day, by channel they came from, by promotion.`,
  input: Input,
  views: ['days', 'promotions'],
  run: async ({ rows, language, now, asOf }, { from, to }) => {
    const today = kst(now).date
    if (to < from || (Date.parse(to) - Date.parse(from)) / DAY_MS >= MAX_DAYS)
      return {
        data: { error: `from ${from} to ${to} is no span of at most ${MAX_DAYS} days; today is ${today}` },
        sources: [],
      }
    const days = await rows.list('days', { date: { $gte: from, $lte: to } }, { sort: { date: 1 }, limit: MAX_DAYS })
    const counts = sum(days, 'promotions')
    const ids = Object.keys(counts).slice(0, MAX_TITLES)
    const known = await rows.list('promotions', { _id: { $in: ids } }, { sort: { _id: 1 }, limit: ids.length + 1 })
    const titles = new Map(known.map(({ _id, title = '' }) => [_id, title]))
    const span = from === to ? sayDate(from, language) : `${sayDate(from, language)} – ${sayDate(to, language)}`
    const only = ids.length === 1 ? ids[0] : undefined
    return {
      data: {
        ...{ from, to, today },
        entries: days.reduce((total, { entries }) => total + entries, 0),
        days: everyDay({ from, to }, days),
        channels: sum(days, 'channels'),
        promotions: ids.map((promotionId) => ({
          ...{ promotionId, title: titles.get(promotionId) ?? '', entries: counts[promotionId] },
        })),
      },
      sources: [
        {
          label: language === 'ko' ? `참여 기록, ${span}` : `Entries, ${span}`,
          href: only ? `/promotions/${only}` : '/results',
          asOf,
        },
      ],
    }
  },
})
