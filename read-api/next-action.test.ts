import { expect, test } from 'vitest'
import type { DistributionRow, TargetRow } from '../projections/rows/distributions.ts'
import type { PromotionRow } from '../projections/rows/promotions.ts'
import { nextAction, type Situation } from './next-action.ts'

const NOW = '2026-11-21T03:00:00.000Z'
const NOTHING: Situation = { running: [], scheduled: [], drafts: [], over: [], distributions: [] }
const promotion = (_id: string, more: Partial<PromotionRow> = {}): PromotionRow => ({
  _id,
  merchantId: 'm1',
  position: 1,
  purpose: 'regulars',
  status: 'running',
  phase: 'running',
  createdAt: NOW,
  updatedAt: NOW,
  hashtags: [],
  channels: [],
  entries: 0,
  ...more,
})
const distribution = (...states: TargetRow['state'][]): DistributionRow => {
  const channels = ['instagram', 'naver-blog', 'kakao'] as const
  const target = (state: TargetRow['state'], index: number): TargetRow => ({
    channel: channels[index] ?? 'kakao',
    state,
    attempts: 1,
    startedAt: NOW,
    changedAt: NOW,
    overdue: false,
  })
  const targets = Object.fromEntries(states.map(target).map((row) => [row.channel, row]))
  return {
    _id: 'd1',
    merchantId: 'm1',
    position: 1,
    promotionId: 'p1',
    requestedAt: NOW,
    targets,
    settled: 0,
    total: 3,
  }
}

test('a new shop creates its first promotion; one that is only watching has nothing to do', () => {
  expect(nextAction(NOTHING, NOW)).toEqual({ kind: 'create-first-promotion' })
  expect(nextAction({ ...NOTHING, running: [promotion('p1')] }, NOW)).toBeNull()
})

test('what is broken comes before what waits, and that before what was begun', () => {
  const drafts = [promotion('p2', { status: 'draft' })]
  const running = [promotion('p1')]
  const of = (distributions: DistributionRow[]) => nextAction({ ...NOTHING, running, drafts, distributions }, NOW)
  const naming = (kind: string, channel: string) => ({ kind, channel, promotionId: 'p1', distributionId: 'd1' })
  expect(of([distribution('published', 'handed-over', 'failed')])).toEqual(naming('retry-channel', 'kakao'))
  expect(of([distribution('published', 'handed-over', 'unconfirmed')])).toEqual(naming('confirm-post', 'naver-blog'))
  expect(of([distribution('published')])).toEqual({ kind: 'continue-draft', promotionId: 'p2' })
})

test('a scheduled promotion matters once its start has passed', () => {
  const at = (startsAt: string) => [promotion('p3', { status: 'scheduled', startsAt })]
  expect(nextAction({ ...NOTHING, scheduled: at('2026-11-21T02:59:00.000Z') }, NOW)?.kind).toBe('launch-scheduled')
  expect(nextAction({ ...NOTHING, scheduled: at('2026-11-21T03:01:00.000Z') }, NOW)).toBeNull()
})

test('winners are drawn where somebody entered; then the results are seen', () => {
  const over = [promotion('p4', { status: 'ended', phase: 'draw' }), promotion('p5', { phase: 'draw', entries: 3 })]
  expect(nextAction({ ...NOTHING, over }, NOW)).toEqual({ kind: 'draw-winners', promotionId: 'p5' })
  expect(nextAction({ ...NOTHING, over: over.slice(0, 1) }, NOW)).toEqual({ kind: 'see-results', promotionId: 'p4' })
  const erased = [promotion('p6', { status: 'ended', phase: 'draw', entries: 2, outOfDraw: 2 })]
  expect(nextAction({ ...NOTHING, over: erased }, NOW)?.kind).toBe('see-results')
})
