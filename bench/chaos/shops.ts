import { setTimeout as delay } from 'node:timers/promises'
import { registrationOf } from '../registration.ts'
import type { Caller, Shop } from './caller.ts'

/** More than a minute together: everything may be down, and each application lets one try ten times a minute. */
const TRIES = 25
const PAUSE_MS = 400
const MOST_PAUSE_MS = 4_000

/**
 * Signs a shop up and in. Throws when it cannot sign in.
 *
 * @param index names the shop; no two have the same
 */
export async function openShop({ command, post }: Caller, index: number, key = `shop-${index}`): Promise<Shop> {
  const shop = registrationOf(index, 'chaos.example')
  const { email, password } = shop
  const registered = await command('register-merchant', shop, { key })
  for (let tries = 1; tries <= TRIES; tries += 1) {
    const path = `/api/v1/sign-in?min-position=${registered?.position}`
    const session = await post(path, { email, password })
    if (session) return { token: session.token, ...session.account }
    await delay(Math.min(tries * PAUSE_MS, MOST_PAUSE_MS))
  }
  throw new Error(`${email} cannot sign in`)
}
