import fc from 'fast-check'
import { expect, test } from 'vitest'
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
