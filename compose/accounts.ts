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
  /** In one look-up, so that an address with closed accounts takes as long as any other. */
  const find = async (ids: readonly string[]) => {
    const rows = await activeCollection<AccountRow>(db, 'accounts')
    const found = await rows.find({ _id: { $in: [...ids] } }).toArray()
    return { found, open: found.find(({ closedAt }) => closedAt === undefined) }
  }
  const findAccount = async (ids: readonly string[], minPosition?: number): Promise<Account | undefined> => {
    const isThere = minPosition === undefined || (await waitForPosition(db, minPosition, WAIT_MS, ['accounts']))
    // Said before anything is looked up, so that it tells nobody which addresses have an account.
    rule(isThere, 'READ_MODEL_BEHIND', 'The new account is not in the view yet. It is safe; sign in in a second.')
    const { open } = await find(ids)
    const [account] = open ? await openRows(keys, [open]) : []
    if (!account || account.passwordHash === ERASED) return undefined
    const { _id: accountId, merchantId, role, name, passwordHash, position } = account
    return { actor: { accountId, merchantId, role, name }, passwordHash, position }
  }
  return {
    findAccount,
    /** The open one of an address's accounts, or the next it can have; taken too when it can have no more. */
    accountOf: async (ids: readonly string[]): Promise<{ accountId: string; isTaken: boolean }> => {
      const { found, open } = await find(ids)
      const next = ids.find((id) => !found.some(({ _id }) => _id === id))
      return { accountId: String(open?._id ?? next ?? ids.at(-1)), isTaken: open !== undefined || next === undefined }
    },
    isPassword: async (accountId: string, password: string): Promise<boolean> => {
      const account = await findAccount([accountId])
      return account !== undefined && verify(account.passwordHash, password)
    },
  }
}
