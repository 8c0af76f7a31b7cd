import { z } from 'zod'
import { ChannelId, type PostContent } from '../domain/channel.ts'
import type { MediaFile, Piece } from '../domain/creative.ts'
import { postMedia } from '../domain/post-media.ts'
import type { ContentRow } from '../projections/rows/contents.ts'
import type { MerchantRow } from '../projections/rows/people.ts'
import type { PromotionRow } from '../projections/rows/promotions.ts'
import { ownPromotion, params } from './promotions.ts'
import { found, query, SHOP } from './query.ts'

/** What can be asked of a channel before anything is sent; the channel adapters fit it. */
export interface ChannelRules {
  /** How the channel is posted to: by us, or by the merchant with our text. */
  mode: 'direct' | 'assisted'
  preflight(content: PostContent): { code: string; params: Record<string, string | number> }[]
  /** The first moment from `now` on at which the channel may post; undefined when that is now. */
  holdUntil(now: string): string | undefined
}

const Checks = z
  .object({
    items: z.array(
      z.object({
        channel: ChannelId,
        mode: z.enum(['direct', 'assisted']),
        problems: z.array(
          z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
        ),
        holdUntil: z.iso.datetime().exactOptional(),
      }),
    ),
  })
  .meta({ id: 'Checks' })
export type Checks = z.output<typeof Checks>

const NEEDED = ['title', 'prize', 'body', 'endsAt'] as const

const Channels = z
  .string()
  .max(100)
  .transform((text) => text.split(',').map((channel) => channel.trim()))
  .pipe(z.array(ChannelId).max(6))

interface Given {
  origin: string
  now: string
  /** The approved ones. */
  files: Partial<Record<Piece, MediaFile>>
  script: string | undefined
}

/** The files of some pictures that were approved as they are. */
const approvedFiles = (content: ContentRow | undefined): Given['files'] =>
  Object.fromEntries(
    Object.entries(content?.creatives ?? {}).flatMap(([piece, { file, approved }]) =>
      file && file.hash === approved ? [[piece, file]] : [],
    ),
  )

/** The post as a channel would get it; the reference is that of no post. */
function contentOf(row: PromotionRow, shop: MerchantRow, channel: ChannelId, given: Given): PostContent {
  const { origin, now, files, script } = given
  const { _id: promotionId, title = '', prize = '', body = '', hashtags, startsAt = now, endsAt = now } = row
  const { shopName, region } = shop
  return {
    reference: `preflight.${channel}`,
    promotionId,
    shopName,
    region,
    title,
    prize,
    body,
    hashtags,
    startsAt,
    endsAt,
    entryUrl: `${origin}/p/${promotionId}?from=${channel}`,
    imageUrl: `${origin}/p/${promotionId}/card.png`,
    ...postMedia(channel, files, origin),
    ...(script ? { script } : {}),
  }
}

export const preflightQueries = [
  query({
    name: 'PreflightPromotion',
    path: '/promotions/:id/preflight',
    roles: SHOP,
    views: ['promotions', 'merchants', 'contents'],
    summary: 'What each channel would refuse or hold, before anything is sent.',
    params,
    querystring: z.strictObject({
      channels: Channels.optional().describe('channels with commas between; the promotion’s own when left out'),
    }),
    response: Checks,
    problems: ['PROMOTION_NOT_FOUND', 'MERCHANT_NOT_FOUND'],
    run: async ({ rows, channels, publicOrigin, now }, { params: { id }, query: asked }) => {
      const [row, profile] = await Promise.all([ownPromotion(rows, id), rows.one('merchants', rows.merchantId)])
      const shop = found(profile, 'MERCHANT_NOT_FOUND', 'There is no such shop.')
      const content = row.pictures && (await rows.one('contents', row.pictures.contentId))
      const at = now()
      const given = { origin: publicOrigin(), now: at, files: approvedFiles(content), script: content?.script.text }
      const missing = NEEDED.filter((field) => !row[field]).map((field) => ({
        code: 'FIELD_MISSING',
        params: { field },
      }))
      const items = [...new Set(asked.channels ?? row.channels)].flatMap((channel) => {
        const rules = channels.get(channel)
        if (!rules) return []
        const problems = [...missing, ...rules.preflight(contentOf(row, shop, channel, given))]
        const holdUntil = rules.holdUntil(at)
        return [{ channel, mode: rules.mode, problems, ...(holdUntil ? { holdUntil } : {}) }]
      })
      return { items }
    },
  }),
]
