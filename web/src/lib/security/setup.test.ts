import { expect, test } from 'vitest'
import { begunOf, codesFile, wrongIn } from './setup.ts'

test('an address of an authenticator is shown as a code to scan and a key to type', () => {
  const begun = begunOf('otpauth://totp/Madang:%EA%B9%80?issuer=Madang&secret=JBSWY3DPEHPK3PXPAB')
  expect(begun?.key).toBe('JBSW Y3DP EHPK 3PXP AB')
  expect(begun?.qr.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/)
})

test.each(['', 'https://elsewhere.example/', 'otpauth://hotp/x?secret=A', 'javascript:alert(1)'])(
  'nothing is shown of “%s”',
  (text) => expect(begunOf(text)).toBeUndefined(),
)

test('a code to scan has the white margin that cameras need', () => {
  const { size = 0, path = '' } = begunOf('otpauth://totp/Madang:Kim?secret=JBSWY3DPEHPK3PXP')?.qr ?? {}
  const places = [...path.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)])
  expect([Math.min(...places), Math.max(...places)]).toEqual([4, size - 5])
})

test('what is wrong is said at the field, unless it is not with the field', () => {
  const problem = (code: string) => ({ title: '', status: 422, code })
  expect(wrongIn(problem('CODE_WRONG'))).toBe('problem.CODE_WRONG')
  expect(wrongIn(problem('UNAVAILABLE'))).toBeUndefined()
  expect(wrongIn(undefined)).toBeUndefined()
})

test('the file has a title and each code on its line', () => {
  expect(codesFile('Madang', ['11111 22222', '33333 44444'])).toBe('Madang\n\n11111 22222\n33333 44444\n')
})
