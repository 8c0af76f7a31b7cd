import { expect, test } from 'vitest'
import { sameWeekdays, usualEntries } from './usual-day.ts'

/** A Saturday: 00:30 in Korea, still Friday in UTC. */
const NOW = '2026-11-20T15:30:00.000Z'
const LONG_AGO = '2026-01-01T00:00:00.000Z'

test('the same weekday is counted in Korea', () => {
  expect(sameWeekdays(NOW)).toEqual(['2026-11-14', '2026-11-07', '2026-10-31', '2026-10-24'])
})

test('usual is the mean of four weeks, a day without a row being a day without entries', () => {
  const entries = new Map([
    ['2026-11-14', 10],
    ['2026-11-07', 5],
    ['2026-11-13', 900],
  ])
  expect(usualEntries(entries, NOW, LONG_AGO)).toBe(3.8)
})

test('days before the shop signed up do not count, and in its first week there is no usual', () => {
  const entries = new Map([['2026-11-14', 10]])
  expect(usualEntries(entries, NOW, '2026-11-13T16:00:00.000Z')).toBe(10)
  expect(usualEntries(entries, NOW, '2026-11-14T16:00:00.000Z')).toBeNull()
})
