import { z } from 'zod'
import { Id } from '../../domain/kernel.ts'
import { preparation } from '../preparation.ts'

/** One ends what one allowed oneself. */
export const disconnectThirdParty = preparation({
  input: z.object({ authorizationId: Id }),
  prepare: async ({ authorizationId }, { actor: { accountId } }) => ({ authorizationId, accountId }),
})
