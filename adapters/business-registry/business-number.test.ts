import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isBusinessNumber } from './business-number.ts'

const nine = fc.stringMatching(/^\d{9}$/)
const completed = (first: string) =>
  Array.from({ length: 10 }, (_, last) => `${first}${last}`).filter((number) => isBusinessNumber(number))

describe('a business number', () => {
  test.each(['124-81-00998', '1248100998', '220-81-62517', '120-81-47521'])('%s is one', (number) => {
    expect(isBusinessNumber(number)).toBe(true)
  })

  test.each(['124-81-00999', '1248100', '12481009980', '', 'abcdefghij', '１２４８１００９９８', '124 81.00998'])(
    '%j is none',
    (number) => {
      expect(isBusinessNumber(number)).toBe(false)
    },
  )

  test('has exactly one check digit for any nine digits', () => {
    fc.assert(fc.property(nine, (first) => completed(first).length === 1))
  })

  test('is none any more with any one digit mistyped', () => {
    const position = fc.nat({ max: 9 })
    fc.assert(
      fc.property(nine, position, fc.integer({ min: 1, max: 9 }), (first, at, shift) => {
        const [number = ''] = completed(first)
        const digits = [...number].map(Number)
        digits[at] = ((digits[at] ?? 0) + shift) % 10
        return !isBusinessNumber(digits.join(''))
      }),
    )
  })

  test('may be written with dashes', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{10}$/), (n) => {
        const dashed = `${n.slice(0, 3)}-${n.slice(3, 5)}-${n.slice(5)}`
        return isBusinessNumber(n) === isBusinessNumber(dashed)
      }),
    )
  })
})
