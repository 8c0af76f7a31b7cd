import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SILENT_MS, type SignedIn, sessionEnds } from './session-ends.ts'

const KEEP_MS = 1_000_000
const codeOf = (look: () => boolean) => {
  try {
    return look()
  } catch (error) {
    return (error as { code: string }).code
  }
}

test('whatever is heard, in any order and more than once: a sign-in is over when something later ended it', () => {
  const position = fc.integer({ min: 0, max: 20 })
  const end = fc.record({ id: fc.constantFrom('a', 'b', 'x', 'y'), position })
  const someone = fc.record({ accountId: fc.constantFrom('a', 'b'), position })
  const through = fc.record({ authorizationId: fc.constantFrom('x', 'y') })
  const anyone = fc.oneof(
    someone,
    fc.tuple(someone, through).map(([one, other]) => ({ ...one, ...other })),
  )
  fc.assert(
    fc.property(fc.array(fc.array(end)), anyone, (batches, signedIn: SignedIn) => {
      const ends = sessionEnds(KEEP_MS)
      const told: string[] = []
      ends.whenOver(signedIn, () => told.push('over'))
      for (const batch of batches) ends.learn(batch)
      const { accountId, position, authorizationId } = signedIn
      const isOver = batches
        .flat()
        .some(({ id, position: ended }) => (id === accountId || id === authorizationId) && ended > position)
      expect(ends.isOver(signedIn)).toBe(isOver)
      expect(told.length > 0).toBe(isOver)
    }),
  )
})

test('what is open is told once, at once when it is over already, and not when it has gone before', () => {
  const ends = sessionEnds(KEEP_MS)
  const told: string[] = []
  const open = { accountId: 'a', position: 1 }
  ends.whenOver(open, () => told.push('gone'))()
  ends.whenOver(open, () => told.push('open'))
  ends.whenOver({ accountId: 'a', position: 3 }, () => told.push('newer'))
  ends.whenOver({ accountId: 'b', position: 1 }, () => told.push('other'))
  ends.whenOver({ accountId: 'a', position: 3, authorizationId: 'x' }, () => told.push('through another'))
  ends.learn([{ id: 'a', position: 2 }])
  expect(told).toEqual(['open'])
  ends.whenOver(open, () => told.push('late'))
  ends.learn([{ id: 'x', position: 4 }])
  expect(told).toEqual(['open', 'late', 'through another'])
})

test('who hears nothing for a minute lets nobody pass, until something is heard again', () => {
  let now = 0
  const ends = sessionEnds(KEEP_MS, () => now)
  const look = () => codeOf(() => ends.isOver({ accountId: 'a', position: 1 }))
  now = SILENT_MS - 1
  expect(look()).toBe(false)
  now = SILENT_MS
  expect(look()).toBe('UNAVAILABLE')
  ends.learn([])
  expect(look()).toBe(false)
})

test('what ended so long ago that its tokens have expired is forgotten', () => {
  let now = 0
  const ends = sessionEnds(KEEP_MS, () => now)
  const isOver = (accountId: string) => ends.isOver({ accountId, position: 1 })
  ends.learn([{ id: 'a', position: 2 }])
  now = 10
  ends.learn([{ id: 'b', position: 2 }])
  now = KEEP_MS + 5
  ends.learn([])
  expect([isOver('a'), isOver('b')]).toEqual([false, true])
})
