import fc from 'fast-check'
import { expect, test } from 'vitest'
import { endOf, follows, seqOf } from './chunk-log.ts'

const place = (turn: number, n: number) => ({ n, seq: seqOf(turn, n) })

test('the next piece of a turn follows, and the first of a later turn after an end', () => {
  expect(follows(place(1, 3), seqOf(1, 2), false)).toBe(true)
  expect(follows(place(2, 1), seqOf(1, 7), true)).toBe(true)
  expect(follows(place(5, 1), endOf(4), false)).toBe(true)
})

test('a gap is none', () => {
  expect(follows(place(1, 4), seqOf(1, 2), false)).toBe(false)
  expect(follows(place(2, 1), seqOf(1, 7), false)).toBe(false)
  expect(follows(place(2, 2), seqOf(1, 7), true)).toBe(false)
  expect(follows(place(3, 1), seqOf(1, 7), true)).toBe(false)
})

test('whatever comes in whatever order, what is taken is dense', () => {
  const turns = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(turns, fc.infiniteStream(fc.nat()), (lengths, chance) => {
      const all = lengths.flatMap((length, turn) =>
        Array.from({ length }, (_, index) => ({ ...place(turn + 1, index + 1), isEnd: index + 1 === length })),
      )
      let last = { seq: seqOf(1, 0), ended: false }
      const taken: number[] = []
      for (let tries = 0; tries < 60; tries += 1) {
        const one = all[(chance.next().value as number) % all.length]
        if (!one || one.seq <= last.seq || !follows(one, last.seq, last.ended)) continue
        last = { seq: one.seq, ended: one.isEnd }
        taken.push(one.seq)
      }
      expect(taken).toEqual(all.slice(0, taken.length).map(({ seq }) => seq))
    }),
  )
})
