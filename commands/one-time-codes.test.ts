import { Secret } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { bareCode, drawRecoveryCodes, drawSecret, otpAddress, stepOf } from './one-time-codes.ts'

/** Appendix B of RFC 6238: seconds since 1970, and the last six digits of what SHA-1 gives. */
const VECTORS = [
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
] as const
const SECRET = Secret.fromLatin1('12345678901234567890').base32
const at = (seconds: number) => new Date(seconds * 1000).toISOString()

describe('the code of an app', () => {
  test.each(VECTORS)('at %i s since 1970 is %s', (seconds, code) => {
    expect(stepOf(SECRET, code, at(seconds))).toBe(Math.floor(seconds / 30))
  })

  test('is right half a minute early or late, under its own number, and no more than that', () => {
    const [seconds, code] = VECTORS[4]
    const step = Math.floor(seconds / 30)
    const begin = step * 30
    expect([begin - 30, begin, begin + 59].map((now) => stepOf(SECRET, code, at(now)))).toEqual([step, step, step])
    expect([begin - 31, begin + 60].map((now) => stepOf(SECRET, code, at(now)))).toEqual([undefined, undefined])
  })

  test.each(['', '27903', '2790370', '27903a', ' 279037'])('is not “%s”', (code) => {
    expect(stepOf(SECRET, code, at(VECTORS[4][0]))).toBeUndefined()
  })
})

test('what apps take names the issuer and the person, and is another one each time', () => {
  const secret = drawSecret()
  const address = new URL(otpAddress(secret, '김하늘'))
  expect([address.protocol, address.host, decodeURIComponent(address.pathname)]).toEqual([
    'otpauth:',
    'totp',
    '/Madang:김하늘',
  ])
  expect(Object.fromEntries(address.searchParams)).toMatchObject({
    issuer: 'Madang',
    secret,
    digits: '6',
    period: '30',
  })
  expect(Secret.fromBase32(secret).bytes).toHaveLength(20)
  expect(drawSecret()).not.toBe(secret)
})

test('recovery codes are ten different ones that no code of an app looks like', () => {
  const codes = drawRecoveryCodes()
  expect(new Set([...codes, ...drawRecoveryCodes()]).size).toBe(20)
  for (const code of codes) expect(code).toMatch(/^\d{5} \d{5}$/)
  expect(codes.map(bareCode).every((code) => /^\d{10}$/.test(code))).toBe(true)
  expect(bareCode(' 123-456 ')).toBe('123456')
})
