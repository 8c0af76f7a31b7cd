import { z } from 'zod'
import { ChannelId, type PostContent } from '../../domain/channel.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { merchant } from '../../domain/merchant.ts'
import { postMedia } from '../../domain/post-media.ts'
import { promotion } from '../../domain/promotion.ts'
import type { PromotionState } from '../../domain/promotion-state.ts'
import { loadState, preparation } from '../preparation.ts'

/** Makes each channel's content from the promotion, and refuses what a channel would refuse. */
export const distributePromotion = preparation({
  input: z.object({ distributionId: Id, promotionId: Id, channels: z.array(ChannelId).min(1).max(6) }),
  prepare: async ({ distributionId, promotionId, channels }, { store, services, actor }) => {
    const target = await loadState(store, promotion, promotionId)
    const foreign = actor.role !== 'system' && target.status !== 'none' && target.merchantId !== actor.merchantId
    rule(target.status !== 'none' && !foreign, 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
    rule(
      target.status === 'running',
      'PROMOTION_NOT_RUNNING',
      'Launch the promotion first; then it can go on its channels.',
    )
    rule(
      target.approved !== undefined,
      'CONTENT_NOT_APPROVED',
      'Approve the pictures first; then it can go on its channels.',
    )
    const shop = await loadState(store, merchant, target.merchantId)
    rule(shop.status === 'registered', 'MERCHANT_NOT_FOUND', 'There is no such merchant.')
    const origin = services.publicOrigin()
    const targets = [...new Set(channels)].map((channel) => ({
      channel,
      content: contentFor(channel, distributionId, target, shop, origin),
    }))
    const refused = targets.filter(({ channel, content }) => services.preflight(channel, content).length > 0)
    rule(
      actor.role === 'system' || refused.length === 0,
      'PREFLIGHT_FAILED',
      `These channels would refuse the content: ${refused.map(({ channel }) => channel).join(', ')}. Correct it first.`,
    )
    return { distributionId, promotionId, merchantId: target.merchantId, targets }
  },
})

/**
 * What one channel is to post. Its reference is the same for every try, so the outside can tell a repeat.
 *
 * @param promotionState a promotion whose content is complete
 */
export function contentFor(
  channel: ChannelId,
  distributionId: string,
  promotionState: Exclude<PromotionState, { status: 'none' }>,
  shop: { shopName: string; region: string },
  origin: string,
): PostContent {
  const { promotionId, content, approved } = promotionState
  return {
    reference: `${distributionId}.${channel}`,
    promotionId,
    shopName: shop.shopName,
    region: shop.region,
    title: content.title ?? '',
    prize: content.prize ?? '',
    body: content.body ?? '',
    hashtags: content.hashtags ?? [],
    startsAt: content.startsAt ?? '',
    endsAt: content.endsAt ?? '',
    entryUrl: `${origin}/p/${promotionId}?from=${channel}`,
    imageUrl: `${origin}/p/${promotionId}/card.png`,
    ...postMedia(channel, approved?.files ?? {}, origin),
    ...(approved ? { script: approved.script.text } : {}),
  }
}
