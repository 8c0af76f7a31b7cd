import fc from 'fast-check'
import { expect, it } from 'vitest'
import { subjectToken, viewSubject } from './subjects.ts'

it('leaves safe ids as they are', () => {
  expect(viewSubject('shop_1', 'promotions', 'a-B_9')).toBe('madang.views.shop_1.promotions.a-B_9')
})

it('makes one distinct token of any id', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(subjectToken(a)).toMatch(/^[A-Za-z0-9_=-]+$/)
      expect(subjectToken(a) === subjectToken(b)).toBe(a === b)
    }),
  )
})
