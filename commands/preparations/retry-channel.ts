import { z } from 'zod'
import { ChannelId } from '../../domain/channel.ts'
import { distribution } from '../../domain/distribution.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { promotion } from '../../domain/promotion.ts'
import { loadState, preparation } from '../preparation.ts'

/** A promotion that is over or called off gets no more posts. */
export const retryChannel = preparation({
  input: z.object({ distributionId: Id, channel: ChannelId }),
  prepare: async (input, { store, actor }) => {
    const state = await loadState(store, distribution, input.distributionId)
    const owned = state.status !== 'none' && state.merchantId === actor.merchantId
    rule(owned, 'DISTRIBUTION_NOT_FOUND', 'There is no such distribution.')
    const { status } = await loadState(store, promotion, state.promotionId)
    rule(
      status === 'running',
      'PROMOTION_NOT_RUNNING',
      'The promotion is not running, so nothing more is posted for it.',
    )
    return input
  },
})
