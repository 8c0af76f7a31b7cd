import { digitsOf, type Found, matches } from './kinds.ts'

const MONTHS = 12
const DAYS = 31

/**
 * Resident registration numbers, foreigners' among them (7th digit 5 to 8), also when the rest is starred out already.
 * The check digit is no test: since October 2020 the last digits are drawn at random.
 */
export const residentNumbers = (text: string): Found[] =>
  matches(
    'resident',
    text,
    /(?<!\d|\d-)(\d{2})(\d{2})(\d{2})(?: ?- ?| )?[0-9](?:\d{6}|[*xX●]{6})(?!\d|-\d)/g,
    (match) => {
      const [, , month, day] = match.map(Number)
      return month !== undefined && month >= 1 && month <= MONTHS && day !== undefined && day >= 1 && day <= DAYS
    },
  )

const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5]

/** The check digit of a Korean business number. */
export function isBusinessNumber(digits: readonly number[]): boolean {
  if (digits.length !== 10) return false
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * (digits[at] ?? 0), 0)
  const carry = Math.floor(((digits[8] ?? 0) * 5) / 10)
  return (10 - ((sum + carry) % 10)) % 10 === digits[9]
}

/** Business numbers: written in their own groups whatever the check digit, in one piece only when it is right. */
export const businessNumbers = (text: string): Found[] => [
  ...matches('business', text, /(?<!\d|\d-)\d{3} ?- ?\d{2} ?- ?\d{5}(?!\d|-\d)/g),
  ...matches('business', text, /(?<![\d-])[1-9]\d{9}(?![\d-])/g, ([number]) => isBusinessNumber(digitsOf(number))),
]

/** Luhn's sum, by which every card number checks. */
export function isLuhn(digits: readonly number[]): boolean {
  const sum = digits.toReversed().reduce((total, digit, at) => {
    const doubled = at % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return sum % 10 === 0
}

/** Card numbers of 13 to 19 digits, in one piece or in the groups in which they are printed. */
export const cardNumbers = (text: string): Found[] =>
  matches(
    'card',
    text,
    /(?<!\d|\d[-. ])[2-69](?:\d{3}[-. ]\d{4}[-. ]\d{4}[-. ]\d{1,7}|\d{3}[-. ]\d{6}[-. ]\d{5}|\d{12,18})(?!\d|[-.]\d)/g,
    ([number]) => isLuhn(digitsOf(number)),
  )
