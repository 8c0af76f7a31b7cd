import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test, vi } from 'vitest'
import { Rejected, type Role } from '../../domain/kernel.ts'
import { type Actor, knownTokens, namedBy, signAccessToken, signToken } from './auth.ts'
import { authorise } from './authorise.ts'

const SECRET = Buffer.alloc(32, 7)
const owner: Actor = { accountId: 'a1', merchantId: 'm1', role: 'owner', name: '김하늘' }
const claims = { merchantId: 'm1', role: 'owner', name: '김하늘' }
const signed = (
  change: (jwt: SignJWT) => SignJWT = (jwt) => jwt,
  secret: Uint8Array = SECRET,
  payload: object = claims,
  alg = 'HS256',
) =>
  change(
    new SignJWT({ ...payload })
      .setProtectedHeader({ alg })
      .setSubject('a1')
      .setIssuer('madang')
      .setExpirationTime('1h'),
  ).sign(secret)
const open = { isOver: () => false }
const rejecting = (code: string) => (): never => {
  throw new Rejected(code, 'so it is')
}
const verifyToken = async (token: string) => (await knownTokens(SECRET, open).check(token)).actor
const refused = async (token: string | Promise<string>) => {
  const error = await verifyToken(await token).catch((thrown: unknown) => thrown)
  return error instanceof Rejected ? error.code : error
}

test('whom a token names is nobody when it is no good, and unknown when that cannot be told', async () => {
  const token = await signToken(owner, SECRET)
  expect(await namedBy(knownTokens(SECRET, open), token)).toEqual(owner)
  expect(await namedBy(knownTokens(SECRET, { isOver: () => true }), token)).toBeUndefined()
  expect(await namedBy(knownTokens(SECRET, open), 'forged')).toBeUndefined()
  const deaf = knownTokens(SECRET, { isOver: rejecting('UNAVAILABLE') })
  await expect(namedBy(deaf, token)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
})

test('a token gives back who signed in', async () => {
  expect(await verifyToken(await signToken(owner, SECRET))).toEqual(owner)
})

const via = { clientId: 'tp1', authorizationId: 'au1', scopes: ['read'] as const }

test('a third party’s token gives back for whom it acts and what it was given, and ends with either', async () => {
  const token = await signAccessToken({ ...owner, via }, SECRET, 4)
  const { actor, signedIn, until } = await knownTokens(SECRET, open).check(token)
  expect(actor).toEqual({ ...owner, via })
  expect(signedIn).toEqual({ accountId: 'a1', position: 4, authorizationId: 'au1' })
  expect(until).toBeLessThanOrEqual(Date.now() + 3_600_000)
})

test('no token of a third party passes for a sign-in', async () => {
  const issued = (payload: object) => signed((jwt) => jwt.setIssuer('madang/third-party'), SECRET, payload)
  const own = { ...claims, client_id: 'tp1', authorization: 'au1', scope: 'read' }
  expect(await refused(issued(own))).toMatchObject({ via })
  expect(await refused(issued(claims))).toBe('TOKEN_INVALID')
  expect(await refused(issued({ ...own, scope: 'read everything' }))).toBe('TOKEN_INVALID')
})

test('a third party does what it was given within the person’s role, and nothing that says nothing of third parties', () => {
  const codeOf = (actor: Actor, roles: Role[], scope?: 'read' | 'write') => {
    try {
      return authorise(actor, roles, scope) ?? 'may'
    } catch (error) {
      return (error as Rejected).code
    }
  }
  const reader = { ...owner, via }
  const writer = { ...owner, via: { ...via, scopes: ['read', 'write'] as const } }
  expect([codeOf(reader, ['owner'], 'read'), codeOf(reader, ['owner'], 'write')]).toEqual(['may', 'INSUFFICIENT_SCOPE'])
  expect([codeOf(writer, ['owner'], 'write'), codeOf(writer, ['staff'], 'write')]).toEqual(['may', 'NOT_ALLOWED'])
  for (const roles of [['owner'], ['public']] as Role[][])
    expect([codeOf(writer, roles), codeOf(owner, roles)]).toEqual(['NOT_FOR_THIRD_PARTIES', 'may'])
})

test('a token that was checked before is still refused once its time is over', async () => {
  const tokens = knownTokens(SECRET, open)
  const token = await signed()
  expect(tokens.find(token)).toBeUndefined()
  expect(await tokens.check(token)).toMatchObject({ actor: owner })
  expect(tokens.find(token)).toMatchObject({ actor: owner })
  const later = vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  expect(tokens.find(token)).toBeUndefined()
  await expect(tokens.check(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  later.useRealTimers()
  const forged = `${token.slice(0, -4)}AAAA`
  expect(tokens.find(forged)).toBeUndefined()
  await expect(tokens.check(forged)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  expect(tokens.find(forged)).toBeUndefined()
})

test('a token is refused once what came after it has ended it, however often it was checked before', async () => {
  const ended = new Map([['a1', 4]])
  const tokens = knownTokens(SECRET, {
    isOver: ({ accountId, position }) => position < (ended.get(accountId) ?? -1),
  })
  const token = await signToken(owner, SECRET, 4)
  expect(await tokens.check(token)).toMatchObject({ signedIn: { accountId: 'a1', position: 4 } })
  ended.set('a1', 5)
  expect(tokens.find(token)).toBeUndefined()
  await expect(tokens.check(token)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  await expect(tokens.check(await signToken(owner, SECRET, 5))).resolves.toMatchObject({ actor: owner })
  // One of before tokens said as of when they are.
  await expect(tokens.check(await signed())).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
})

describe('a token is refused', () => {
  test.each([
    ['after its time', () => signed((jwt) => jwt.setExpirationTime('-1s'))],
    [
      'without an end',
      () => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setSubject('a1').setIssuer('madang').sign(SECRET),
    ],
    ['signed with another secret', () => signed(undefined, Buffer.alloc(32, 8))],
    ['from another issuer', () => signed((jwt) => jwt.setIssuer('elsewhere'))],
    [
      'without an issuer',
      () =>
        new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setSubject('a1').setExpirationTime('1h').sign(SECRET),
    ],
    ['with another algorithm', () => signed(undefined, Buffer.alloc(64, 7), claims, 'HS512')],
    [
      'without a signature',
      () => new UnsecuredJWT(claims).setSubject('a1').setIssuer('madang').setExpirationTime('1h').encode(),
    ],
    ['that claims to be the system', () => signed(undefined, SECRET, { ...claims, role: 'system' })],
    ['without a merchant', () => signed(undefined, SECRET, { role: 'owner', name: '' })],
    ['that is none', () => 'abc'],
    ['that is empty', () => ''],
  ])('%s', async (_, token) => {
    expect(await refused(token())).toBe('TOKEN_INVALID')
  })

  test('when a single character of it was changed', async () => {
    const token = await signToken(owner, SECRET)
    const [head = '', body = '', signature = ''] = token.split('.')
    const forged = Buffer.from(body, 'base64url').toString().replace('owner', 'staff')
    expect(await refused(`${head}.${Buffer.from(forged).toString('base64url')}.${signature}`)).toBe('TOKEN_INVALID')
    expect(await refused(`${head}.${body}.${signature.slice(0, -4)}AAAA`)).toBe('TOKEN_INVALID')
  })
})

test('roles: the public is asked to sign in, others are told which roles may', () => {
  const codeOf = (role: Role, roles: Role[]) => {
    try {
      authorise({ ...owner, role }, roles)
      return 'allowed'
    } catch (error) {
      return (error as Rejected).code
    }
  }
  expect(codeOf('public', ['owner'])).toBe('NOT_SIGNED_IN')
  expect(codeOf('staff', ['owner'])).toBe('NOT_ALLOWED')
  expect(codeOf('owner', ['owner', 'staff'])).toBe('allowed')
  expect(codeOf('auditor', ['public'])).toBe('allowed')
  expect(codeOf('public', ['system'])).toBe('NOT_SIGNED_IN')
})
