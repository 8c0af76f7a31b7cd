import { z } from 'zod'
import { ChannelId } from '../domain/channel.ts'
import type { PostState } from '../domain/post.ts'
import type { DistributionRow, TargetRow } from '../projections/rows/distributions.ts'
import type { PromotionRow } from '../projections/rows/promotions.ts'

/** The one thing to do next. `kind` is a key for the screens' words. */
export const NextAction = z
  .object({
    kind: z.enum([
      'create-first-promotion',
      'continue-draft',
      'confirm-post',
      'retry-channel',
      'launch-scheduled',
      'draw-winners',
      'see-results',
    ]),
    promotionId: z.string().exactOptional(),
    distributionId: z.string().exactOptional(),
    channel: ChannelId.exactOptional(),
  })
  .meta({ id: 'NextAction' })
export type NextAction = z.output<typeof NextAction>

/** What the choice is made from; every list newest first. */
export interface Situation {
  running: readonly PromotionRow[]
  scheduled: readonly PromotionRow[]
  drafts: readonly PromotionRow[]
  over: readonly PromotionRow[]
  /** Newest distribution of each running promotion. */
  distributions: readonly DistributionRow[]
}

type Rule = (situation: Situation, now: string) => NextAction | undefined

const about = (kind: NextAction['kind'], row: PromotionRow | undefined): NextAction | undefined =>
  row && { kind, promotionId: row._id }

/** A target of a running promotion in one of those states that a person can help. */
const target =
  (kind: NextAction['kind'], states: readonly PostState[]): Rule =>
  ({ distributions }) => {
    for (const { _id, promotionId, targets } of distributions)
      for (const { channel, state } of Object.values(targets) as TargetRow[])
        if (states.includes(state)) return { kind, promotionId, distributionId: _id, channel }
    return undefined
  }

/** In this order: what is broken, what waits for the merchant, what was begun, what is over. */
const RULES: readonly Rule[] = [
  ({ scheduled }, now) =>
    about(
      'launch-scheduled',
      scheduled.find(({ startsAt }) => startsAt !== undefined && startsAt <= now),
    ),
  target('retry-channel', ['failed', 'skipped']),
  target('confirm-post', ['handed-over']),
  ({ over }) =>
    about(
      'draw-winners',
      over.find(({ phase, entries, outOfDraw = 0 }) => phase === 'draw' && entries > outOfDraw),
    ),
  ({ drafts }) => about('continue-draft', drafts[0]),
  ({ running, scheduled, over }) =>
    running.length + scheduled.length + over.length === 0 ? { kind: 'create-first-promotion' } : undefined,
  ({ running, scheduled, over }) =>
    running.length + scheduled.length === 0 ? about('see-results', over[0]) : undefined,
]

/** The one next action, or null when there is nothing to do but watch. */
export function nextAction(situation: Situation, now: string): NextAction | null {
  for (const rule of RULES) {
    const action = rule(situation, now)
    if (action) return action
  }
  return null
}
