import { z } from 'zod'
import { Id } from '../../domain/kernel.ts'
import { preparation } from '../preparation.ts'

/** Who confirms is who signed in, whatever the caller says. */
export const confirmBusiness = preparation({
  input: z.object({ merchantId: Id }),
  prepare: async (input, { actor }) => ({ ...input, confirmedBy: actor.accountId }),
})
