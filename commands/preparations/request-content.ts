import { z } from 'zod'
import { ChannelId } from '../../domain/channel.ts'
import { type ContentFacts, piecesFor, Style } from '../../domain/creative.ts'
import { Id, rule } from '../../domain/kernel.ts'
import { merchant } from '../../domain/merchant.ts'
import { promotion } from '../../domain/promotion.ts'
import { ringbackScript } from '../../domain/ringback.ts'
import { loadState, preparation } from '../preparation.ts'

/** Takes what the pictures are to say from the promotion and the shop, and looks whether they were made before. */
export const requestContent = preparation({
  input: z.object({
    contentId: Id,
    promotionId: Id,
    style: Style,
    channels: z.array(ChannelId).max(6).default(ChannelId.options),
  }),
  prepare: async ({ contentId, promotionId, style, channels }, { store, services, actor, now }) => {
    const target = await loadState(store, promotion, promotionId)
    const isOwn = target.status !== 'none' && target.merchantId === actor.merchantId
    rule(isOwn, 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
    const isOver = target.status === 'ended' || target.status === 'cancelled'
    rule(!isOver, 'PROMOTION_OVER', 'This promotion is over, so it needs no pictures any more.')
    const { title, prize, startsAt, endsAt } = target.content
    const missing = Object.entries({ title, prize }).flatMap(([name, value]) => (value === undefined ? [name] : []))
    rule(
      title !== undefined && prize !== undefined,
      'PROMOTION_INCOMPLETE',
      `Before pictures can be made, the promotion still needs: ${missing.join(', ')}.`,
    )
    const shop = await loadState(store, merchant, target.merchantId)
    rule(shop.status === 'registered', 'MERCHANT_NOT_FOUND', 'There is no such merchant.')
    const facts: ContentFacts = {
      promotionId,
      trade: shop.trade,
      shopName: shop.shopName,
      title,
      prize,
      ...(startsAt && Date.parse(startsAt) > Date.parse(now) ? { startsAt } : {}),
      ...(endsAt ? { endsAt } : {}),
      entryUrl: `${services.publicOrigin()}/p/${promotionId}`,
    }
    const [pieces, model] = [piecesFor(channels), services.imageModel()]
    const kept = await services.keptContent({ facts, style, model, pieces })
    const { merchantId } = target
    const script = ringbackScript(facts)
    return { contentId, promotionId, merchantId, style, facts, pieces, model, script, ...(kept ? { kept } : {}) }
  },
})
