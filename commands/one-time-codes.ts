import { randomInt } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

/** What every authenticator app takes (RFC 6238, and the `otpauth:` addresses that their QR codes carry). */
const KIND = { issuer: 'Madang', algorithm: 'SHA1', digits: 6, period: 30 } as const
/** Clocks differ: a code of the half minute before or after is right too. */
const WINDOW = 1
const RECOVERY_CODES = 10
const RECOVERY_DIGITS = 10
const APP_CODE = /^\d{6}$/

/** 160 random bits, base32. */
export const drawSecret = (): string => new Secret({ size: 20 }).base32

/** Address that an authenticator app takes from a QR code; `label` says there whose it is. */
export const otpAddress = (secret: string, label: string): string => new TOTP({ ...KIND, label, secret }).toString()

/**
 * Number of the half minute to which an app's code belongs; undefined when it is none of now, just before or after.
 *
 * @param now ISO instant
 */
export function stepOf(secret: string, code: string, now: string): number | undefined {
  if (!APP_CODE.test(code)) return undefined
  const timestamp = Date.parse(now)
  const delta = new TOTP({ ...KIND, secret }).validate({ token: code, timestamp, window: WINDOW })
  return delta === null ? undefined : TOTP.counter({ period: KIND.period, timestamp }) + delta
}

/** A code as people type it, without the spaces and hyphens. */
export const bareCode = (typed: string): string => typed.replaceAll(/[\s-]/g, '')

/** Ten codes of ten digits, in two halves: digits, so that the field for the app's code takes them on a phone too. */
export function drawRecoveryCodes(): string[] {
  const half = 10 ** (RECOVERY_DIGITS / 2)
  const digits = () => String(randomInt(half)).padStart(RECOVERY_DIGITS / 2, '0')
  return Array.from({ length: RECOVERY_CODES }, () => `${digits()} ${digits()}`)
}
