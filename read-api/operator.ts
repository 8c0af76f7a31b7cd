import { z } from 'zod'
import { openRows } from '../adapters/event-store/personal-data.ts'
import type { MerchantRow } from '../projections/rows/people.ts'
import { toAnswer } from './answers/answer.ts'
import { Shop } from './answers/people.ts'
import { Limit, query } from './query.ts'
import { viewRows } from './read-model.ts'

const waitingShop = (row: MerchantRow): z.input<typeof WaitingShop> => {
  const { email: _, ...shop } = toAnswer(row)
  return shop
}
const WaitingShop = Shop.omit({ email: true })

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
]
