import { expect, test } from 'vitest'
import { newest } from './newest.ts'

const filled = (count: number) => {
  const kept = newest<number>(10)
  for (let n = 1; n <= count; n += 1) kept.set(`${n}`, n)
  return kept
}

test('the newest are there, the oldest are gone, and there are never more than the size', () => {
  for (let count = 10; count < 40; count += 1) {
    const kept = filled(count)
    const there = Array.from({ length: count }, (_, n) => n + 1).filter((n) => kept.get(`${n}`) === n)
    expect(there.length).toBeLessThanOrEqual(10)
    expect(there.slice(-5)).toEqual([count - 4, count - 3, count - 2, count - 1, count])
  }
})

test('a value that is set again is the new one, and one that is deleted is gone, young or old', () => {
  const kept = filled(8)
  kept.set('1', 100)
  expect(kept.get('1')).toBe(100)
  kept.delete('1')
  kept.delete('8')
  expect([kept.get('1'), kept.get('8')]).toEqual([undefined, undefined])
})
