import { expect, test } from 'vitest'
import type { Me } from '../api/shop.ts'
import { isOwnDevice, rightsOf } from './rights.ts'

const person = (role: Me['role']) => ({ role, shop: role === 'operator' ? null : {} }) as Me

test('an app is said to do what its scopes and the person’s role allow, and no more', () => {
  const both = ['read', 'write'] as const
  expect(rightsOf(person('owner'), both)).toEqual([
    'consent.read',
    'consent.readPeople',
    'consent.readRecord',
    'consent.write',
    'consent.writeOwner',
  ])
  expect(rightsOf(person('owner'), ['read'])).not.toContain('consent.write')
  expect(rightsOf(person('staff'), both)).toEqual(['consent.read', 'consent.readPeople', 'consent.write'])
  expect(rightsOf(person('auditor'), both)).toEqual(['consent.read', 'consent.readRecord'])
  expect(rightsOf(person('operator'), both)).toEqual(['consent.readShops'])
})

test.each([
  ['127.0.0.1:51234', true],
  ['localhost', true],
  ['[::1]:80', true],
  ['localhost.example', false],
  ['127.0.0.1.example', false],
])('%s is on the own device: %s', (host, isOwn) => expect(isOwnDevice(host)).toBe(isOwn))
