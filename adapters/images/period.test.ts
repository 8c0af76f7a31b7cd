import { expect, test } from 'vitest'
import { formatPeriod } from './period.ts'

test.each([
  ['days in Korean time', '2026-11-20T15:00:00.000Z', '2026-12-01T14:59:59.999Z', '11월 21일(토) – 12월 1일(화)'],
  [
    'an end at midnight is the day before',
    '2026-11-21T00:00:00.000Z',
    '2026-12-01T15:00:00.000Z',
    '11월 21일(토) – 12월 1일(화)',
  ],
  [
    'a minute after midnight is the day itself',
    '2026-11-21T00:00:00.000Z',
    '2026-12-01T15:01:00.000Z',
    '11월 21일(토) – 12월 2일(수)',
  ],
  ['one day', '2026-11-21T00:00:00.000Z', '2026-11-21T09:00:00.000Z', '11월 21일(토)'],
  ['no time at all', '2026-11-21T15:00:00.000Z', '2026-11-21T15:00:00.000Z', '11월 22일(일)'],
  [
    'over the new year',
    '2026-12-29T15:00:00.000Z',
    '2027-01-02T12:00:00.000Z',
    '2026년 12월 30일(수) – 2027년 1월 2일(토)',
  ],
])('%s', (_, startsAt, endsAt, expected) => {
  expect(formatPeriod(startsAt, endsAt)).toBe(expected)
})
