import type { Problem } from '../api/answer.ts'
import type { MessageKey } from '../i18n/translate.ts'
import { type QrPath, qrPath } from './qr.ts'

/** What an authenticator app is given to begin with. */
export interface Begun {
  /** `otpauth:` address; a phone that has the app opens it there. */
  address: string
  /** The secret, in groups of four for who types it. */
  key: string
  qr: QrPath
}

/** What the screen shows of an `otpauth:` address; undefined for any other text. */
export function begunOf(address: string): Begun | undefined {
  if (!address.startsWith('otpauth://totp/') || !URL.canParse(address)) return undefined
  const secret = new URL(address).searchParams.get('secret') ?? ''
  return { address, key: secret.replaceAll(/.{4}(?=.)/g, '$& '), qr: qrPath(address) }
}

const WRONG: Record<string, MessageKey> = {
  PASSWORD_WRONG: 'problem.PASSWORD_WRONG',
  CODE_WRONG: 'problem.CODE_WRONG',
  INVALID_INPUT: 'security.wrong.code',
}

/** What to say at the one field of a form; undefined when the problem is not with it. */
export const wrongIn = (problem: Problem | undefined): MessageKey | undefined => problem && WRONG[problem.code]

/** The text of the file in which somebody keeps the recovery codes. */
export const codesFile = (title: string, codes: readonly string[]): string => `${[title, '', ...codes].join('\n')}\n`
