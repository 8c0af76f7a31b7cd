import { expect, test } from 'vitest'
import { type AdaptiveLimit, afterLook } from './adaptive-limit.ts'

const MOST = 400
const START: AdaptiveLimit = { limit: MOST, lateLooks: 0 }
/** The limits after looks at a loop that is so late, with so many requests under way. */
const limitsAfter = (lateness: number[], underWay: number, from = START): number[] => {
  let now = from
  return lateness.map((lateMs) => {
    now = afterLook(now, lateMs, underWay, MOST)
    return Math.round(now.limit)
  })
}

test('a loop that is on time lets everybody in, however many there are', () => {
  expect(limitsAfter([0, 5, 100], 399)).toEqual([MOST, MOST, MOST])
})

test('one pause alone changes nothing', () => {
  expect(limitsAfter([900, 0, 900, 0], 300)).toEqual([MOST, MOST, MOST, MOST])
})

test('a loop that stays late lets in fewer than are under way, and never none', () => {
  expect(limitsAfter([300, 300], 200)).toEqual([MOST, 150])
  expect(limitsAfter(Array(20).fill(300), 200).at(-1)).toBe(40)
})

test('afterwards the limit comes back step by step', () => {
  expect(limitsAfter([0, 0], 10, { limit: 100, lateLooks: 3 })).toEqual([120, 140])
  expect(limitsAfter(Array(20).fill(0), 10, { limit: 40, lateLooks: 3 }).at(-1)).toBe(MOST)
})
