import { z } from 'zod'
import { ChannelId } from './channel.ts'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id, rule, Won } from './kernel.ts'
import { Region, Trade } from './merchant.ts'
import { Season } from './season.ts'

/** What the merchant wants of a promotion. */
export const Purpose = z.enum(['new-customers', 'regulars', 'sales', 'launch', 'season', 'clearance'])
export type Purpose = z.infer<typeof Purpose>

/** What recommendations are cached by. */
export const Criteria = z.object({ trade: Trade, region: Region, purpose: Purpose, season: Season })
export type Criteria = z.infer<typeof Criteria>

/** One proposal for a promotion. */
export const Plan = z.object({
  title: z.string().min(1).max(60),
  idea: z.string().min(1).max(600),
  prize: z.string().min(1).max(120),
  mechanic: z.string().min(1).max(300),
  channels: z.array(ChannelId).min(1).max(6),
  days: z.int().min(1).max(60),
  expectedEntries: z.int().min(0),
  expectedReach: z.int().min(0),
  cost: Won,
  effort: z.enum(['low', 'medium', 'high']),
  why: z.string().min(1).max(600),
  hashtags: z.array(z.string().min(1).max(30)).max(10),
})
export type Plan = z.infer<typeof Plan>

/** What the analysis found, each with where it came from. */
export const Trend = z.object({ topic: z.string().max(80), finding: z.string().max(400), source: z.string().max(120) })
export type Trend = z.infer<typeof Trend>

const Trends = z.array(Trend).max(12)
const Plans = z.array(Plan).length(3)
/** What an answer of a model took. */
export const Usage = z.object({
  provider: z.string(),
  model: z.string(),
  inputTokens: z.int().min(0),
  outputTokens: z.int().min(0),
  costUsd: z.number().min(0),
  /** Providers that failed before this one answered; `budget` where the shop's budget was used up. */
  failedFirst: z.array(z.string()).default([]),
})
export type Usage = z.infer<typeof Usage>

const shapes = {
  RecommendationRequested: Criteria.extend({
    recommendationId: Id,
    merchantId: Id,
    promotionId: Id.optional(),
    /** The plans follow in the same append, so nobody has to make them. */
    fromCache: z.boolean(),
    at: z.iso.datetime(),
  }),
  TrendsAnalysed: z.object({ recommendationId: Id, trends: Trends, usage: Usage, at: z.iso.datetime() }),
  PlansProposed: z.object({
    recommendationId: Id,
    trends: Trends,
    plans: Plans,
    usage: Usage,
    cached: z.boolean(),
    at: z.iso.datetime(),
  }),
  RecommendationFailed: z.object({ recommendationId: Id, code: z.string(), reason: z.string(), at: z.iso.datetime() }),
}
export type RecommendationEvent = EventOf<typeof shapes>

export type RecommendationState =
  | { status: 'none' }
  | { status: 'requested' | 'analysed' | 'failed'; merchantId: string }
  | { status: 'proposed'; merchantId: string; plans: Plan[] }

const command = commandsOf<RecommendationState, RecommendationEvent>()
const isOpen = (state: RecommendationState) => state.status === 'requested' || state.status === 'analysed'

const RequestRecommendation = command({
  summary: 'Ask for three plans. Answers with a job id; with a cached result the job is done at once.',
  roles: ['owner', 'staff'],
  creates: true,
  job: true,
  schema: Criteria.extend({
    recommendationId: Id,
    promotionId: Id.optional(),
    cached: z.object({ trends: Trends, plans: Plans, usage: Usage }).optional(),
  }),
  decide: ({ cached, ...criteria }, state, { now, merchantId }) => {
    if (state.status !== 'none') return []
    const { recommendationId } = criteria
    const requested = {
      type: 'RecommendationRequested' as const,
      data: { ...criteria, merchantId, fromCache: cached !== undefined, at: now },
    }
    if (!cached) return [requested]
    return [requested, { type: 'PlansProposed', data: { recommendationId, ...cached, cached: true, at: now } }]
  },
})

const RecordTrends = command({
  summary: 'The saga records what the trend analysis found.',
  roles: ['system'],
  schema: shapes.TrendsAnalysed.omit({ at: true }),
  decide: (c, state, { now }) =>
    state.status === 'requested' ? [{ type: 'TrendsAnalysed', data: { ...c, at: now } }] : [],
})

const RecordPlans = command({
  summary: 'The saga records three proposed plans.',
  roles: ['system'],
  schema: shapes.PlansProposed.omit({ at: true }),
  decide: (c, state, { now }) => (isOpen(state) ? [{ type: 'PlansProposed', data: { ...c, at: now } }] : []),
})

const FailRecommendation = command({
  summary: 'The saga records that no plans could be made.',
  roles: ['system'],
  schema: shapes.RecommendationFailed.omit({ at: true }),
  decide: (c, state, { now }) => (isOpen(state) ? [{ type: 'RecommendationFailed', data: { ...c, at: now } }] : []),
})

/** One request for plans, from trend analysis to three proposals. */
export const recommendation: Aggregate<RecommendationState, RecommendationEvent> = {
  name: 'recommendation',
  idField: 'recommendationId',
  initial: { status: 'none' },
  events: eventsOf(shapes),
  commands: { RequestRecommendation, RecordTrends, RecordPlans, FailRecommendation },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<RecommendationState, RecommendationEvent>({
    RecommendationRequested: (_, d) => ({ status: 'requested', merchantId: d.merchantId }),
    TrendsAnalysed: (state) => (state.status === 'none' ? state : { status: 'analysed', merchantId: state.merchantId }),
    PlansProposed: (state, { plans }) =>
      state.status === 'none' ? state : { status: 'proposed', merchantId: state.merchantId, plans },
    RecommendationFailed: (state) =>
      state.status === 'none' ? state : { status: 'failed', merchantId: state.merchantId },
  }),
}

/** The plan of that number (0 to 2). Throws {@link Rejected} while there are no plans. */
export function planOf(state: RecommendationState, index: number): Plan {
  rule(state.status === 'proposed', 'PLANS_NOT_READY', 'The plans are not ready yet. Wait until the job is done.')
  const plan = state.plans[index]
  rule(plan !== undefined, 'PLAN_NOT_FOUND', 'There is no such plan; choose one of the three.')
  return plan
}
