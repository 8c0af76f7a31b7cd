import { rm } from 'node:fs/promises'
import { SignJWT } from 'jose'
import { afterAll, beforeAll } from 'vitest'
import { loadSecrets } from '../adapters/config/secrets.ts'
import { type Actor, signToken } from '../adapters/http/auth.ts'
import { type Madang, startMadang } from '../compose/madang.ts'
import { type Client, createClient } from '../demo/client.ts'
import { temporaryFolder } from './instance.ts'

const SECRET = 'f2d7a1c94be8036d5e1790ab42c68fd3'
const NO_LIMITS = { MADANG_CALLS_PER_MINUTE: '100000', MADANG_PUBLIC_CALLS_PER_MINUTE: '100000' }

/** An instance with two shops, and tokens of everyone who may come to it. */
export interface McpWorld {
  origin: string
  tokens: Record<'owner' | 'auditor' | 'operator' | 'expired', string>
  /** The owner of the one shop, who calls the API. */
  shop: Client
  /** Id of a promotion of the other. */
  foreign: string
}

/** Starts it for the tests of one file. */
export function mcpWorldForTests(): McpWorld {
  const world = {} as McpWorld
  let madang: Madang | undefined
  let folder: string
  beforeAll(async () => {
    folder = await temporaryFolder()
    const env = {
      PORT: '0',
      MADANG_DATA: folder,
      MADANG_SEED: 'false',
      MADANG_ACCESS_LOG: 'false',
      MADANG_SECRET: SECRET,
    }
    madang = await startMadang({ env: { ...env, ...NO_LIMITS }, withoutWeb: true, onError: () => {} })
    const { origin } = madang
    const [shop, stranger] = [await signUp(origin, 'mine'), await signUp(origin, 'theirs')]
    const foreign = (await stranger.command('create-promotion', { purpose: 'sales' })).body.id
    const { tokenSecret } = await loadSecrets(SECRET, folder, true)
    const { merchantId } = (await shop.get('/api/v1/me')).body as Actor
    const sign = (role: Actor['role']) =>
      signToken({ accountId: `a-${role}`, merchantId, role, name: '이바다' }, tokenSecret)
    const expired = new SignJWT({ merchantId, role: 'owner', name: '김하늘' }).setProtectedHeader({ alg: 'HS256' })
    const tokens = {
      owner: String(shop.token),
      auditor: await sign('auditor'),
      operator: await sign('operator'),
      expired: await expired.setSubject('a').setIssuer('madang').setExpirationTime('-1m').sign(tokenSecret),
    }
    Object.assign(world, { origin, tokens, shop, foreign })
  })
  afterAll(async () => {
    await madang?.stop()
    await rm(folder, { recursive: true })
  })
  return world
}

async function signUp(origin: string, name: string): Promise<Client> {
  const client = createClient(origin)
  const sign = { email: `${name}@madang.example`, password: 'a long enough password' }
  const place = { shopName: name, trade: 'cafe', region: 'daegu', ownerName: '김하늘' }
  const business = { businessNumber: '120-81-47521', openedOn: '2020-03-02' }
  const { body } = await client.command('register-merchant', { ...place, ...business, ...sign })
  client.token = (await client.post(`/api/v1/sign-in?min-position=${body.position}`, sign)).body.token
  return client
}
