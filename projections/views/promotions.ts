import { isCurrent } from '../../domain/approval.ts'
import { contentOfPlan } from '../../domain/promotion-content.ts'
import type { Recorded } from '../event.ts'
import type { PromotionRow } from '../rows/promotions.ts'
import { insert, update, type View } from '../view.ts'

type Settling = Recorded<'PostPublished' | 'PostHandedOver' | 'PostFailed' | 'PostSkipped'>

/** The promotion runs in public as soon as its first channel is settled, whichever way. */
const settling = ({ data }: Settling) => [
  update<PromotionRow>(data.promotionId, (row) =>
    row.phase === 'publishing' && row.status === 'running' ? { ...row, phase: 'running' } : row,
  ),
]

const content = ({ data }: Recorded<'PromotionScheduled' | 'PromotionLaunched'>) => {
  const { title, prize, body, hashtags, channels, startsAt, endsAt, at } = data
  return { title, prize, body, hashtags, channels, startsAt, endsAt, updatedAt: at }
}

/** The row after a change of what its pictures show. */
const shown = (row: PromotionRow): PromotionRow =>
  row.pictures ? { ...row, pictures: { ...row.pictures, isCurrent: isCurrent(row.pictures, row) } } : row

/** One that was on its way when a promotion without entries was closed: there is a draw after all. */
const withEntrant = (row: PromotionRow): PromotionRow =>
  row.status === 'ended' && row.drawnAt === undefined ? { ...row, phase: 'draw' } : row

/** The list of promotions and each one's detail. */
export const promotions: View<PromotionRow> = {
  name: 'promotions',
  version: 1,
  indexes: [
    { key: { merchantId: 1, createdAt: -1, _id: 1 } },
    { key: { merchantId: 1, status: 1, createdAt: -1, _id: 1 } },
  ],
  on: {
    PromotionCreated: ({ data: { promotionId, merchantId, purpose, at } }) => [
      insert<PromotionRow>(promotionId, {
        merchantId,
        purpose,
        status: 'draft',
        phase: 'planning',
        createdAt: at,
        updatedAt: at,
        hashtags: [],
        channels: [],
        entries: 0,
      }),
    ],
    PromotionRevised: ({ data: { promotionId, changes, at } }) => [
      update<PromotionRow>(promotionId, (row) =>
        shown({ ...row, ...(changes as Partial<PromotionRow>), updatedAt: at }),
      ),
    ],
    PlanChosen: ({ data: { promotionId, recommendationId, plan, at } }) => [
      update<PromotionRow>(promotionId, (row) => {
        const taken = { ...(contentOfPlan(plan) as Partial<PromotionRow>), plan, recommendationId }
        return shown({ ...row, ...taken, phase: row.status === 'draft' ? 'images' : row.phase, updatedAt: at })
      }),
    ],
    ContentApproved: ({ data: { promotionId, contentId, style, facts, at } }) => [
      update<PromotionRow>(promotionId, (row) => {
        const pictures = { contentId, style, facts, approvedAt: at, isCurrent: true }
        return shown({ ...row, pictures, phase: row.status === 'draft' ? 'publishing' : row.phase, updatedAt: at })
      }),
    ],
    RecommendationRequested: ({ data: { promotionId, recommendationId } }) =>
      promotionId ? [update<PromotionRow>(promotionId, (row) => ({ ...row, recommendationId }))] : [],
    PromotionScheduled: (event) => [
      update<PromotionRow>(event.data.promotionId, (row) =>
        shown({ ...row, ...content(event), status: 'scheduled', phase: 'publishing' }),
      ),
    ],
    PromotionLaunched: (event) => [
      update<PromotionRow>(event.data.promotionId, (row) => ({
        ...row,
        ...content(event),
        status: 'running',
        phase: event.data.channels.length > 0 ? 'publishing' : 'running',
        launchedAt: event.data.at,
      })),
    ],
    PromotionEnded: ({ data: { promotionId, at } }) => [
      update<PromotionRow>(promotionId, (row) => ({
        ...row,
        status: 'ended',
        phase: 'draw',
        endedAt: at,
        updatedAt: at,
      })),
    ],
    WinnersDrawn: ({ data: { promotionId, winners, at } }) => [
      update<PromotionRow>(promotionId, (row) => ({
        ...row,
        phase: 'closed',
        winners: winners.length,
        drawnAt: at,
        updatedAt: at,
      })),
    ],
    NobodyEntered: ({ data: { promotionId, at } }) => [
      update<PromotionRow>(promotionId, (row) =>
        row.entries > (row.outOfDraw ?? 0) ? row : { ...row, phase: 'closed', updatedAt: at },
      ),
    ],
    PromotionCancelled: ({ data: { promotionId, reason, at } }) => [
      update<PromotionRow>(promotionId, (row) => ({
        ...row,
        status: 'cancelled',
        phase: 'closed',
        cancelReason: reason,
        updatedAt: at,
      })),
    ],
    DistributionRequested: ({ data: { promotionId, distributionId, at } }) => [
      update<PromotionRow>(promotionId, (row) => ({ ...row, distributionId, updatedAt: at })),
    ],
    PostPublished: settling,
    PostHandedOver: settling,
    PostFailed: settling,
    PostSkipped: settling,
    EntrySubmitted: ({ data: { promotionId } }) => [
      update<PromotionRow>(promotionId, (row) => withEntrant({ ...row, entries: row.entries + 1 })),
    ],
    ParticipantErasureRequested: ({ data: { promotionId } }) => [
      update<PromotionRow>(promotionId, (row) =>
        row.drawnAt === undefined ? { ...row, outOfDraw: (row.outOfDraw ?? 0) + 1 } : row,
      ),
    ],
    EntryRenewed: ({ data: { promotionId } }) => [
      update<PromotionRow>(promotionId, (row) =>
        row.drawnAt === undefined ? withEntrant({ ...row, outOfDraw: (row.outOfDraw ?? 0) - 1 }) : row,
      ),
    ],
  },
}
