import { hash } from '@node-rs/argon2'
import type { FastifyInstance } from 'fastify'
import { TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, knownTokens, signToken } from '../adapters/http/auth.ts'
import { createServer } from '../adapters/http/server.ts'
import { accountIdsOf } from './account-ids.ts'
import { registerCommands } from './routes.ts'
import { actorOf, SECRETS, SHOP, worldForTests } from './servers.harness.ts'
import { registerSignIn } from './sign-in.ts'

const world = worldForTests()
/** Two processes, each with its own memory of streams, on one store. */
const apps: FastifyInstance[] = []
const accounts = new Map<string, Actor>()
const { password } = SHOP
const NOON = Date.parse('2026-11-21T03:00:00.000Z')

beforeAll(async () => {
  const passwordHash = await hash(password)
  for (const send of [world.send, world.elsewhere()]) {
    const { tokenSecret, keyedHash } = SECRETS
    const app = await createServer({
      tokens: knownTokens(tokenSecret, { isOver: () => false }),
      callsPerMinute: 1_000,
      publicCallsPerMinute: 1_000,
      accessLog: false,
    })
    registerSignIn(app, {
      tokenSecret,
      keyedHash,
      secureCookie: true,
      triesPerMinute: 100,
      findAccount: async ([accountId = '']) => {
        const actor = accounts.get(accountId)
        return actor && { actor, passwordHash, position: 0 }
      },
      checkSecondFactor: (account, code) =>
        send({ ...account, role: 'system' }, 'CheckSecondFactor', { accountId: account.accountId, code }),
    })
    registerCommands(app, {
      send: ({ actor, type, input, idempotencyKey }) => send(actor, type, input, idempotencyKey),
      waitForJob: async () => undefined,
    })
    apps.push(app)
  }
})
afterAll(() => Promise.all(apps.map((app) => app.close())))

interface Person {
  actor: Actor
  email: string
}
function person(role: Actor['role'] = 'staff', merchantId: string = crypto.randomUUID()): Person {
  const email = `${crypto.randomUUID()}@dalbit.example`
  const [accountId = ''] = accountIdsOf(email, SECRETS.keyedHash)
  const actor = { ...actorOf(merchantId, role), accountId }
  accounts.set(actor.accountId, actor)
  return { actor, email }
}

const post = async (url: string, payload: object, headers: Record<string, string> = {}, at = 0) => {
  const response = await (apps[at] as FastifyInstance).inject({ method: 'POST', url, payload, headers })
  return { status: response.statusCode, body: response.json(), cookies: response.cookies }
}
const command = async ({ actor }: Person, name: string, input: object) => {
  const authorization = `Bearer ${await signToken(actor, SECRETS.tokenSecret)}`
  return post(`/api/v1/commands/${name}`, input, { authorization })
}
const signIn = async ({ email }: Person, code?: string, at = 0) => {
  const { status, body, cookies } = await post('/api/v1/sign-in', { email, password, ...(code && { code }) }, {}, at)
  expect(cookies).toHaveLength(status === 200 ? 1 : 0)
  return status === 200 ? 'signed in' : body.code
}
/** What the app shows, and the clock of the servers says the same. */
const shown = (secret: string, halfMinutes: number) => {
  const timestamp = NOON + halfMinutes * 30_000
  world.outside.now = new Date(timestamp).toISOString()
  return new TOTP({ secret }).generate({ timestamp })
}
/** Turns it on at noon. */
async function turnOn(who: Person): Promise<{ secret: string; recoveryCodes: string[] }> {
  const { body } = await command(who, 'begin-second-factor', { password })
  const confirmed = await command(who, 'confirm-second-factor', { code: shown(body.secret, 0) })
  expect(confirmed.body.events).toEqual(['SecondFactorTurnedOn'])
  return { secret: body.secret, recoveryCodes: confirmed.body.recoveryCodes }
}
const recorded = async ({ actor }: Person) =>
  (await world.store.readStream(`second-factor-${actor.accountId}`)).events.map(({ type }) => type)

describe('turning it on', () => {
  test.each(['owner', 'staff', 'auditor', 'operator'] as const)(
    'is open to %s, and changes how one signs in',
    async (role) => {
      const who = person(role)
      const begun = await command(who, 'begin-second-factor', { password })
      expect(begun.status).toBe(202)
      expect(new URL(begun.body.address).searchParams.get('secret')).toBe(begun.body.secret)
      expect(await signIn(who)).toBe('signed in')
      const wrong = await command(who, 'confirm-second-factor', { code: '000000' })
      expect([wrong.status, wrong.body.code]).toEqual([422, 'CODE_WRONG'])
      const on = await command(who, 'confirm-second-factor', { code: shown(begun.body.secret, 0) })
      expect(on.body.recoveryCodes).toHaveLength(10)
      expect(await signIn(who)).toBe('SECOND_FACTOR_NEEDED')
      expect(await signIn(who, shown(begun.body.secret, 1))).toBe('signed in')
    },
  )

  test('needs the password, tried a few times only', async () => {
    const who = person()
    const tries = []
    for (let count = 0; count < 11; count += 1)
      tries.push(await command(who, 'begin-second-factor', { password: 'a guess' }))
    expect(tries.map(({ body }) => body.code)).toEqual([...Array(10).fill('PASSWORD_WRONG'), 'RATE_LIMITED'])
    expect(await recorded(who)).toEqual([])
  })

  test('keeps the secret sealed, and of the recovery codes their hashes', async () => {
    const who = person()
    const { secret, recoveryCodes } = await turnOn(who)
    const stored = JSON.stringify(await world.store.readForAudit(`second-factor-${who.actor.accountId}`))
    expect(stored).toContain('$personal')
    for (const text of [secret, ...recoveryCodes, ...recoveryCodes.map((code) => code.replace(' ', ''))])
      expect(stored).not.toContain(text)
  })
})

describe('the code at sign-in', () => {
  test('is good once: not again, not the one it was turned on with, not an older one', async () => {
    const who = person()
    const { secret } = await turnOn(who)
    expect(await signIn(who, shown(secret, 0))).toBe('SECOND_FACTOR_FAILED')
    const code = shown(secret, 1)
    expect(await signIn(who, `${code.slice(0, 3)} ${code.slice(3)}`)).toBe('signed in')
    for (const at of [0, 1]) expect(await signIn(who, code, at)).toBe('SECOND_FACTOR_FAILED')
  })

  test('is good once for many at the same time, at two processes', async () => {
    const who = person()
    const { secret } = await turnOn(who)
    const code = shown(secret, 1)
    const answers = await Promise.all([0, 1, 0, 1].map((at) => signIn(who, code, at)))
    expect(answers.toSorted()).toEqual([...Array(3).fill('SECOND_FACTOR_FAILED'), 'signed in'])
    expect((await recorded(who)).filter((type) => type === 'SecondFactorPassed')).toHaveLength(1)
  })

  test('is asked for at every process as soon as it is on', async () => {
    const who = person()
    expect(await signIn(who, undefined, 1)).toBe('signed in')
    await turnOn(who)
    expect(await signIn(who, undefined, 1)).toBe('SECOND_FACTOR_NEEDED')
  })

  test('is not looked at after five wrong ones, wherever they came, for a quarter of an hour', async () => {
    const who = person()
    const { secret } = await turnOn(who)
    const right = shown(secret, 1)
    const wrong = right === '000000' ? '111111' : '000000'
    for (const at of [0, 1, 0, 1, 0]) expect(await signIn(who, wrong, at)).toBe('SECOND_FACTOR_FAILED')
    for (const at of [0, 1]) expect(await signIn(who, right, at)).toBe('SECOND_FACTOR_LOCKED')
    expect(await signIn(who, shown(secret, 32))).toBe('signed in')
  })

  test('tells nothing to who has not the right password', async () => {
    const who = person()
    await turnOn(who)
    const refusal = async (payload: object) => {
      const { instance: _, ...body } = (await post('/api/v1/sign-in', payload)).body
      return body
    }
    const nobody = await refusal({ email: 'nobody@dalbit.example', password, code: '000000' })
    expect(nobody.code).toBe('SIGN_IN_FAILED')
    expect(await refusal({ email: who.email, password: 'a guess', code: '000000' })).toEqual(nobody)
    expect(await refusal({ email: who.email, password: 'a guess' })).toEqual(nobody)
    expect(await recorded(who)).toEqual(['SecondFactorBegun', 'SecondFactorTurnedOn'])
  })
})

describe('a recovery code', () => {
  test('is good once, and void when new ones are drawn', async () => {
    const who = person()
    const { recoveryCodes } = await turnOn(who)
    const [first = '', second = ''] = recoveryCodes
    expect(await signIn(who, first)).toBe('signed in')
    expect(await signIn(who, first.replace(' ', '-'), 1)).toBe('SECOND_FACTOR_FAILED')
    const renewed = await command(who, 'renew-recovery-codes', { password })
    expect(renewed.body.recoveryCodes).toHaveLength(10)
    expect(await signIn(who, second)).toBe('SECOND_FACTOR_FAILED')
    expect(await signIn(who, renewed.body.recoveryCodes[9], 1)).toBe('signed in')
    expect(await recorded(who)).toContain('RecoveryCodeUsed')
  })
})

describe('turning it off', () => {
  test('takes the password', async () => {
    const who = person('auditor')
    await turnOn(who)
    expect((await command(who, 'turn-off-second-factor', { password: 'a guess' })).body.code).toBe('PASSWORD_WRONG')
    expect((await command(who, 'turn-off-second-factor', { password })).body.events).toEqual(['SecondFactorTurnedOff'])
    expect(await signIn(who)).toBe('signed in')
  })

  test('is done for a colleague by the owner, and by nobody else of any shop', async () => {
    const owner = person('owner')
    const colleague = person('staff', owner.actor.merchantId)
    await turnOn(colleague)
    const { accountId } = colleague.actor
    const reset = async (who: Person) => (await command(who, 'reset-second-factor', { accountId })).body
    expect((await reset(person('owner'))).code).toBe('SECOND_FACTOR_NOT_FOUND')
    for (const role of ['staff', 'auditor'] as const)
      expect((await reset(person(role, owner.actor.merchantId))).code).toBe('NOT_ALLOWED')
    expect(await signIn(colleague)).toBe('SECOND_FACTOR_NEEDED')
    expect((await reset(owner)).events).toEqual(['SecondFactorTurnedOff'])
    expect((await reset(owner)).repeated).toBe(true)
    expect(await signIn(colleague)).toBe('signed in')
  })

  test('is done for an owner by an operator', async () => {
    const owner = person('owner')
    await turnOn(owner)
    const { accountId } = owner.actor
    expect((await command(person('operator', 'platform'), 'reset-second-factor', { accountId })).status).toBe(202)
    expect(await signIn(owner)).toBe('signed in')
  })

  test('is not done to oneself that way, which would take no password', async () => {
    const owner = person('owner')
    await turnOn(owner)
    const { accountId } = owner.actor
    expect((await command(owner, 'reset-second-factor', { accountId })).body.code).toBe('NOT_ALLOWED')
    expect(await signIn(owner)).toBe('SECOND_FACTOR_NEEDED')
  })
})
