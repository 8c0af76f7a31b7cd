import { z } from 'zod'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id, rule } from './kernel.ts'
import { PromotionStatus } from './promotion-state.ts'

const shapes = {
  WinnersDrawn: z.object({
    promotionId: Id,
    merchantId: Id,
    /** Random; the winners are the first when all entry ids but erased ones are put in order of SHA-256(seed + entry id). */
    seed: z.string(),
    entrants: z.int().min(1),
    /** Entry ids in the order in which they were drawn. */
    winners: z.array(z.string()).min(1),
    at: z.iso.datetime(),
  }),
  NobodyEntered: z.object({ promotionId: Id, merchantId: Id, at: z.iso.datetime() }),
}
export type DrawEvent = EventOf<typeof shapes>
export type DrawState = { status: 'none' } | { status: 'drawn' | 'unentered'; merchantId: string }

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

const CloseUnentered = command({
  summary: 'Close a promotion that ended with nobody entered: there is nothing to draw.',
  roles: ['system'],
  schema: shapes.NobodyEntered.omit({ at: true }).extend({
    // Whose it is when there is no such promotion is not known.
    merchantId: z.string(),
    promotionStatus: PromotionStatus,
    entrants: z.int().min(0),
  }),
  decide: ({ promotionId, merchantId, promotionStatus, entrants }, state, { now }) => {
    if (state.status !== 'none' || entrants > 0) return []
    rule(promotionStatus === 'ended', 'PROMOTION_NOT_ENDED', 'End the promotion first; then it can be closed.')
    return [{ type: 'NobodyEntered', data: { promotionId, merchantId, at: now } }]
  },
})

/** The draw of one promotion, or that there was nobody to draw. */
export const draw: Aggregate<DrawState, DrawEvent> = {
  name: 'draw',
  idField: 'promotionId',
  initial: { status: 'none' },
  events: eventsOf(shapes),
  commands: { DrawWinners, CloseUnentered },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<DrawState, DrawEvent>({
    WinnersDrawn: (_, { merchantId }) => ({ status: 'drawn', merchantId }),
    // An entry that was on its way at the end may still come; then there is somebody to draw after all.
    NobodyEntered: (_, { merchantId }) => ({ status: 'unentered', merchantId }),
  }),
}
