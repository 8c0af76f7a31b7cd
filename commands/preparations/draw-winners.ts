import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Id, rule } from '../../domain/kernel.ts'
import { promotion } from '../../domain/promotion.ts'
import { foldState, preparation } from '../preparation.ts'

const MAX_WINNERS = 1_000

/** Puts everyone who entered in an order that the seed decides, and takes the first. */
export const drawWinners = preparation({
  input: z.object({ promotionId: Id, count: z.int().min(1).max(MAX_WINNERS) }),
  prepare: async ({ promotionId, count }, { store, services, actor }) => {
    const { events } = await store.readStream(`promotion-${promotionId}`)
    const target = foldState(promotion, events)
    const owned = target.status !== 'none' && target.merchantId === actor.merchantId
    rule(owned, 'PROMOTION_NOT_FOUND', 'There is no such promotion.')
    const entrants =
      target.status === 'ended' ? await services.entrantsOf(promotionId, events.at(-1)?.position ?? -1) : []
    const seed = services.randomSeed()
    return {
      promotionId,
      merchantId: target.merchantId,
      promotionStatus: target.status,
      seed,
      entrants: entrants.length,
      winners: drawOrder(seed, entrants).slice(0, count),
    }
  },
})

/** Entry ids in the order of the draw: by SHA-256 of the seed and the id, hex. */
export function drawOrder(seed: string, entryIds: readonly string[]): string[] {
  const rank = (entryId: string) => createHash('sha256').update(`${seed}${entryId}`).digest('hex')
  return entryIds
    .map((entryId) => [rank(entryId), entryId] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, entryId]) => entryId)
}
