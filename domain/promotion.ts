import { z } from 'zod'
import { Approval, isSameApproval } from './approval.ts'
import { type Aggregate, commandsOf, type EventOf, eventsOf, evolveBy, Id, Instant, rule } from './kernel.ts'
import { Content, checkPeriod, complete, content, contentOfPlan, Draft } from './promotion-content.ts'
import { checkPictures, type Existing, existing, open, type PromotionState } from './promotion-state.ts'
import { Plan, Purpose } from './recommendation.ts'

const at = z.iso.datetime()
const owned = z.object({ promotionId: Id, merchantId: Id, at })

const shapes = {
  PromotionCreated: owned.extend({ purpose: Purpose }),
  PromotionRevised: owned.extend({ changes: Draft }),
  ContentApproved: owned.extend(Approval.shape),
  PlanChosen: owned.extend({ recommendationId: Id, planIndex: z.int().min(0).max(2), plan: Plan }),
  PromotionScheduled: owned.extend(content),
  PromotionLaunched: owned.extend(content),
  PromotionEnded: owned.extend({ reason: z.enum(['period-over', 'by-merchant']) }),
  PromotionCancelled: owned.extend({ reason: z.string() }),
}
export type PromotionEvent = EventOf<typeof shapes>

const command = commandsOf<PromotionState, PromotionEvent>()
const merchantRoles = ['owner', 'staff'] as const
const byTimer = ['owner', 'staff', 'system'] as const

const sameValue = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

const CreatePromotion = command({
  summary: 'Begin a promotion: a draft with nothing but its purpose.',
  roles: merchantRoles,
  creates: true,
  schema: z.object({ promotionId: Id, purpose: Purpose }),
  decide: (c, state, { now, merchantId }) =>
    state.status === 'none' ? [{ type: 'PromotionCreated', data: { ...c, merchantId, at: now } }] : [],
})

const RevisePromotion = command({
  summary: 'Change any part of a promotion that has not started. What is left out stays as it is.',
  roles: merchantRoles,
  schema: Draft.extend({ promotionId: Id }),
  decide: ({ promotionId, ...revised }, state, { now }) => {
    open(state)
    const changes = Object.fromEntries(
      Object.entries(revised).filter(([field, value]) => !sameValue(state.content[field as keyof Draft], value)),
    )
    if (Object.keys(changes).length === 0) return []
    const { startsAt, endsAt } = { ...state.content, ...changes } as Draft
    if (startsAt && endsAt) checkPeriod({ startsAt, endsAt }, now)
    return [{ type: 'PromotionRevised', data: { promotionId, merchantId: state.merchantId, changes, at: now } }]
  },
})

const ChoosePlan = command({
  summary: 'Take one of the three proposed plans as the start of the content.',
  roles: merchantRoles,
  schema: shapes.PlanChosen.omit({ at: true, merchantId: true }),
  decide: (c, state, { now }) => {
    open(state)
    const { recommendationId, planIndex } = c
    const brought = Object.entries(contentOfPlan(c.plan)) as [keyof Draft, unknown][]
    // Who has revised it since and asks for it again wants it back as it was.
    const isThere = brought.every(([field, value]) => sameValue(state.content[field], value))
    if (isThere && sameValue(state.chosen, { recommendationId, planIndex })) return []
    return [{ type: 'PlanChosen', data: { ...c, merchantId: state.merchantId, at: now } }]
  },
})

const ApproveContent = command({
  summary: 'Approve the pictures of one style: these, and no others, are posted.',
  roles: merchantRoles,
  schema: shapes.ContentApproved.omit({ at: true, merchantId: true }),
  decide: (c, state, { now }) => {
    existing(state)
    rule(state.status !== 'ended' && state.status !== 'cancelled', 'PROMOTION_OVER', 'This promotion is over.')
    const { promotionId, ...approval } = c
    if (isSameApproval(state.approved, approval)) return []
    return [{ type: 'ContentApproved', data: { ...c, merchantId: state.merchantId, at: now } }]
  },
})

const SchedulePromotion = command({
  summary: 'Let the promotion start and end by itself at the given times.',
  roles: merchantRoles,
  schema: z.object({ promotionId: Id, startsAt: Instant, endsAt: Instant }),
  decide: ({ promotionId, startsAt, endsAt }, state, { now }) => {
    open(state)
    const whole = complete({ ...state.content, startsAt, endsAt })
    checkPeriod(whole, now)
    const isAhead = Date.parse(startsAt) > Date.parse(now)
    rule(isAhead, 'PERIOD_INVALID', 'The start lies in the past; launch the promotion instead.')
    if (state.status === 'scheduled' && sameValue(complete(state.content), whole)) return []
    checkPictures(state, whole)
    return [{ type: 'PromotionScheduled', data: { promotionId, merchantId: state.merchantId, ...whole, at: now } }]
  },
})

const LaunchPromotion = command({
  summary: 'Start the promotion now, and put it on its channels.',
  roles: byTimer,
  schema: z.object({ promotionId: Id }),
  decide: ({ promotionId }, state, { now }) => {
    existing(state)
    if (state.status === 'running') return []
    open(state)
    const whole = complete({ ...state.content, startsAt: now })
    checkPeriod(whole, now)
    checkPictures(state, whole)
    return [{ type: 'PromotionLaunched', data: { promotionId, merchantId: state.merchantId, ...whole, at: now } }]
  },
})

const EndPromotion = command({
  summary: 'End a running promotion; nobody can enter any more.',
  roles: byTimer,
  schema: z.object({ promotionId: Id, reason: shapes.PromotionEnded.shape.reason.default('by-merchant') }),
  decide: (c, state, { now }) => {
    existing(state)
    if (state.status === 'ended') return []
    rule(state.status === 'running', 'PROMOTION_NOT_RUNNING', 'Only a running promotion can be ended.')
    return [{ type: 'PromotionEnded', data: { ...c, merchantId: state.merchantId, at: now } }]
  },
})

const CancelPromotion = command({
  summary: 'Call the promotion off. Posts that are up already are taken down.',
  roles: merchantRoles,
  schema: z.object({ promotionId: Id, reason: z.string().trim().min(1).max(200) }),
  decide: (c, state, { now }) => {
    existing(state)
    if (state.status === 'cancelled') return []
    rule(state.status !== 'ended', 'PROMOTION_OVER', 'This promotion has ended, so it can no longer be cancelled.')
    return [{ type: 'PromotionCancelled', data: { ...c, merchantId: state.merchantId, at: now } }]
  },
})

const withStatus = (status: Existing['status']) => (state: PromotionState) =>
  state.status === 'none' ? state : { ...state, status }

const withContent = (status: Existing['status']) => (state: PromotionState, d: z.infer<typeof Content>) =>
  state.status === 'none' ? state : { ...state, status, content: Content.parse(d) }

/** A campaign, from a draft to its end. */
export const promotion: Aggregate<PromotionState, PromotionEvent> = {
  name: 'promotion',
  idField: 'promotionId',
  initial: { status: 'none' },
  events: eventsOf(shapes),
  commands: {
    CreatePromotion,
    RevisePromotion,
    ChoosePlan,
    ApproveContent,
    SchedulePromotion,
    LaunchPromotion,
    EndPromotion,
    CancelPromotion,
  },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<PromotionState, PromotionEvent>({
    PromotionCreated: (_, { promotionId, merchantId }) => ({ status: 'draft', promotionId, merchantId, content: {} }),
    PromotionRevised: (state, { changes }) =>
      state.status === 'none' ? state : { ...state, content: { ...state.content, ...changes } },
    PlanChosen: (state, { plan, recommendationId, planIndex }) => {
      if (state.status === 'none') return state
      const content = { ...state.content, ...contentOfPlan(plan) }
      return { ...state, content, chosen: { recommendationId, planIndex } }
    },
    ContentApproved: (state, { promotionId: _p, merchantId: _m, at: _a, ...approved }) =>
      state.status === 'none' ? state : { ...state, approved },
    PromotionScheduled: withContent('scheduled'),
    PromotionLaunched: withContent('running'),
    PromotionEnded: withStatus('ended'),
    PromotionCancelled: withStatus('cancelled'),
  }),
}
