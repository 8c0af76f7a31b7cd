import { beforeEach, describe, expect, test } from 'vitest'
import type { Actor } from '../adapters/http/auth.ts'
import { Rejected } from '../domain/kernel.ts'
import type { CommandResult } from './handle.ts'
import { actorOf, PUBLIC, SHOP, worldForTests } from './servers.harness.ts'

const world = worldForTests()
const NEW = 'another long password'
const HOUR_MS = 3_600_000
const START = '2026-11-21T03:00:00.000Z'
const later = (ms: number) => {
  world.outside.now = new Date(Date.parse(START) + ms).toISOString()
}
beforeEach(() => later(0))

/** What came of it: the event, or the code of the refusal. */
const outcome = (sent: Promise<CommandResult>) =>
  sent.then(
    ({ events }) => events[0] ?? 'nothing',
    (error) => (error instanceof Rejected ? error.code : error),
  )

function person(role: Actor['role'] = 'staff'): Actor {
  const actor = { ...actorOf('m1', role), accountId: crypto.randomUUID() }
  world.outside.accounts.set(actor.accountId, { merchantId: 'm1', email: 'Moonlight@dalbit.example' })
  return actor
}
const change = (who: Actor, password: string, newPassword = NEW, send = world.send) =>
  outcome(send({ ...who, role: 'system' }, 'ChangePassword', { password, newPassword }))
async function linkFor({ accountId }: Actor) {
  const { address = '' } = await world.send(actorOf('m1'), 'OfferPasswordReset', { accountId })
  return { accountId, secret: String(new URL(address).hash.split('.')[1]) }
}
const reset = (link: object, password = NEW, send = world.send) =>
  outcome(send(PUBLIC, 'ResetPassword', { ...link, password }))
const stored = async ({ accountId }: Actor) => JSON.stringify(await world.store.readForAudit(`password-${accountId}`))

describe('a password', () => {
  test('is not changed by whoever guesses, and after five guesses at any process by nobody for a quarter of an hour', async () => {
    const who = person()
    const elsewhere = world.elsewhere()
    for (const send of [world.send, elsewhere, world.send, elsewhere, world.send])
      expect(await change(who, 'a guess', NEW, send)).toBe('PasswordRefused')
    for (const send of [world.send, elsewhere])
      expect(await change(who, SHOP.password, NEW, send)).toBe('PASSWORD_LOCKED')
    later(15 * 60_000)
    expect(await change(who, SHOP.password)).toBe('PasswordChanged')
  })

  test('does not become what it was, nor what the address tells', async () => {
    const who = person()
    const link = await linkFor(who)
    for (const set of [(to: string) => change(who, SHOP.password, to), (to: string) => reset(link, to)]) {
      expect(await set(SHOP.password)).toBe('PASSWORD_UNCHANGED')
      expect(await set('my mOOnlight sonata')).toBe('PASSWORD_HAS_ADDRESS')
      await expect(set('short')).resolves.toBeInstanceOf(Error)
    }
    expect(await stored(who)).not.toMatch(/PasswordChanged|"PasswordReset"/)
  })

  test('with a short name in the address may have those letters in it', async () => {
    const who = person()
    world.outside.accounts.set(who.accountId, { merchantId: 'm1', email: 'al@dalbit.example' })
    expect(await change(who, SHOP.password, 'small pralines')).toBe('PasswordChanged')
  })

  test('says nothing of the new one to who has not the present one', async () => {
    expect(await change(person(), 'a guess', 'a guess moonlight')).toBe('PasswordRefused')
  })
})

describe('a link', () => {
  test('is good once, also for two at the same time', async () => {
    const who = person()
    const link = await linkFor(who)
    const elsewhere = world.elsewhere()
    const answers = await Promise.all([reset(link), reset(link, 'yet another password', elsewhere)])
    expect(answers.toSorted()).toEqual(['PASSWORD_RESET_INVALID', 'PasswordReset'])
  })

  test('that is unknown, used, replaced, too old or of a closed account is refused in the same words', async () => {
    const [used, replaced, old, closed] = [person(), person(), person(), person()]
    const links = await Promise.all([used, replaced, old, closed].map(linkFor))
    expect(await reset(links[0] ?? {})).toBe('PasswordReset')
    await linkFor(replaced)
    world.outside.accounts.delete(closed.accountId)
    later(24 * HOUR_MS - 1)
    expect(await reset(await linkFor(replaced))).toBe('PasswordReset')
    later(24 * HOUR_MS)
    const unknown = { accountId: 'nobody', secret: 'a guess' }
    const heard = await Promise.all(
      [...links, unknown].map((link) =>
        world
          .send(PUBLIC, 'ResetPassword', { ...link, password: NEW })
          .catch(({ code, message }) => ({ code, message })),
      ),
    )
    expect(heard[0]).toMatchObject({ code: 'PASSWORD_RESET_INVALID' })
    expect(heard).toEqual(Array(5).fill(heard[0]))
  })

  test('that was used is answered as before when its answer was lost', async () => {
    const link = await linkFor(person())
    const send = () => world.send(PUBLIC, 'ResetPassword', { ...link, password: NEW }, 'once')
    const { position } = await send()
    expect(await send()).toMatchObject({ repeated: true, position })
  })

  test('is kept as a keyed hash, and like the passwords’ hashes sealed', async () => {
    const who = person()
    const { secret } = await linkFor(who)
    await reset({ accountId: who.accountId, secret })
    const text = await stored(who)
    expect(text.match(/\$personal/g)).toHaveLength(2)
    for (const hidden of [secret, `hash of ${NEW.length} characters`]) expect(text).not.toContain(hidden)
  })
})
