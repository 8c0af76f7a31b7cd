import type { Db } from 'mongodb'
import { z } from 'zod'
import { mediaPath } from '../domain/creative.ts'
import { Id } from '../domain/kernel.ts'
import { PromotionStatus } from './answers/promotions.ts'
import { found, query } from './query.ts'
import { viewRows } from './read-model.ts'

const PublicPromotion = z
  .object({
    promotionId: z.string(),
    shopName: z.string(),
    title: z.string(),
    prize: z.string(),
    body: z.string(),
    startsAt: z.iso.datetime().exactOptional(),
    endsAt: z.iso.datetime().exactOptional(),
    status: PromotionStatus.exclude(['draft']),
    entries: z.int().min(0),
    imageUrl: z.url(),
    previewUrl: z.url().describe('1200×630, for previews of links: the approved picture, else a drawn one'),
  })
  .meta({ id: 'PublicPromotion' })
export type PublicPromotion = z.output<typeof PublicPromotion>

/** Where the approved picture for links is; one is drawn where none is approved. */
async function previewPath(db: Db, promotionId: string, contentId: string | undefined): Promise<string> {
  const approved = contentId ? await (await viewRows(db, 'contents')).findOne({ _id: contentId }) : null
  const { file, approved: hash } = approved?.creatives.link ?? {}
  return file && hash === file.hash ? mediaPath(file) : `/p/${promotionId}/card.png?size=wide`
}

/** Queries that look beyond one merchant: what the shop itself shows to everyone, and nothing more. */
export const publicQueries = [
  query({
    name: 'GetPublicPromotion',
    path: '/public/promotions/:id',
    roles: ['public'],
    views: ['promotions', 'merchants', 'contents'],
    ofRows: true,
    summary: 'What the entry page shows of a promotion. A draft is not public.',
    params: z.strictObject({ id: Id.describe('id of the promotion') }),
    response: PublicPromotion,
    problems: ['PROMOTION_NOT_FOUND'],
    run: async ({ db, publicOrigin }, { params: { id } }) => {
      const promotions = await viewRows(db, 'promotions')
      const row = await promotions.findOne({ _id: id, status: { $ne: 'draft' } })
      const shop = row && (await (await viewRows(db, 'merchants')).findOne({ _id: row.merchantId }))
      const { status, entries, startsAt, endsAt, ...content } = found(
        row ?? undefined,
        'PROMOTION_NOT_FOUND',
        'There is no such promotion.',
      )
      return {
        promotionId: id,
        shopName: shop?.shopName ?? '',
        title: content.title ?? '',
        prize: content.prize ?? '',
        body: content.body ?? '',
        ...(startsAt ? { startsAt } : {}),
        ...(endsAt ? { endsAt } : {}),
        status: status as PublicPromotion['status'],
        entries,
        imageUrl: `${publicOrigin()}/p/${id}/card.png`,
        previewUrl: `${publicOrigin()}${await previewPath(db, id, content.pictures?.contentId)}`,
      }
    },
  }),
]
