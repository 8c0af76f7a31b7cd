import { expect, test } from 'vitest'
import { commandTypes } from './index.ts'
import { scopeOfCommand, thirdPartyRights } from './third-party-rights.ts'

const sendable = [...commandTypes].filter(([, { spec }]) => spec.roles.some((role) => role !== 'system'))

test('every command that a person may send says whether a third party may', () => {
  expect(Object.keys(thirdPartyRights).toSorted()).toEqual(sendable.map(([type]) => type).toSorted())
})

test('what concerns accounts, sign-in, rights and third parties is never open, nor what is not in the table', () => {
  const own = ['account', 'second-factor', 'password', 'authorization', 'third-party', 'ai-budget', 'conversation']
  for (const [type, { aggregate, spec }] of commandTypes) {
    const isOwn = own.includes(aggregate.name) || spec.roles.every((role) => role === 'system')
    if (isOwn) expect(scopeOfCommand(type), type).toBeUndefined()
  }
  for (const type of ['EraseParticipant', 'GrantAssistant', 'NoSuchCommand', 'constructor'])
    expect(scopeOfCommand(type), type).toBeUndefined()
  expect(scopeOfCommand('CreatePromotion')).toBe('write')
})
