import type { Accepted, Problem } from '../api/answer.ts'
import type { MessageKey } from '../i18n/translate.ts'

/** What to say at the field of the present password, and at that of the new one. */
export interface WrongPassword {
  present?: MessageKey
  fresh?: MessageKey
}

const WRONG: Record<string, WrongPassword> = {
  PASSWORD_WRONG: { present: 'problem.PASSWORD_WRONG' },
  PASSWORD_UNCHANGED: { fresh: 'problem.PASSWORD_UNCHANGED' },
  PASSWORD_HAS_ADDRESS: { fresh: 'problem.PASSWORD_HAS_ADDRESS' },
  INVALID_INPUT: { fresh: 'password.wrong.length' },
}

/** What to say at which field; undefined when the problem is with none of them. */
export const wrongIn = (problem: Problem | undefined): WrongPassword | undefined => problem && WRONG[problem.code]

/** A link to a new password that was made for somebody; the answer to the command is the only one that has it. */
export interface Given {
  name: string
  address: string
  /** Until when it is good. */
  expiresAt: string
}

/** What came of the command, for who it was made; undefined of a repeat, whose answer has no link. */
export const givenTo = (name: string, { address, expiresAt }: Accepted): Given | undefined =>
  address && expiresAt ? { name, address, expiresAt } : undefined

/** What a link to a new password carries, as it stands in the address or was pasted; undefined for any other text. */
export function carriedBy(link: string): { accountId: string; secret: string } | undefined {
  const [, accountId, secret] = /(?:^|#)([\w-]{1,64})\.([\w-]{1,100})$/.exec(link.trim()) ?? []
  return accountId && secret ? { accountId, secret } : undefined
}
