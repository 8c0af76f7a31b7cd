import { expect, test } from 'vitest'
import { busiestOf, channelsOf, daysOf, totalOf } from './figures.ts'

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
  expect(daysOf(a)).toEqual([
    { date: '2026-11-01', entries: 1 },
    { date: '2026-11-02', entries: 0 },
    { date: '2026-11-03', entries: 3 },
  ])
  expect(busiestOf(a)).toEqual({ weekday: 6, hour: 19, entries: 3 })
  expect(busiestOf({ ...a, hours: {} })).toBeUndefined()
  expect(daysOf({ ...a, days: {} })).toEqual([])
})
