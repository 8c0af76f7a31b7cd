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

const [moved, closed] = [past('AccountRoleChanged'), past('AccountClosed')]
const signedOut = past('SignedOutEverywhere')
const { at: _at, ...ids } = closed.data
const { accountId } = ids

test('gets another role, and nothing happens when it has that role already', () => {
  const toAuditor = { accountId, role: 'auditor' }
  expect(given(account, [opened]).when('ChangeRole', toAuditor)).toEqual([
    { type: 'AccountRoleChanged', data: { ...ids, role: 'auditor', at: NOW } },
  ])
  expect(given(account, [opened, moved]).when('ChangeRole', toAuditor)).toEqual([])
  expect(given(account, [opened, closed]).when('ChangeRole', toAuditor)).toEqual({ rejected: 'ACCOUNT_CLOSED' })
})

test.each(['owner', 'operator'])('nobody is made %s', (role) => {
  expect(() => given(account, [opened]).when('ChangeRole', { accountId, role })).toThrow('Invalid option')
})

test('is closed once and stays so: nobody opens it again', () => {
  expect(given(account, [opened]).when('CloseAccount', { accountId })).toEqual([
    { type: 'AccountClosed', data: { ...ids, at: NOW } },
  ])
  expect(given(account, [opened, closed]).when('CloseAccount', { accountId })).toEqual([])
  expect(given(account, [opened, closed]).when('OpenAccount', opening)).toEqual({ rejected: 'EMAIL_TAKEN' })
})

test.each([
  ['ChangeRole', { accountId, role: 'auditor' }],
  ['CloseAccount', { accountId }],
])('an owner’s account, which is none of a colleague, is not there for %s', (command, input) => {
  expect(given(account).when(command, input)).toEqual({ rejected: 'ACCOUNT_NOT_FOUND' })
  expect(given(account, [signedOut]).when(command, input)).toEqual({ rejected: 'ACCOUNT_NOT_FOUND' })
})

test('owner and colleague sign out everywhere as often as they wish; who has no account any more need not', () => {
  const again = [{ type: 'SignedOutEverywhere', data: { ...ids, at: NOW } }]
  for (const history of [[], [signedOut], [opened], [opened, signedOut]])
    expect(given(account, history).when('SignOutEverywhere', ids)).toEqual(again)
  expect(given(account, [opened, closed]).when('SignOutEverywhere', ids)).toEqual([])
})

test('any commands: closed is the end, and a repeat of what an owner does changes nothing', () => {
  const sent = fc.oneof(
    fc.constant({ type: 'OpenAccount', input: opening }),
    fc.constantFrom('staff', 'auditor').map((role) => ({ type: 'ChangeRole', input: { accountId, role } })),
    fc.constant({ type: 'CloseAccount', input: { accountId } }),
    fc.constant({ type: 'SignOutEverywhere', input: ids }),
  )
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 12 }), (commands) => {
      const { steps, events, state } = play(account, commands)
      const of = (...types: string[]) => events.filter(({ type }) => types.includes(type))
      expect(of('AccountClosed').length).toBeLessThanOrEqual(1)
      if (of('AccountClosed').length === 1) expect(events.at(-1)?.type).toBe('AccountClosed')
      const last = of('AccountOpened', 'AccountRoleChanged').at(-1)?.data as { role: string } | undefined
      expect(state.status === 'none' ? undefined : state.role).toBe(last?.role)
      for (const { sent, again } of steps)
        if (sent.type === 'ChangeRole' || sent.type === 'CloseAccount')
          expect(Array.isArray(again) ? again : []).toEqual([])
    }),
  )
})

test('any commands: opened by the first, whoever asks later', () => {
  const anyone = fc.record({ merchantId: fc.constantFrom('m1', 'm2'), role: fc.constantFrom('staff', 'auditor') })
  fc.assert(
    fc.property(fc.array(anyone, { minLength: 1, maxLength: 5 }), (people) => {
      const commands = people.map((person) => ({ type: 'OpenAccount', input: { ...opening, ...person } }))
      const { events, state } = play(account, commands)
      expect(events).toHaveLength(1)
      expect(state).toEqual({ status: 'open', ...people[0] })
    }),
    { numRuns: 30 },
  )
})
