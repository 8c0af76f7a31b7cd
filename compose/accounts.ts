import type { Db } from 'mongodb'
import type { Account } from '../commands/sign-in.ts'
import { rule } from '../domain/kernel.ts'
import { activeCollection } from '../projections/active.ts'
import { waitForPosition } from '../projections/positions.ts'
import type { AccountRow } from '../projections/rows/people.ts'

const WAIT_MS = 2_000

/** The view `accounts` as sign-in and sign-up read it. */
export function accountsOf(db: Db) {
  const find = async (emailKey: string): Promise<AccountRow | undefined> =>
    (await (await activeCollection<AccountRow>(db, 'accounts')).findOne({ _id: emailKey })) ?? undefined
  return {
    isEmailTaken: async (emailKey: string): Promise<boolean> => (await find(emailKey)) !== undefined,
    findAccount: async (emailKey: string, minPosition: number | undefined): Promise<Account | undefined> => {
      const isThere = minPosition === undefined || (await waitForPosition(db, minPosition, WAIT_MS, ['accounts']))
      // Said before anything is looked up, so that it tells nobody which addresses have an account.
      rule(isThere, 'READ_MODEL_BEHIND', 'The new account is not in the view yet. It is safe; sign in in a second.')
      const row = await find(emailKey)
      if (!row) return undefined
      const { accountId, merchantId, role, name, passwordHash } = row
      return { accountId, merchantId, role, name, passwordHash }
    },
  }
}
