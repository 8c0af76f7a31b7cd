import { movedFrom } from '../../adapters/event-store/personal-data.ts'
import type { Recorded } from '../event.ts'
import type { AccountRow, ColleagueRow } from '../rows/people.ts'
import { insert, update, type View } from '../view.ts'

type Ending = Recorded<
  'AccountRoleChanged' | 'AccountClosed' | 'SignedOutEverywhere' | 'PasswordChanged' | 'PasswordReset'
>

/** Changes the account, whose sign-ins of before are over. */
const end = ({ position, data: { accountId, at } }: Ending, changes: Partial<AccountRow> = {}) => [
  update<AccountRow>(accountId, (row) => ({ ...row, ...changes, ended: { position, at } })),
]

/** What sign-in looks up by the account's id, which is a keyed hash of the e-mail. */
export const accounts: View<AccountRow> = {
  name: 'accounts',
  version: 4,
  private: true,
  sealed: true,
  indexes: [{ key: { 'ended.position': 1 } }, { key: { 'ended.at': 1 } }],
  on: {
    MerchantRegistered: ({ data: { merchantId, accountId, ownerName, email, passwordHash } }) => [
      insert<AccountRow>(accountId, {
        merchantId,
        role: 'owner',
        name: movedFrom('ownerName', ownerName),
        email,
        passwordHash,
      }),
    ],
    AccountOpened: ({ data: { merchantId, accountId, role, name, email, passwordHash } }) => [
      insert<AccountRow>(accountId, { merchantId, role, name, email, passwordHash }),
    ],
    AccountRoleChanged: (event) => end(event, { role: event.data.role }),
    AccountClosed: (event) => end(event, { closedAt: event.data.at }),
    SignedOutEverywhere: (event) => end(event),
    PasswordChanged: (event) => end(event, { passwordHash: event.data.passwordHash }),
    PasswordReset: (event) => end(event, { passwordHash: event.data.passwordHash }),
  },
}

/** Who has an account in a shop, without what sign-in needs. */
export const colleagues: View<ColleagueRow> = {
  name: 'colleagues',
  version: 4,
  private: true,
  sealed: true,
  indexes: [{ key: { merchantId: 1, _id: 1 } }],
  on: {
    MerchantRegistered: ({ data: { accountId, merchantId, ownerName } }) => [
      insert<ColleagueRow>(accountId, { merchantId, role: 'owner', name: movedFrom('ownerName', ownerName) }),
    ],
    AccountOpened: ({ data: { accountId, merchantId, role, name } }) => [
      insert<ColleagueRow>(accountId, { merchantId, role, name }),
    ],
    SecondFactorTurnedOn: ({ data: { accountId, recoveryHashes, at } }) => [
      update<ColleagueRow>(accountId, (row) => ({
        ...row,
        secondFactor: { since: at, recoveryCodes: recoveryHashes.length },
      })),
    ],
    RecoveryCodeUsed: ({ data: { accountId } }) => [leave(accountId, (codes) => codes - 1)],
    RecoveryCodesRenewed: ({ data: { accountId, recoveryHashes } }) => [leave(accountId, () => recoveryHashes.length)],
    SecondFactorTurnedOff: ({ data: { accountId } }) => [
      update<ColleagueRow>(accountId, ({ secondFactor: _, ...row }) => row),
    ],
    AccountRoleChanged: ({ data: { accountId, role } }) => [
      update<ColleagueRow>(accountId, (row) => ({ ...row, role })),
    ],
    AccountClosed: ({ data: { accountId, at } }) => [
      update<ColleagueRow>(accountId, (row) => ({ ...row, closedAt: at })),
    ],
  },
}

const leave = (accountId: string, change: (codes: number) => number) =>
  update<ColleagueRow>(accountId, ({ secondFactor, ...row }) =>
    secondFactor
      ? { ...row, secondFactor: { ...secondFactor, recoveryCodes: change(secondFactor.recoveryCodes) } }
      : row,
  )
