import { setTimeout as delay } from 'node:timers/promises'
import { Region, Trade } from '../../domain/merchant.ts'
import type { Caller, Shop } from './caller.ts'

const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5]
const PASSWORD = 'a password of a shop'
/** More than a minute together: everything may be down, and each application lets one try ten times a minute. */
const TRIES = 25
const PAUSE_MS = 400
const MOST_PAUSE_MS = 4_000

/** A business number whose check digit is right. */
export function businessNumber(index: number): string {
  const digits = [...String(500_000_000 + index)].map(Number)
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * (digits[i] ?? 0), 0)
  const carry = Math.floor(((digits[8] ?? 0) * 5) / 10)
  return `${digits.join('')}${(10 - ((sum + carry) % 10)) % 10}`
}

/**
 * Signs a shop up and in. Throws when it cannot sign in.
 *
 * @param index names the shop; no two have the same
 */
export async function openShop({ command, post }: Caller, index: number, key = `shop-${index}`): Promise<Shop> {
  const email = `shop${index}@chaos.example`
  const shop = {
    shopName: `가게 ${index}`,
    trade: Trade.options[index % Trade.options.length],
    region: Region.options[index % Region.options.length],
    businessNumber: businessNumber(index),
    openedOn: '2021-04-01',
    ownerName: '이소망',
    email,
    password: PASSWORD,
  }
  const registered = await command('register-merchant', shop, { key })
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const path = `/api/v1/sign-in?min-position=${registered?.position}`
    const session = await post(path, { email, password: PASSWORD })
    if (session) return { token: session.token, ...session.account }
    await delay(Math.min(tries * PAUSE_MS, MOST_PAUSE_MS))
  }
  throw new Error(`${email} cannot sign in`)
}
