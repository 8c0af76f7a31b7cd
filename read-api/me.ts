import { z } from 'zod'
import { UNUSED_MS } from '../domain/authorization.ts'
import { Scope } from '../domain/third-party.ts'
import { activeCollection } from '../projections/active.ts'
import type { AccountRow } from '../projections/rows/people.ts'
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

const ThirdParty = z
  .object({
    authorizationId: z.string(),
    name: z.string().describe('what it calls itself'),
    host: z.string().describe('where the person was sent back to'),
    scopes: z.array(Scope),
    since: z.iso.datetime(),
    refreshedAt: z.iso.datetime().describe('when it last took tokens'),
  })
  .meta({ id: 'ThirdParty' })
export type ThirdParty = z.output<typeof ThirdParty>
/** More than anybody has; each of them was agreed to by hand. */
const MOST = 200

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
    notForThirdParties: true,
    views: ['colleagues'],
    summary: 'Whether sign-in asks for a code beside the own password.',
    response: SecondFactor,
    run: async ({ rows }, _input, { accountId }) => {
      const own = await rows.one('colleagues', accountId)
      return { isOn: own?.secondFactor !== undefined, ...own?.secondFactor }
    },
  }),
  query({
    name: 'ListThirdParties',
    path: '/me/third-parties',
    roles: ANYONE,
    notForThirdParties: true,
    views: ['authorizations'],
    summary: 'Other companies’ apps that may act for the caller, the newest first.',
    response: z.object({ items: z.array(ThirdParty) }),
    run: async ({ db, rows, now }, _input, { accountId }) => {
      // Of the account nothing but what ended its sign-ins, and with them what third parties may do.
      const accounts = await activeCollection<AccountRow>(db, 'accounts')
      const account = await accounts.findOne({ _id: accountId }, { projection: { ended: 1 } })
      const own = await rows.list('authorizations', { accountId }, { sort: { since: -1, _id: 1 }, limit: MOST })
      const unused = new Date(Date.parse(now()) - UNUSED_MS).toISOString()
      const items = own.flatMap(({ _id: authorizationId, name, host, scopes, since, asOf, refreshedAt, ended }) => {
        if (ended || asOf < (account?.ended?.position ?? -1)) return []
        // It has come back for its tokens, and may still.
        return refreshedAt && refreshedAt >= unused ? [{ authorizationId, name, host, scopes, since, refreshedAt }] : []
      })
      return { items }
    },
  }),
]
