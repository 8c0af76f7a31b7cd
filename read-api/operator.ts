import { z } from 'zod'
import { openRows } from '../adapters/event-store/personal-data.ts'
import { Email } from '../domain/email.ts'
import { personal } from '../domain/kernel.ts'
import type { MerchantRow } from '../projections/rows/people.ts'
import { toAnswer } from './answers/answer.ts'
import { Colleague, Shop } from './answers/people.ts'
import { Limit, type QueryDeps, query } from './query.ts'
import { viewRows } from './read-model.ts'

const waitingShop = (row: MerchantRow): z.input<typeof WaitingShop> => {
  const { email: _, ...shop } = toAnswer(row)
  return shop
}
const WaitingShop = Shop.omit({ email: true })

export const FoundAccount = Colleague.pick({ accountId: true, name: true, role: true }).extend({
  shop: Shop.pick({ shopName: true, businessNumber: true })
    .extend({ ownerName: personal(z.string()) })
    .nullable()
    .describe('null for an operator, who has no shop'),
})

/** The open one of the accounts that an address has had, with what to know its person by. */
async function accountWith({ db, keys, accountIdsOf }: QueryDeps, email: string) {
  const known = await viewRows(db, 'colleagues')
  const row = await known.findOne({ _id: { $in: [...accountIdsOf(email)] }, closedAt: { $exists: false } })
  if (!row) return undefined
  const merchants = await viewRows(db, 'merchants')
  const [account] = await openRows(keys, [row])
  const [shop] = await openRows(keys, await merchants.find({ _id: row.merchantId }).toArray())
  const { shopName = '', businessNumber = '', ownerName = '' } = shop ?? {}
  return {
    accountId: row._id,
    name: account?.name ?? '',
    role: row.role,
    shop: shop ? { shopName, businessNumber, ownerName } : null,
  }
}

/** Queries of those who run the platform: across shops, and of each shop only what its confirmation needs. */
export const operatorQueries = [
  query({
    name: 'ListMerchants',
    path: '/operator/merchants',
    roles: ['operator'],
    views: ['merchants'],
    summary: 'Shops whose business number the registry could not confirm, those that wait longest first.',
    querystring: z.strictObject({
      verification: z.enum(['awaiting-confirmation']).default('awaiting-confirmation'),
      limit: Limit(50),
    }),
    response: z.object({
      items: z.array(WaitingShop),
      more: z.boolean().describe('true when more are waiting; they come up as these are confirmed'),
    }),
    run: async ({ db, keys }, { query: { verification, limit } }) => {
      const merchants = await viewRows(db, 'merchants')
      const waiting = await merchants
        .find({ verification })
        .sort({ registeredAt: 1, _id: 1 })
        .limit(limit + 1)
        .toArray()
      const shops = await openRows(keys, waiting.slice(0, limit))
      return { items: shops.map(waitingShop), more: waiting.length > limit }
    },
  }),
  query({
    name: 'FindAccount',
    path: '/operator/accounts/find',
    roles: ['operator'],
    views: ['colleagues', 'merchants'],
    notForThirdParties: true,
    summary: 'Whose account an e-mail address signs in to, to help somebody who cannot; nothing where it has none.',
    body: z.strictObject({ email: Email.meta({ examples: ['owner@shop.example'] }) }),
    response: z.object({ account: FoundAccount.exactOptional() }),
    run: async (deps, { body: { email } }) => {
      const account = await accountWith(deps, email)
      return account ? { account } : {}
    },
  }),
]
