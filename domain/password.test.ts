import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { given, NOW, past, play } from './given.ts'
import { password } from './password.ts'

const OF = { accountId: 'a2', merchantId: 'm1' }
const MINUTE_MS = 60_000
const ago = (minutes: number) => new Date(Date.parse(NOW) - minutes * MINUTE_MS).toISOString()
const refused = (minutes: number) => past('PasswordRefused', { at: ago(minutes) })
const changed = past('PasswordChanged')
const { passwordHash: second } = changed.data
const offering = { ...OF, offeredBy: 'a1', secretHash: 'offer-1' }
const offered = past('PasswordResetOffered', { ...offering, expiresAt: ago(-1) })
const resetting = { accountId: 'a2', secretHash: 'offer-1', passwordHash: 'third' }
const INVALID = { rejected: 'PASSWORD_RESET_INVALID' }

describe('changing it', () => {
  const change = (history: Parameters<typeof given>[1], input: object) =>
    given(password, history).when('ChangePassword', { ...OF, ...input })

  test('takes the present one, the first or a later', () => {
    const third = [{ type: 'PasswordChanged', data: { ...OF, passwordHash: 'third', at: NOW } }]
    expect(change([], { passwordHash: 'third' })).toEqual(third)
    expect(change([changed], { passwordHash: 'third', comparedWith: second })).toEqual(third)
  })

  test('is refused, and counted, with a wrong one, also one that was the present one a moment ago', () => {
    const refusal = [{ type: 'PasswordRefused', data: { ...OF, at: NOW } }]
    expect(change([], {})).toEqual(refusal)
    expect(change([changed], { comparedWith: second })).toEqual(refusal)
    expect(change([changed], { passwordHash: 'third' })).toEqual(refusal)
    expect(change([changed], { passwordHash: 'third', comparedWith: 'first' })).toEqual(refusal)
  })

  test('is not looked at after five wrong ones within a quarter of an hour; a right one begins anew', () => {
    const wrong = [14, 5, 4, 3, 2].map(refused)
    const right = { passwordHash: 'third' }
    expect(change(wrong, right)).toEqual({ rejected: 'PASSWORD_LOCKED' })
    expect(change([refused(15), ...wrong.slice(1)], right)).toMatchObject([{ type: 'PasswordChanged' }])
    expect(change(wrong.slice(1), right)).toMatchObject([{ type: 'PasswordChanged' }])
    const after = [...wrong, past('PasswordReset'), ...wrong.slice(1)]
    expect(change(after, { ...right, comparedWith: past('PasswordReset').data.passwordHash })).toMatchObject([
      { type: 'PasswordChanged' },
    ])
  })

  test('voids a link to a new one', () => {
    expect(given(password, [offered, changed]).when('ResetPassword', resetting)).toEqual(INVALID)
  })
})

describe('a link to a new one', () => {
  test('is good for a day, once', () => {
    const expiresAt = ago(-24 * 60)
    expect(given(password).when('OfferPasswordReset', offering)).toEqual([
      { type: 'PasswordResetOffered', data: { ...offering, expiresAt, at: NOW } },
    ])
    const reset = [{ type: 'PasswordReset', data: { ...OF, passwordHash: 'third', at: NOW } }]
    expect(given(password, [offered]).when('ResetPassword', resetting)).toEqual(reset)
    const again = { ...resetting, passwordHash: 'fourth' }
    expect(given(password, [offered, ...reset]).when('ResetPassword', again)).toEqual(INVALID)
  })

  test('that is unknown, replaced or too old is refused alike', () => {
    const newer = past('PasswordResetOffered', { secretHash: 'offer-2', expiresAt: ago(-1) })
    const late = past('PasswordResetOffered', { ...offering, expiresAt: NOW })
    for (const history of [[], [changed], [offered, newer], [late]])
      expect(given(password, history).when('ResetPassword', resetting)).toEqual(INVALID)
  })

  test('of another shop is not found', () => {
    expect(password.merchantOf(given(password, [offered]).state)).toBe('m1')
    expect(password.commands.OfferPasswordReset?.foreign?.().code).toBe('ACCOUNT_NOT_FOUND')
  })
})

test('after any commands: a link works once at most, and nobody who is locked out gets in', () => {
  const hash = fc.constantFrom('h1', 'h2', 'h3')
  const secretHash = fc.constantFrom('s1', 's2')
  const sent = fc.oneof(
    fc.record({ comparedWith: fc.option(hash, { nil: undefined }), passwordHash: fc.option(hash, { nil: undefined }) }),
    fc.record({ secretHash, passwordHash: hash }),
    fc.record({ secretHash, offeredBy: fc.constant('a1') }),
  )
  const typeOf = (input: object) => {
    if ('offeredBy' in input) return 'OfferPasswordReset'
    return 'secretHash' in input ? 'ResetPassword' : 'ChangePassword'
  }
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 30 }), (inputs) => {
      const commands = inputs.map((input) => ({ type: typeOf(input), input: { ...OF, ...input } }))
      let open: string | undefined
      let wrong = 0
      for (const { sent, first, again } of play(password, commands).steps) {
        for (const { type } of Array.isArray(first) ? first : []) {
          if (type === 'PasswordReset') expect(sent.input.secretHash).toBe(open)
          if (type === 'PasswordChanged') expect(wrong).toBeLessThan(5)
          if (type === 'PasswordRefused') wrong += 1
          else if (type === 'PasswordResetOffered') open = String(sent.input.secretHash)
          else [open, wrong] = [undefined, 0]
        }
        expect(wrong).toBeLessThanOrEqual(5)
        if (sent.type !== 'ChangePassword') expect(again).toEqual(Array.isArray(first) ? [] : first)
      }
    }),
  )
})
