import type { AccountRow, ColleagueRow } from '../rows/people.ts'
import { insert, type View } from '../view.ts'

/** What sign-in looks up by the keyed hash of the e-mail. */
export const accounts: View<AccountRow> = {
  name: 'accounts',
  version: 1,
  private: true,
  indexes: [{ key: { accountId: 1 } }],
  on: {
    MerchantRegistered: ({ data: { emailKey, merchantId, accountId, ownerName, passwordHash } }) => [
      insert<AccountRow>(emailKey, { merchantId, accountId, role: 'owner', name: ownerName, passwordHash }),
    ],
    AccountOpened: ({ data: { emailKey, merchantId, accountId, role, name, passwordHash } }) => [
      insert<AccountRow>(emailKey, { merchantId, accountId, role, name, passwordHash }),
    ],
  },
}

/** Who has an account in a shop, without what sign-in needs. */
export const colleagues: View<ColleagueRow> = {
  name: 'colleagues',
  version: 1,
  private: true,
  indexes: [{ key: { merchantId: 1, _id: 1 } }],
  on: {
    MerchantRegistered: ({ data: { accountId, merchantId, ownerName } }) => [
      insert<ColleagueRow>(accountId, { merchantId, role: 'owner', name: ownerName }),
    ],
    AccountOpened: ({ data: { accountId, merchantId, role, name } }) => [
      insert<ColleagueRow>(accountId, { merchantId, role, name }),
    ],
  },
}
