import { z } from 'zod'
import { personal } from '../../domain/kernel.ts'
import { Region, Trade } from '../../domain/merchant.ts'
import type { MerchantRow } from '../../projections/rows/people.ts'
import type { Answer } from './answer.ts'
import { at, row } from './fields.ts'

export const Shop = z
  .object({
    ...row,
    shopName: z.string(),
    trade: Trade,
    region: Region,
    businessNumber: z.string(),
    verification: z.enum(['verified', 'awaiting-confirmation']),
    ownerName: personal(z.string()),
    email: personal(z.string()),
    registeredAt: at,
  })
  .meta({ id: 'Shop' }) satisfies z.ZodType<Answer<MerchantRow>>
export type Shop = Answer<MerchantRow>

export const Colleague = z.object({
  accountId: z.string(),
  name: personal(z.string()),
  role: z.enum(['owner', 'staff', 'auditor', 'operator']),
  hasSecondFactor: z.boolean().describe('whether sign-in asks for a code beside the password'),
  closedAt: at.exactOptional().describe('since when the account is closed'),
})
