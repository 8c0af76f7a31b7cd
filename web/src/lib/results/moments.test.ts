import { expect, test } from 'vitest'
import { momentsOf } from './moments.ts'

const NOON = Date.parse('2026-11-21T03:00:00.000Z')

test('the ends of the days in Korea, from the first figures to yesterday', () => {
  const days = { '2026-11-19': 4, '2026-11-18': 1 }
  expect(momentsOf(days, NOON)).toEqual([
    '2026-11-18T14:59:59.999Z',
    '2026-11-19T14:59:59.999Z',
    '2026-11-20T14:59:59.999Z',
  ])
})

test('nothing to look back on is no moment', () => {
  expect(momentsOf({}, NOON)).toEqual([])
  expect(momentsOf({ '2026-11-21': 3 }, NOON)).toEqual([])
})

test('a long promotion shows its newest sixty days', () => {
  const moments = momentsOf({ '2026-01-01': 1 }, NOON)
  expect([moments.length, moments.at(-1)]).toEqual([60, '2026-11-20T14:59:59.999Z'])
})
