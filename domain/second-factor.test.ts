import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { given, NOW, past, play } from './given.ts'
import type { DomainEvent } from './kernel.ts'
import { secondFactor } from './second-factor.ts'

const begun = past('SecondFactorBegun')
const on = [begun, past('SecondFactorTurnedOn')]
const { at: _, ...beginning } = begun.data
const STEP = Number(on[1]?.data.step)
const OF = { accountId: 'a2', merchantId: 'm1', at: NOW }
const HASHES = ['11', '22']
const confirming = { accountId: 'a2', enrolmentId: 'e1', step: STEP, recoveryHashes: HASHES }
const code = (step?: number) => ({ accountId: 'a2', hasCode: true, enrolmentId: 'e1', step })
const refused = (minutesAgo: number) =>
  past('SecondFactorRefused', { at: new Date(Date.parse(NOW) - minutesAgo * 60_000).toISOString() })

describe('turning it on', () => {
  test('takes a secret, then a code of it', () => {
    expect(given(secondFactor).when('BeginSecondFactor', beginning)).toEqual([
      { type: 'SecondFactorBegun', data: { ...beginning, at: NOW } },
    ])
    expect(given(secondFactor, [begun]).when('ConfirmSecondFactor', confirming)).toEqual([
      { type: 'SecondFactorTurnedOn', data: { ...confirming, ...OF } },
    ])
    expect(given(secondFactor, [begun]).when('CheckSecondFactor', { accountId: 'a2', hasCode: false })).toEqual([])
  })

  test('needs a code that is right, of the secret that was drawn last', () => {
    const { step: _step, ...wrong } = confirming
    expect(given(secondFactor).when('ConfirmSecondFactor', confirming)).toEqual({ rejected: 'SECOND_FACTOR_NOT_BEGUN' })
    expect(given(secondFactor, [begun]).when('ConfirmSecondFactor', wrong)).toEqual({ rejected: 'CODE_WRONG' })
    const anew = [begun, past('SecondFactorBegun', { enrolmentId: 'e2', secret: 'another' })]
    expect(given(secondFactor, anew).when('ConfirmSecondFactor', confirming)).toEqual({ rejected: 'CODE_WRONG' })
  })

  test('is no way to change the secret of one that is on', () => {
    expect(given(secondFactor, on).when('BeginSecondFactor', { ...beginning, enrolmentId: 'e2' })).toEqual({
      rejected: 'SECOND_FACTOR_ON',
    })
  })
})

describe('a sign-in', () => {
  const check = (history: typeof on, input: object) =>
    given(secondFactor, history).when('CheckSecondFactor', { accountId: 'a2', hasCode: true, ...input })

  test('needs no code of an account without one, and one of an account with one', () => {
    const off = [...on, past('SecondFactorTurnedOff')]
    for (const history of [[], [begun], off]) expect(check(history, { hasCode: false })).toEqual([])
    expect(check(on, { hasCode: false })).toEqual({ rejected: 'SECOND_FACTOR_NEEDED' })
  })

  test('passes with a newer code only, of the same secret', () => {
    const refusal = [{ type: 'SecondFactorRefused', data: OF }]
    expect(check(on, code(STEP + 1))).toEqual([{ type: 'SecondFactorPassed', data: { ...OF, step: STEP + 1 } }])
    for (const step of [STEP, STEP - 1, undefined]) expect(check(on, code(step))).toEqual(refusal)
    expect(check([...on, past('SecondFactorPassed', { step: STEP + 1 })], code(STEP + 1))).toEqual(refusal)
    expect(check(on, { ...code(STEP + 1), enrolmentId: 'e0' })).toEqual(refusal)
  })

  test('spends a recovery code', () => {
    const used = { type: 'RecoveryCodeUsed', data: { ...OF, recoveryHash: '9f04' } }
    expect(check(on, { recoveryHash: '9f04' })).toEqual([used])
    expect(check([...on, used], { recoveryHash: '9f04' })).toMatchObject([{ type: 'SecondFactorRefused' }])
    const renewed = [...on, past('RecoveryCodesRenewed')]
    expect(check(renewed, { recoveryHash: '9f04' })).toMatchObject([{ type: 'SecondFactorRefused' }])
    expect(check(renewed, { recoveryHash: 'e01d' })).toMatchObject([{ type: 'RecoveryCodeUsed' }])
  })

  test('is not looked at after five wrong codes within a quarter of an hour', () => {
    const wrong = [5, 4, 3, 2, 1].map(refused)
    expect(check([...on, ...wrong], code(STEP + 1))).toEqual({ rejected: 'SECOND_FACTOR_LOCKED' })
    expect(check([...on, refused(15), ...wrong.slice(1)], code(STEP + 1))).toMatchObject([
      { type: 'SecondFactorPassed' },
    ])
    const passed = past('SecondFactorPassed', { step: STEP + 1 })
    expect(check([...on, ...wrong.slice(1), passed, refused(0)], code(STEP + 2))).toMatchObject([
      { type: 'SecondFactorPassed' },
    ])
  })
})

describe('recovery codes and turning it off', () => {
  test('need one that is on', () => {
    const renewing = { accountId: 'a2', recoveryHashes: HASHES }
    expect(given(secondFactor, on).when('RenewRecoveryCodes', renewing)).toEqual([
      { type: 'RecoveryCodesRenewed', data: { ...OF, recoveryHashes: HASHES } },
    ])
    expect(given(secondFactor, [begun]).when('RenewRecoveryCodes', renewing)).toEqual({
      rejected: 'SECOND_FACTOR_NOT_FOUND',
    })
  })

  test.each(['TurnOffSecondFactor', 'ResetSecondFactor'])('%s says who did it, once', (type) => {
    const input = { accountId: 'a2', turnedOffBy: 'a1' }
    const off = { type: 'SecondFactorTurnedOff', data: { ...OF, turnedOffBy: 'a1' } }
    expect(given(secondFactor, on).when(type, input)).toEqual([off])
    expect(given(secondFactor, [...on, off]).when(type, input)).toEqual([])
    expect(given(secondFactor).when(type, input)).toEqual({ rejected: 'SECOND_FACTOR_NOT_FOUND' })
  })

  test('another shop hears that there is none', () => {
    expect(secondFactor.merchantOf(given(secondFactor, on).state)).toBe('m1')
    expect(secondFactor.merchantOf(secondFactor.initial)).toBeUndefined()
    expect(secondFactor.commands.ResetSecondFactor?.foreign?.().code).toBe('SECOND_FACTOR_NOT_FOUND')
  })
})

test('any sign-ins: no code is good twice, and of wrong ones five within a quarter of an hour are looked at', () => {
  const tried = fc.record({
    given: fc.oneof(
      fc.record({ step: fc.integer({ min: STEP, max: STEP + 4 }) }),
      fc.record({ recoveryHash: fc.constantFrom('3c1a', '9f04', 'other') }),
    ),
    minute: fc.integer({ min: 0, max: 60 }),
  })
  type Event = { type: string; data: { at: string; step?: number; recoveryHash?: string } }
  const isWrong = ({ type }: DomainEvent) => type === 'SecondFactorRefused'
  fc.assert(
    fc.property(fc.array(tried, { minLength: 1, maxLength: 30 }), (tries) => {
      const inTime = tries.toSorted((one, other) => one.minute - other.minute)
      const played = play(secondFactor, [
        { type: 'BeginSecondFactor', input: beginning },
        { type: 'ConfirmSecondFactor', input: { ...confirming, recoveryHashes: ['3c1a', '9f04'] } },
        ...inTime.map(({ given, minute }) => ({
          type: 'CheckSecondFactor',
          input: { ...code(), ...given },
          context: { now: new Date(Date.parse(NOW) + minute * 60_000).toISOString() },
        })),
      ])
      const { steps } = played
      const events = played.events as Event[]
      for (const { again } of steps.slice(0, 2)) expect(again).toEqual([])
      for (const { again } of steps.slice(2)) expect(Array.isArray(again) ? again.every(isWrong) : true).toBe(true)
      const right = events.slice(2).filter((event) => !isWrong(event))
      const keys = right.map(({ type, data }) => `${type} ${data.step ?? data.recoveryHash}`)
      expect(new Set(keys).size).toBe(keys.length)
      for (const [index, last] of events.entries()) {
        const six = events.slice(Math.max(0, index - 5), index + 1)
        const minutes = (Date.parse(last.data.at) - Date.parse(six[0]?.data.at ?? '')) / 60_000
        if (six.length === 6 && six.every(isWrong)) expect(minutes).toBeGreaterThanOrEqual(15)
      }
    }),
    { numRuns: 100 },
  )
})
