import { expect, test } from 'vitest'
import { busiestOf, channelsOf, daysOf, hoursOf, totalOf } from './figures.ts'

const a = {
  reach: 100,
  clicks: 10,
  entries: 4,
  costWon: 1000,
  channels: { kakao: { reach: 100, clicks: 10, entries: 4, costWon: 1000 } },
  days: { '2026-11-01': 1, '2026-11-03': 3 },
  hours: { '6-19': 3, '0-9': 1 },
}
const b = { ...a, channels: { instagram: { reach: 100, clicks: 10, entries: 9, costWon: 0 }, kakao: a.channels.kakao } }

test('totals add every part', () => {
  const total = totalOf([a, b])
  expect(total).toMatchObject({ reach: 200, entries: 8, days: { '2026-11-03': 6 }, hours: { '6-19': 6 } })
  expect(channelsOf(total).map(({ source, entries }) => [source, entries])).toEqual([
    ['instagram', 9],
    ['kakao', 8],
  ])
})

test('days have no gaps, and the busiest hour is found', () => {
  expect(daysOf(a).slice(-3)).toEqual([
    { date: '2026-11-01', entries: 1 },
    { date: '2026-11-02', entries: 0 },
    { date: '2026-11-03', entries: 3 },
  ])
  expect(busiestOf(a)).toEqual({ weekday: 6, hour: 19, entries: 3 })
  expect(busiestOf({ ...a, hours: {} })).toBeUndefined()
  expect(daysOf({ ...a, days: {} })).toEqual([])
})

test('the days are a week at least and ten at most, up to the last one with entries', () => {
  const dates = (days: Record<string, number>) => daysOf({ ...a, days }).map(({ date }) => date)
  const one = dates({ '2026-11-03': 3 })
  expect([one.length, one[0], one.at(-1)]).toEqual([7, '2026-10-28', '2026-11-03'])
  expect(dates({ '2026-11-01': 1, '2026-11-08': 1 })).toHaveLength(8)
  expect(dates({ '2026-09-01': 1, '2026-11-08': 1 })).toHaveLength(10)
})

test('the hours are those of a shop’s day, and those beside it that count', () => {
  const range = (hours: Record<string, number>) => [hoursOf({ ...a, hours }).at(0), hoursOf({ ...a, hours }).at(-1)]
  expect(range({ '6-13': 1 })).toEqual([9, 21])
  expect(range({ '6-7': 1, '2-23': 4, '1-2': 0 })).toEqual([7, 23])
})
