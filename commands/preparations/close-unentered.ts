import { z } from 'zod'
import { Id } from '../../domain/kernel.ts'
import { promotion } from '../../domain/promotion.ts'
import { foldState, preparation } from '../preparation.ts'

/** Counts who entered, once the list of entries is as new as the promotion's end. */
export const closeUnentered = preparation({
  input: z.object({ promotionId: Id }),
  prepare: async ({ promotionId }, { store, services }) => {
    const { events } = await store.readStream(`promotion-${promotionId}`)
    const target = foldState(promotion, events)
    const hasEnded = target.status === 'ended'
    const entrants = hasEnded ? await services.entrantsOf(promotionId, events.at(-1)?.position ?? -1) : []
    const merchantId = target.status === 'none' ? '' : target.merchantId
    return { promotionId, merchantId, promotionStatus: target.status, entrants: entrants.length }
  },
})
