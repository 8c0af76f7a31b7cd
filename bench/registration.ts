import { Region, Trade } from '../domain/merchant.ts'

const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5]

/** A business number whose check digit is right. */
export function businessNumber(index: number): string {
  const digits = [...String(500_000_000 + index)].map(Number)
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * (digits[i] ?? 0), 0)
  const carry = Math.floor(((digits[8] ?? 0) * 5) / 10)
  return `${digits.join('')}${(10 - ((sum + carry) % 10)) % 10}`
}

/**
 * What a shop says when it signs up.
 *
 * @param index names the shop; no two have the same
 * @param domain of its e-mail address
 */
export const registrationOf = (index: number, domain: string) => ({
  shopName: `가게 ${index}`,
  trade: Trade.options[index % Trade.options.length],
  region: Region.options[index % Region.options.length],
  businessNumber: businessNumber(index),
  openedOn: '2021-04-01',
  ownerName: '이소망',
  email: `shop${index}@${domain}`,
  password: 'a password of a shop',
})
