import { expect, test } from 'vitest'
import { Phone } from './phone.ts'

test.each([
  '01012345678',
  '010-1234-5678',
  ' 010 1234 5678 ',
  '010.1234.5678',
  '(010) 1234–5678',
  '+82 10-1234-5678',
  '+82 (0)10 1234 5678',
  '０１０－１２３４－５６７８',
])('%s is the same number', (text) => {
  expect(Phone.parse(text)).toBe('01012345678')
})

test('a number of the older kind has a digit less', () => {
  expect(Phone.parse('011-234-5678')).toBe('0112345678')
})

test.each([
  '',
  '010-1234',
  '010-1234-56789',
  '02-123-4567',
  '010-1234-567a',
  '+1 010 1234 5678',
  '1+8201012345678',
  '가을 라떼 010-1234-5678',
])('%s is none', (text) => {
  expect(Phone.safeParse(text).success).toBe(false)
})
