import type { AccountRow } from '../rows.ts'
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
