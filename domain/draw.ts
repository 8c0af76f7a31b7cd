import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, evolveBy, Id, rule } from './kernel.ts'
import { PromotionStatus } from './promotion.ts'

const shapes = {
  WinnersDrawn: z.object({
    promotionId: Id,
    merchantId: Id,
    /** Random; the winners are the first when all entry ids are put in order of SHA-256(seed + entry id). */
    seed: z.string(),
    entrants: z.int().min(1),
    /** Entry ids in the order in which they were drawn. */
    winners: z.array(z.string()).min(1),
    at: z.iso.datetime(),
  }),
}
export type DrawEvent = EventOf<typeof shapes>
export type DrawState = { status: 'none' } | { status: 'drawn'; merchantId: string }

const command = commandsOf<DrawState, DrawEvent>()

const DrawWinners = command({
  summary: 'Draw the winners of a promotion that has ended, once. Anyone can check the draw with the recorded seed.',
  roles: ['owner', 'staff'],
  schema: shapes.WinnersDrawn.omit({ at: true, winners: true }).extend({
    promotionStatus: PromotionStatus,
    entrants: z.int().min(0),
    winners: z.array(z.string()),
  }),
  decide: ({ promotionStatus, ...drawn }, state, { now }) => {
    if (state.status === 'drawn') return []
    rule(promotionStatus === 'ended', 'PROMOTION_NOT_ENDED', 'End the promotion first; then the winners can be drawn.')
    rule(drawn.winners.length > 0, 'NOBODY_ENTERED', 'Nobody took part, so there is nobody to draw.')
    return [{ type: 'WinnersDrawn', data: { ...drawn, at: now } }]
  },
})

/** The draw of one promotion. */
export const draw: Aggregate<DrawState, DrawEvent> = {
  name: 'draw',
  idField: 'promotionId',
  initial: { status: 'none' },
  events: { WinnersDrawn: { v: 1, schema: shapes.WinnersDrawn, public: true } },
  commands: { DrawWinners },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<DrawState, DrawEvent>({ WinnersDrawn: (_, { merchantId }) => ({ status: 'drawn', merchantId }) }),
}
