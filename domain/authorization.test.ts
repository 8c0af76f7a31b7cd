import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { authorization } from './authorization.ts'
import { given, NOW, past, play, type Sent } from './given.ts'
import { thirdParty } from './third-party.ts'

const authorized = past('ThirdPartyAuthorized', { at: NOW })
const connected = past('ThirdPartyConnected', { at: NOW })
const refreshed = past('ThirdPartyTokenRefreshed', { at: NOW })
const ended = past('ThirdPartyAuthorizationEnded', { at: NOW })
const { codeHash, codeChallenge, redirectUri, clientId, at: _at, ...rest } = authorized.data
const WHOSE = { authorizationId: 'au1', accountId: 'a1', merchantId: 'm1', at: NOW }
const INVALID = { rejected: 'INVALID_GRANT' }
const presented = { authorizationId: 'au1', clientId, isOver: false }
const redeeming = { ...presented, codeHash, codeChallenge, redirectUri, refreshHash: '4ef1' }
const refreshing = { ...presented, refreshHash: '4ef1', nextHash: '4ef2' }
const over = (why: string) => [{ type: 'ThirdPartyAuthorizationEnded', data: { ...WHOSE, why } }]
const DAY_MS = 86_400_000
const later = (ms: number) => ({ now: new Date(Date.parse(NOW) + ms).toISOString() })

test('a third party registers once', () => {
  const { at: _, ...registering } = past('ThirdPartyRegistered').data
  const registered = { type: 'ThirdPartyRegistered', data: { ...registering, at: NOW } }
  expect(given(thirdParty).when('RegisterThirdParty', registering)).toEqual([registered])
  expect(given(thirdParty, [registered]).when('RegisterThirdParty', registering)).toEqual([])
})

describe('a code', () => {
  const redeem = (changes = {}, context = {}, history = [authorized]) =>
    given(authorization, history).when('RedeemAuthorizationCode', { ...redeeming, ...changes }, context)

  test('is given with a person’s yes', () => {
    const authorizing = { codeHash, codeChallenge, redirectUri, clientId, ...rest }
    expect(given(authorization).when('AuthorizeThirdParty', authorizing)).toEqual([authorized])
    expect(given(authorization, [authorized]).when('AuthorizeThirdParty', authorizing)).toEqual([])
  })

  test('connects who began, within a minute', () => {
    const connection = { type: 'ThirdPartyConnected', data: { ...WHOSE, refreshHash: '4ef1' } }
    expect(redeem()).toEqual([connection])
    expect(redeem({}, later(60_000))).toMatchObject([{ type: 'ThirdPartyConnected' }])
    expect(redeem({}, later(60_001))).toEqual(INVALID)
  })

  test.each([
    { clientId: 'tp2' },
    { codeHash: 'other' },
    { codeChallenge: 'other' },
    { redirectUri: 'https://b.example/' },
  ])('with %j is refused, and may still be redeemed by who began', (changes) =>
    expect(redeem(changes)).toEqual(INVALID),
  )

  test('a second time ends the authorization, and is of no use after that', () => {
    expect(redeem({}, {}, [authorized, connected])).toEqual(over('code-reused'))
    expect(redeem({ codeChallenge: 'other' }, {}, [authorized, refreshed])).toEqual(over('code-reused'))
    expect(redeem({ clientId: 'tp2' }, {}, [authorized, connected])).toEqual(INVALID)
    expect(redeem({}, {}, [authorized, connected, ended])).toEqual(INVALID)
    expect(redeem({}, {}, [])).toEqual(INVALID)
  })

  test('of somebody who has been signed out ends it', () => {
    expect(redeem({ isOver: true })).toEqual(over('sign-ins-ended'))
  })
})

describe('a refresh token', () => {
  const refresh = (changes = {}, context = {}, history = [authorized, connected]) =>
    given(authorization, history).when('RefreshThirdPartyToken', { ...refreshing, ...changes }, context)

  test('is good until it has not been used for 90 days', () => {
    const next = { type: 'ThirdPartyTokenRefreshed', data: { ...WHOSE, refreshHash: '4ef2' } }
    expect(refresh()).toEqual([next])
    expect(refresh({}, later(90 * DAY_MS))).toMatchObject([{ type: 'ThirdPartyTokenRefreshed' }])
    expect(refresh({}, later(90 * DAY_MS + 1))).toEqual(INVALID)
  })

  test('that was used before ends the authorization', () => {
    expect(refresh({}, {}, [authorized, connected, refreshed])).toEqual(over('token-reused'))
    expect(refresh({ refreshHash: '4ef2' }, {}, [authorized, connected, refreshed])).toMatchObject([
      { type: 'ThirdPartyTokenRefreshed' },
    ])
  })

  test('is refused from another third party, before there is one, and after the end', () => {
    expect(refresh({ clientId: 'tp2' })).toEqual(INVALID)
    expect(refresh({}, {}, [authorized])).toEqual(INVALID)
    expect(refresh({}, {}, [authorized, connected, ended])).toEqual(INVALID)
  })

  test('of somebody who has been signed out ends it', () => {
    expect(refresh({ isOver: true })).toEqual(over('sign-ins-ended'))
  })
})

test('it ends by the person’s wish, and by the third party’s, once', () => {
  const on = given(authorization, [authorized, connected])
  expect(on.when('DisconnectThirdParty', { authorizationId: 'au1', accountId: 'a1' })).toEqual(over('disconnected'))
  expect(on.when('RevokeThirdPartyToken', { authorizationId: 'au1', clientId })).toEqual(over('revoked'))
  expect(on.when('RevokeThirdPartyToken', { authorizationId: 'au1', clientId: 'tp2' })).toEqual(INVALID)
  const missing = { rejected: 'AUTHORIZATION_NOT_FOUND' }
  expect(on.when('DisconnectThirdParty', { authorizationId: 'au1', accountId: 'a2' })).toEqual(missing)
  const off = given(authorization, [authorized, connected, ended])
  expect(off.when('DisconnectThirdParty', { authorizationId: 'au1', accountId: 'a1' })).toEqual([])
  expect(off.when('RevokeThirdPartyToken', { authorizationId: 'au1', clientId })).toEqual([])
})

test('whatever comes in whatever order, each secret is taken once at most and nothing comes after the end', () => {
  const hashes = fc.constantFrom('r1', 'r2', 'r3', 'r4')
  const whose = fc.constantFrom(clientId, clientId, 'tp2')
  const command: fc.Arbitrary<Sent> = fc.oneof(
    fc.record({ client: whose, next: hashes }).map(({ client, next }) => ({
      type: 'RedeemAuthorizationCode',
      input: { ...redeeming, clientId: client, refreshHash: next },
    })),
    fc
      .record({ client: whose, now: hashes, next: hashes, isOver: fc.boolean() })
      .map(({ client, now, next, isOver }) => ({
        type: 'RefreshThirdPartyToken',
        input: { ...presented, clientId: client, isOver, refreshHash: now, nextHash: `${next}${now}` },
      })),
    whose.map((client) => ({ type: 'RevokeThirdPartyToken', input: { authorizationId: 'au1', clientId: client } })),
    fc.constant({ type: 'DisconnectThirdParty', input: { authorizationId: 'au1', accountId: 'a1' } }),
  )
  const first: Sent = {
    type: 'AuthorizeThirdParty',
    input: { codeHash, codeChallenge, redirectUri, clientId, ...rest },
  }
  fc.assert(
    fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
      const { events, steps } = play(authorization, [first, ...commands])
      const types = events.map(({ type }) => type)
      const end = types.indexOf('ThirdPartyAuthorizationEnded')
      expect(types.filter((type) => type === 'ThirdPartyConnected').length).toBeLessThanOrEqual(1)
      if (end >= 0) expect(types.slice(end + 1)).toEqual([])
      // A stranger never changes anything.
      for (const { sent, first: outcome } of steps) if (sent.input.clientId === 'tp2') expect(outcome).toEqual(INVALID)
    }),
  )
})
