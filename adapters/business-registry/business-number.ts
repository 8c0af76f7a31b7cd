const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5]

/** The digits of a business number as people write it. */
export const digitsOf = (businessNumber: string): string => businessNumber.replace(/[-\s]/g, '')

/** Whether these are ten digits of which the last is the check digit of the others, as in every Korean business number. */
export function isBusinessNumber(businessNumber: string): boolean {
  const digits = [...digitsOf(businessNumber)].map(Number)
  if (!/^\d{10}$/.test(digitsOf(businessNumber))) return false
  const weighted = WEIGHTS.reduce((sum, weight, i) => sum + weight * (digits[i] ?? 0), 0)
  const carried = Math.floor((5 * (digits[8] ?? 0)) / 10)
  return (10 - ((weighted + carried) % 10)) % 10 === digits[9]
}
