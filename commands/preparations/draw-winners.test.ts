import fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawOrder } from './draw-winners.ts'

const ids = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 50 })

test('anyone who knows the seed comes to the same order, in whatever order the entries are given', () => {
  fc.assert(
    fc.property(fc.string(), ids, (seed, entries) => {
      const order = drawOrder(seed, entries)
      expect(drawOrder(seed, entries.toReversed())).toEqual(order)
      expect(order.toSorted()).toEqual(entries.toSorted())
    }),
  )
})

test('another seed gives another order, and everyone has a chance to be first', () => {
  const entries = Array.from({ length: 10 }, (_, index) => `p1.k${index}`)
  const firsts = new Set(Array.from({ length: 500 }, (_, seed) => drawOrder(String(seed), entries)[0]))
  expect(firsts.size).toBe(entries.length)
})
