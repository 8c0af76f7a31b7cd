import { verify } from '@node-rs/argon2'
import { ERASED, openRows } from '../adapters/event-store/personal-data.ts'
import type { Account } from '../commands/sign-in.ts'
import { rule } from '../domain/kernel.ts'
import { activeCollection } from '../projections/active.ts'
import { waitForPosition } from '../projections/positions.ts'
import type { AccountRow } from '../projections/rows/people.ts'
import type { RowSource } from '../read-api/read-model.ts'

const WAIT_MS = 2_000

/** The view `accounts` as sign-in and sign-up read it. */
export function accountsOf({ db, keys }: RowSource) {
  const find = async (accountId: string) =>
    (await activeCollection<AccountRow>(db, 'accounts')).findOne({ _id: accountId })
  const findAccount = async (accountId: string, minPosition?: number): Promise<Account | undefined> => {
    const isThere = minPosition === undefined || (await waitForPosition(db, minPosition, WAIT_MS, ['accounts']))
    // Said before anything is looked up, so that it tells nobody which addresses have an account.
    rule(isThere, 'READ_MODEL_BEHIND', 'The new account is not in the view yet. It is safe; sign in in a second.')
    const row = await find(accountId)
    const [account] = row ? await openRows(keys, [row]) : []
    if (!account || account.passwordHash === ERASED) return undefined
    const { merchantId, role, name, passwordHash } = account
    return { accountId, merchantId, role, name, passwordHash }
  }
  return {
    isEmailTaken: async (accountId: string): Promise<boolean> => (await find(accountId)) !== null,
    findAccount,
    isPassword: async (accountId: string, password: string): Promise<boolean> => {
      const account = await findAccount(accountId)
      return account !== undefined && verify(account.passwordHash, password)
    },
  }
}
