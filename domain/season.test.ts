import { expect, test } from 'vitest'
import { seasonAt } from './season.ts'

test.each([
  ['2026-02-28T14:59:59.999Z', 'winter'],
  ['2026-02-28T15:00:00.000Z', 'spring'],
  ['2026-05-31T14:59:59.999Z', 'spring'],
  ['2026-05-31T15:00:00.000Z', 'summer'],
  ['2026-08-31T15:00:00.000Z', 'autumn'],
  ['2026-11-30T14:59:59.999Z', 'autumn'],
  ['2026-11-30T15:00:00.000Z', 'winter'],
  ['2026-12-31T15:00:00.000Z', 'winter'],
] as const)('at %s it is %s in Korea', (instant, season) => {
  expect(seasonAt(instant)).toBe(season)
})
