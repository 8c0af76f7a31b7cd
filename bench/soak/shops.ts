import { setTimeout as delay } from 'node:timers/promises'
import { CONTENT, period } from '../promotion-content.ts'
import { registrationOf } from '../registration.ts'
import type { SignedIn } from './crowd/main.ts'

/** The tax office's API is asked by eight at once. */
const AT_ONCE = 12
const TRIES = 10

// biome-ignore lint/suspicious/noExplicitAny: answers are read as a stranger's program would
type Body = any

/** Calls from an address; throws when it is not answered well after some tries. */
async function call(origin: string, ip: string, path: string, body: object, token?: string): Promise<Body> {
  const headers = {
    'content-type': 'application/json',
    'x-forwarded-for': ip,
    ...(token ? { authorization: `Bearer ${token}` } : {}),
  }
  for (let tries = 1; ; tries += 1) {
    const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    const answer = await response.json()
    if (response.ok) return answer
    if (response.status < 500 || tries === TRIES) throw new Error(`${path} was answered ${JSON.stringify(answer)}`)
    await delay(500)
  }
}

async function openShop(origin: string, index: number): Promise<SignedIn> {
  const ip = `12.0.${index >> 8}.${index & 255}`
  const shop = registrationOf(index, 'load.example')
  const { position } = await call(origin, ip, '/api/v1/commands/register-merchant', shop)
  const signIn = { email: shop.email, password: shop.password }
  const { token } = await call(origin, ip, `/api/v1/sign-in?min-position=${position}`, signIn)
  const command = (name: string, body: object) => call(origin, ip, `/api/v1/commands/${name}`, body, token)
  const { id: promotionId } = await command('create-promotion', { purpose: 'new-customers' })
  await command('revise-promotion', { promotionId, ...CONTENT, ...period(), channels: [] })
  await command('launch-promotion', { promotionId })
  const { id: draftId } = await command('create-promotion', { purpose: 'new-customers' })
  return { token, promotionId, draftId }
}

/** Signs shops up over HTTP, each with an owner, a running promotion and a draft. */
export async function openShops(origin: string, count: number): Promise<SignedIn[]> {
  const shops: SignedIn[] = []
  const numbers = Array.from({ length: count }, (_, index) => index).values()
  const worker = async () => {
    for (const index of numbers) shops.push(await openShop(origin, index))
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return shops
}
