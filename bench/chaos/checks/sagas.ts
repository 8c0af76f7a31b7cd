import type { RecordedEvent } from '../../../adapters/event-store/event-store.ts'
import { foldState } from '../../../commands/preparation.ts'
import { type PromotionEvent, promotion } from '../../../domain/promotion.ts'
import type { PromotionState } from '../../../domain/promotion-state.ts'
import type { Target } from './targets.ts'

/** States that end a post's saga, or leave the next word to a person. */
const FINAL = new Set(['published', 'failed', 'skipped', 'handed-over', 'taken-down', 'take-down-failed'])
/** Of these a person has to be told. */
const ALARMING = new Set(['failed', 'skipped', 'handed-over', 'take-down-failed'])
const LATE_MS = 10_000

/** What sagas have not brought to an end yet. */
export function unfinished(events: readonly RecordedEvent[], targets: readonly Target[], now: string): string[] {
  const open = targets
    .filter(({ state }) => !FINAL.has(state))
    .map(({ reference, state }) => `a post is ${state}: ${reference}`)
  return [...open, ...openPromotions(events, targets, now), ...openJobs(events), ...openWork(events, now)]
}

function openPromotions(events: readonly RecordedEvent[], targets: readonly Target[], now: string): string[] {
  const distributed = new Set(targets.map(({ promotionId }) => promotionId))
  const streams = Map.groupBy(
    events.filter(({ stream }) => stream.startsWith('promotion-')),
    ({ stream }) => stream,
  )
  const up = Map.groupBy(
    targets.filter(({ state }) => state === 'published'),
    ({ promotionId }) => promotionId,
  )
  return [...streams.values()].flatMap((ofStream) => {
    const state = foldState<PromotionState, PromotionEvent>(promotion, ofStream)
    if (state.status === 'none') return []
    const { status, promotionId, content } = state
    const isDue = status === 'scheduled' && Date.parse(content.startsAt ?? '') < Date.parse(now)
    if (isDue) return [`a promotion has not started: ${promotionId}`]
    if (status === 'running' && content.channels?.length && !distributed.has(promotionId))
      return [`a promotion is on no channel: ${promotionId}`]
    return status === 'cancelled' && up.has(promotionId) ? [`a cancelled promotion is still up: ${promotionId}`] : []
  })
}

function openJobs(events: readonly RecordedEvent[]): string[] {
  const ended = new Set(
    events
      .filter(({ type }) => type === 'PlansProposed' || type === 'RecommendationFailed')
      .map(({ data }) => data.recommendationId),
  )
  return events
    .filter(({ type, data }) => type === 'RecommendationRequested' && !ended.has(data.recommendationId))
    .map(({ data }) => `a recommendation is open: ${data.recommendationId}`)
}

/** Effects that are not done, and timers that should have gone off. Measurements come and go for as long as a post is up. */
function openWork(events: readonly RecordedEvent[], now: string): string[] {
  const effects = new Map<string, string>()
  const timers = new Map<string, string>()
  for (const { type, id, data, stream } of events) {
    const timer = `${stream} ${data.timerId}`
    const kind = (data.effect as { type: string } | undefined)?.type
    if (type === 'SagaEffectRequested' && kind !== 'measure-post') effects.set(id, `${kind} of ${stream}`)
    if (type === 'SagaEffectDone') effects.delete(String(data.effectId))
    if (type === 'SagaTimerScheduled') timers.set(timer, String(data.dueAt))
    if (type === 'SagaTimerCancelled' || (type === 'SagaReceived' && data.timerId)) timers.delete(timer)
  }
  const late = [...timers].filter(([, dueAt]) => Date.parse(dueAt) < Date.parse(now) - LATE_MS)
  return [
    ...[...effects.values()].map((name) => `an effect is not done: ${name}`),
    ...late.map(([name, dueAt]) => `a timer was due at ${dueAt}: ${name}`),
  ]
}

/** Posts that wait for a person who was never told. */
export const unalarmed = (targets: readonly Target[], openNotices: ReadonlySet<string>): string[] =>
  targets
    .filter(
      ({ state, distributionId, channel }) => ALARMING.has(state) && !openNotices.has(`${distributionId}_${channel}`),
    )
    .map(({ reference, state }) => `${state}, and nobody was told: ${reference}`)
