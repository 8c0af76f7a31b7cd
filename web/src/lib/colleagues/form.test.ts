import { expect, test } from 'vitest'
import type { Colleague } from '../api/colleague.ts'
import { inOrder, readColleague, wrongIn } from './form.ts'

const filledIn = (fields: Record<string, string>) => {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.set(name, value)
  return form
}

test('a password is taken as it is, the rest without the spaces around it', () => {
  const form = filledIn({ name: ' 박서연 ', email: ' seo@shop.example ', role: 'auditor', password: ' ten or more ' })
  expect(readColleague(form)).toEqual({
    values: { name: '박서연', email: 'seo@shop.example', role: 'auditor' },
    password: ' ten or more ',
  })
})

test.each(['operator', 'owner', ''])('the form cannot ask for the role “%s”', (role) => {
  expect(readColleague(filledIn({ role })).values).toEqual({ name: '', email: '', role: 'staff' })
})

test('what the API finds wrong is said at its field', () => {
  const problem = { title: '', status: 400, code: 'INVALID_INPUT' }
  const errors = ['password', 'email', 'merchantId'].map((path) => ({ path, message: 'no' }))
  expect(wrongIn({ ...problem, errors })).toEqual({
    email: 'colleagues.wrong.email',
    password: 'colleagues.wrong.password',
  })
  expect(wrongIn({ title: '', status: 409, code: 'EMAIL_TAKEN' })).toEqual({ email: 'colleagues.wrong.emailTaken' })
  expect(wrongIn({ title: '', status: 503, code: 'UNAVAILABLE' })).toEqual({})
})

test('the owner comes first, then everyone by name, and last who has left', () => {
  const people: Colleague[] = [
    { accountId: '1', name: '이정민', role: 'auditor', hasSecondFactor: false },
    { accountId: '4', name: '강하루', role: 'staff', hasSecondFactor: false, closedAt: '2026-11-21T03:00:00.000Z' },
    { accountId: '2', name: '한가람', role: 'owner', hasSecondFactor: false },
    { accountId: '3', name: '박서연', role: 'staff', hasSecondFactor: false },
  ]
  expect(inOrder(people, 'ko').map(({ name }) => name)).toEqual(['한가람', '박서연', '이정민', '강하루'])
})
