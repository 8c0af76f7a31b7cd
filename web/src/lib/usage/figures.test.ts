import { expect, test } from 'vitest'
import { dollars, failureRate, fullness, standing } from './figures.ts'

test.each([
  [0, '$0'],
  [1234.5, '$1,234.50'],
  [0.4, '$0.40'],
  [0.00052, '$0.00052'],
  [0.0000006, '<$0.0001'],
])('%d is %s', (usd, text) => {
  expect(dollars(usd)).toBe(text)
})

test.each([
  [null, 5, 'none', 0],
  [10, 7.9, 'fine', 0.79],
  [10, 8, 'close', 0.8],
  [10, 12, 'over', 1],
  [0, 0, 'over', 1],
] as const)('a budget of %d of which %d is spent is %s', (monthlyUsd, spentUsd, how, full) => {
  expect(standing({ monthlyUsd, spentUsd })).toBe(how)
  expect(fullness({ monthlyUsd, spentUsd })).toBe(full)
})

test('what is left may be too little for an answer', () => {
  expect(standing({ monthlyUsd: 1, spentUsd: 0.9, exhaustedAt: '2026-11-21T03:00:00.000Z' })).toBe('short')
  expect(standing({ monthlyUsd: 1, spentUsd: 1, exhaustedAt: '2026-11-21T03:00:00.000Z' })).toBe('over')
})

test('a rate of nothing is none', () => {
  expect(failureRate({ calls: 0, failed: 0 })).toBeUndefined()
  expect(failureRate({ calls: 8, failed: 2 })).toBe(0.25)
})
