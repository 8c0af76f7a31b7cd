import { verify } from '@node-rs/argon2'
import { ERASED, openRows } from '../adapters/event-store/personal-data.ts'
import { loadState, type PrepareContext } from '../commands/preparation.ts'
import type { Account } from '../commands/sign-in.ts'
import { rule } from '../domain/kernel.ts'
import { password as passwords } from '../domain/password.ts'
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
  /** The row of the open one, without what is sealed in it once it is erased. */
  const openOf = async (ids: readonly string[]) => {
    const { open } = await find(ids)
    const [row] = open ? await openRows(keys, [open]) : []
    return row?.passwordHash === ERASED ? undefined : row
  }
  const findAccount = async (ids: readonly string[], minPosition?: number): Promise<Account | undefined> => {
    const isThere = minPosition === undefined || (await waitForPosition(db, minPosition, WAIT_MS, ['accounts']))
    // Said before anything is looked up, so that it tells nobody which addresses have an account.
    rule(isThere, 'READ_MODEL_BEHIND', 'The new account is not in the view yet. It is safe; sign in in a second.')
    const account = await openOf(ids)
    if (!account) return undefined
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
    accountById: (accountId: string) => openOf([accountId]),
    /** By the stream of the password, as the view may not have a new one yet. */
    isPassword: async (store: PrepareContext['store'], accountId: string, password: string): Promise<boolean> => {
      const account = await openOf([accountId])
      if (!account) return false
      const { passwordHash = account.passwordHash } = await loadState(store, passwords, accountId)
      return verify(passwordHash, password)
    },
  }
}
