import type { PrepareServices } from './preparation.ts'

const ID_LENGTH = 24
/** So many accounts an address can have had, one after another; it is taken for good after that. */
const MOST = 8

/**
 * Ids of the accounts that an e-mail address has had and may yet have, oldest first, without the address in their
 * names. Each comes after the one before was closed, so that two people never share what is kept under an account.
 */
export const accountIdsOf = (email: string, keyedHash: PrepareServices['keyedHash']): string[] =>
  Array.from({ length: MOST }, (_, closed) =>
    keyedHash('account', closed === 0 ? email : `${email} ${closed}`).slice(0, ID_LENGTH),
  )
