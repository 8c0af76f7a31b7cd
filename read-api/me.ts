import { z } from 'zod'
import { Shop, toAnswer } from './answers.ts'
import { query } from './query.ts'

const Me = z
  .object({
    accountId: z.string(),
    merchantId: z.string(),
    role: z.enum(['owner', 'staff', 'auditor', 'operator']),
    name: z.string(),
    shop: Shop.nullable().describe('null for an operator, who has no shop'),
  })
  .meta({ id: 'Me' })
export type Me = z.output<typeof Me>

export const meQueries = [
  query({
    name: 'GetMe',
    path: '/me',
    roles: ['owner', 'staff', 'auditor', 'operator'],
    views: ['merchants'],
    summary: 'Who is signed in, and the shop.',
    response: Me,
    run: async ({ rows }, _input, { accountId, merchantId, role, name }) => {
      const shop = await rows.one('merchants', merchantId)
      return { accountId, merchantId, role: role as Me['role'], name, shop: shop ? toAnswer(shop) : null }
    },
  }),
]
