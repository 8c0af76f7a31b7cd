import { z } from 'zod'
import { preparation } from '../preparation.ts'

/** Nobody names whom to sign out: it is the caller. */
export const signOutEverywhere = preparation({
  input: z.object({}),
  prepare: async (_, { actor: { accountId, merchantId } }) => ({ accountId, merchantId }),
})
