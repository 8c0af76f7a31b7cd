import type { Recorded } from '../event.ts'
import type { AuthorizationRow } from '../rows/people.ts'
import { insert, update, type View } from '../view.ts'

type Used = Recorded<'ThirdPartyConnected' | 'ThirdPartyTokenRefreshed'>

const use = ({ data: { authorizationId, at } }: Used) => [
  update<AuthorizationRow>(authorizationId, (row) => ({ ...row, refreshedAt: at })),
]

/** What people let third parties do; of codes and tokens there is nothing in it. */
export const authorizations: View<AuthorizationRow> = {
  name: 'authorizations',
  version: 1,
  private: true,
  indexes: [
    { key: { merchantId: 1, accountId: 1, _id: 1 } },
    { key: { merchantId: 1, clientId: 1 } },
    { key: { 'ended.position': 1 } },
    { key: { 'ended.at': 1 } },
  ],
  on: {
    ThirdPartyAuthorized: ({ data: d }) => [
      insert<AuthorizationRow>(d.authorizationId, {
        merchantId: d.merchantId,
        accountId: d.accountId,
        clientId: d.clientId,
        name: d.clientName,
        host: new URL(d.redirectUri).host,
        scopes: d.scopes,
        asOf: d.asOf,
        since: d.at,
      }),
    ],
    ThirdPartyConnected: use,
    ThirdPartyTokenRefreshed: use,
    ThirdPartyAuthorizationEnded: ({ position, data: { authorizationId, at } }) => [
      update<AuthorizationRow>(authorizationId, (row) => ({ ...row, ended: { position, at } })),
    ],
  },
}
