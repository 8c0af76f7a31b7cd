import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MIB, used } from '../test-support.ts'
import { Interner } from './interner.ts'

test('bytes are the text they are, though many share a slot', () => {
  const interner = new Interner()
  // Three letters only: most of these have the same length, middle and last byte as another.
  const subject = fc.string({ unit: fc.constantFrom('a', 'b', '.'), minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(fc.array(subject, { minLength: 1, maxLength: 50 }), (subjects) => {
      for (const one of subjects) expect(interner.text(Buffer.from(`PUB ${one} 1`), 4, 4 + one.length)).toBe(one)
    }),
  )
})

test('it keeps its subjects, and nothing that came in beside them', async () => {
  const interner = new Interner()
  const before = await used()
  for (let n = 0; n < 10_000; n += 1) {
    const subject = Buffer.from(`madang.views.${randomUUID()}.${randomUUID()}`)
    interner.text(subject, 0, subject.length)
    Buffer.allocUnsafe(20_000)
  }
  // A Buffer of its own for each of 256 slots kept 16 MiB.
  expect((await used()) - before).toBeLessThan(MIB)
  expect(interner.text(Buffer.from('a.b'), 0, 3)).toBe('a.b')
})

test('a long subject is text, too', () => {
  const long = `${'a'.repeat(3_000)}.b`
  expect(new Interner().text(Buffer.from(`PUB ${long} 1`), 4, 4 + long.length)).toBe(long)
})
