import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { given, NOW, past, play } from './given.ts'
import { merchant } from './merchant.ts'

const registered = past('MerchantRegistered')
const { at: _, ...registration } = registered.data
const profile = { merchantId: 'm1', shopName: '달빛카페 본점', trade: 'bakery', region: 'jeju' }

describe('register', () => {
  test('begins a merchant with what the tax office said', () => {
    expect(given(merchant).when('RegisterMerchant', registration)).toEqual([
      { type: 'MerchantRegistered', data: { ...registration, at: NOW } },
    ])
  })
  test('one address, one merchant', () => {
    expect(given(merchant, [registered]).when('RegisterMerchant', registration)).toEqual({ rejected: 'EMAIL_TAKEN' })
  })
})

describe('confirm the business', () => {
  const confirm = { merchantId: 'm1', confirmedBy: 'a9' }
  test('once', () => {
    const awaiting = given(merchant, [registered])
    expect(awaiting.when('ConfirmBusiness', confirm)).toEqual([
      { type: 'BusinessConfirmed', data: { ...confirm, at: NOW } },
    ])
    expect(given(merchant, [registered, past('BusinessConfirmed')]).when('ConfirmBusiness', confirm)).toEqual([])
  })
  test('not where the tax office has done so, nor where there is nobody', () => {
    const verified = past('MerchantRegistered', { verification: 'verified' })
    expect(given(merchant, [verified]).when('ConfirmBusiness', confirm)).toEqual([])
    expect(given(merchant).when('ConfirmBusiness', confirm)).toEqual({ rejected: 'MERCHANT_NOT_FOUND' })
  })
})

describe('revise the profile', () => {
  test('says what is new, and nothing when nothing is', () => {
    expect(given(merchant, [registered]).when('ReviseProfile', profile)).toEqual([
      { type: 'ProfileRevised', data: { ...profile, at: NOW } },
    ])
    const revised = given(merchant, [registered, past('ProfileRevised', profile)])
    expect(revised.when('ReviseProfile', profile)).toEqual([])
    expect(revised.when('ReviseProfile', { ...profile, shopName: ` ${profile.shopName} ` })).toEqual([])
  })
  test('needs a merchant', () => {
    expect(given(merchant).when('ReviseProfile', profile)).toEqual({ rejected: 'MERCHANT_NOT_FOUND' })
  })
})

test('belongs to itself as soon as it exists', () => {
  expect(merchant.merchantOf(merchant.initial)).toBeUndefined()
  expect(merchant.merchantOf(given(merchant, [registered]).state)).toBe('m1')
})

const anything = fc.oneof(
  fc.constantFrom('verified', 'awaiting-confirmation').map((verification) => ({
    type: 'RegisterMerchant',
    input: { ...registration, verification },
  })),
  fc.constant({ type: 'ConfirmBusiness', input: { merchantId: 'm1', confirmedBy: 'a9' } }),
  fc.record({ shopName: fc.constantFrom('하나', '둘'), trade: fc.constantFrom('cafe', 'bakery') }).map((changes) => ({
    type: 'ReviseProfile',
    input: { ...profile, ...changes },
  })),
)

test('any commands: only rules refuse, a repeat records nothing, it is confirmed at most once', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 12 }), (commands) => {
      const { steps, state, events } = play(merchant, commands)
      for (const { sent, again } of steps)
        if (sent.type === 'RegisterMerchant') expect(again).toEqual({ rejected: 'EMAIL_TAKEN' })
        else expect([[], { rejected: 'MERCHANT_NOT_FOUND' }]).toContainEqual(again)
      expect(['none', 'registered']).toContain(state.status)
      expect(events.filter(({ type }) => type === 'BusinessConfirmed').length).toBeLessThanOrEqual(1)
    }),
    { numRuns: 60 },
  )
})
