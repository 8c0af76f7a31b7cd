import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from 'mongodb'
import { z } from 'zod'
import { type KnownTokens, namedBy, tokenOf } from '../adapters/http/auth.ts'
import type { CardFacts } from '../adapters/images/layout.ts'
import type { Pictures } from '../adapters/images/pictures.ts'
import { Id, Rejected } from '../domain/kernel.ts'
import type { MerchantRow } from '../projections/rows/people.ts'
import type { PromotionRow } from '../projections/rows/promotions.ts'
import { found, SHOP } from './query.ts'
import { viewRows } from './read-model.ts'

export interface CardDeps {
  db: Db
  /** Checks the sign-in of who asks for a draft's picture. */
  tokens: KnownTokens
  pictures: Pictures
}

// Previews of links add their own parameters, so what is not ours is let be.
const Query = z.object({ size: z.enum(['square', 'wide']).default('square') })

/** `GET /p/{id}/card.png`: a promotion's picture, public from scheduled on, a draft's for its own shop. */
export function registerCards(app: FastifyInstance, deps: CardDeps): void {
  app.addHook('onClose', () => deps.pictures.close())
  app.get<{ Params: { id: string } }>('/p/:id/card.png', (request, reply) => answer(deps, request, reply))
}

async function answer(
  { db, tokens, pictures }: CardDeps,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // Nobody may keep a refusal: the promotion may be scheduled a moment later.
  reply.header('cache-control', 'no-store')
  const { size } = Query.parse(request.query)
  const { promotion, shop } = await rowsOf(db, request.params.id)
  const isDraft = promotion.status === 'draft'
  if (isDraft && !(await isOfShop(request, tokens, promotion.merchantId))) throw notFound()

  const { etag, png } = pictures.of(factsOf(promotion, shop), size)
  reply.header('etag', etag)
  reply.header('cache-control', isDraft ? 'private, no-cache' : 'public, max-age=300, stale-while-revalidate=86400')
  // Other sites show the picture too, where shops post it.
  reply.header('cross-origin-resource-policy', 'cross-origin')
  const known = request.headers['if-none-match']?.split(/\s*,\s*/) ?? []
  if (known.some((candidate) => candidate.replace(/^W\//, '') === etag)) return reply.status(304).send()
  return reply.type('image/png').send(await png())
}

const notFound = () => new Rejected('PROMOTION_NOT_FOUND', 'There is no such promotion.')

async function rowsOf(db: Db, id: string): Promise<{ promotion: PromotionRow; shop: MerchantRow | undefined }> {
  if (!Id.safeParse(id).success) throw notFound()
  const row = await (await viewRows(db, 'promotions')).findOne({ _id: id })
  const promotion = found(row ?? undefined, 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
  const shop = await (await viewRows(db, 'merchants')).findOne({ _id: promotion.merchantId })
  return { promotion, shop: shop ?? undefined }
}

/** Whether a person of the shop asks. A sign-in that has expired counts as none: a picture has no way to ask for one. */
export async function isOfShop(request: FastifyRequest, tokens: KnownTokens, merchantId: string) {
  const { token } = tokenOf(request)
  if (token === undefined) return false
  const actor = await namedBy(tokens, token)
  return actor?.merchantId === merchantId && SHOP.includes(actor.role)
}

const factsOf = (promotion: PromotionRow, shop: MerchantRow | undefined): CardFacts => ({
  promotionId: promotion._id,
  trade: shop?.trade ?? 'other',
  shopName: shop?.shopName ?? '',
  title: promotion.title ?? '',
  prize: promotion.prize ?? '',
  ...(promotion.startsAt ? { startsAt: promotion.startsAt } : {}),
  ...(promotion.endsAt ? { endsAt: promotion.endsAt } : {}),
})
