import fc from 'fast-check'
import { expect, test } from 'vitest'
import { account } from './account.ts'
import { given, NOW, past, play } from './given.ts'

const opened = past('AccountOpened')
const { at: _, ...opening } = opened.data

test('is opened once', () => {
  expect(given(account).when('OpenAccount', opening)).toEqual([
    { type: 'AccountOpened', data: { ...opening, at: NOW } },
  ])
  expect(given(account, [opened]).when('OpenAccount', opening)).toEqual({ rejected: 'EMAIL_TAKEN' })
})

test('another shop hears the same, not that the account is missing', () => {
  expect(account.merchantOf(given(account, [opened]).state)).toBe('m1')
  expect(account.merchantOf(account.initial)).toBeUndefined()
  expect(account.commands.OpenAccount?.foreign?.().code).toBe('EMAIL_TAKEN')
})

test('nobody becomes an owner by being given an account', () => {
  expect(() => given(account).when('OpenAccount', { ...opening, role: 'owner' })).toThrow('Invalid option')
})

test('any commands: opened by the first, whoever asks later', () => {
  const anyone = fc.record({ merchantId: fc.constantFrom('m1', 'm2'), role: fc.constantFrom('staff', 'auditor') })
  fc.assert(
    fc.property(fc.array(anyone, { minLength: 1, maxLength: 5 }), (people) => {
      const commands = people.map((person) => ({ type: 'OpenAccount', input: { ...opening, ...person } }))
      const { events, state } = play(account, commands)
      expect(events).toHaveLength(1)
      expect(state).toEqual({ status: 'open', merchantId: people[0]?.merchantId })
    }),
    { numRuns: 30 },
  )
})
