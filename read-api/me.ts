import { z } from 'zod'
import { toAnswer } from './answers/answer.ts'
import { Shop } from './answers/people.ts'
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

const SecondFactor = z
  .object({
    isOn: z.boolean(),
    since: z.iso.datetime().exactOptional(),
    recoveryCodes: z.int().exactOptional().describe('how many are left'),
  })
  .meta({ id: 'SecondFactor' })
export type SecondFactor = z.output<typeof SecondFactor>

const ANYONE = ['owner', 'staff', 'auditor', 'operator'] as const

export const meQueries = [
  query({
    name: 'GetMe',
    path: '/me',
    roles: ANYONE,
    views: ['merchants'],
    summary: 'Who is signed in, and the shop.',
    response: Me,
    run: async ({ rows }, _input, { accountId, merchantId, role, name }) => {
      const shop = await rows.one('merchants', merchantId)
      return { accountId, merchantId, role: role as Me['role'], name, shop: shop ? toAnswer(shop) : null }
    },
  }),
  query({
    name: 'GetSecondFactor',
    path: '/me/second-factor',
    roles: ANYONE,
    views: ['colleagues'],
    summary: 'Whether sign-in asks for a code beside the own password.',
    response: SecondFactor,
    run: async ({ rows }, _input, { accountId }) => {
      const own = await rows.one('colleagues', accountId)
      return { isOn: own?.secondFactor !== undefined, ...own?.secondFactor }
    },
  }),
]
