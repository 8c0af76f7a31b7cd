import { describe, expect, test } from 'vitest'
import { past } from '../domain/given.ts'
import { follow, later, NOW, nextTimer, recorded } from './harness.ts'
import { promotionLifecycle } from './promotion-lifecycle.ts'

const DAY = 86_400_000
const [startsAt, endsAt] = [later(NOW, DAY), later(NOW, 7 * DAY)]
const scheduled = past('PromotionScheduled', { startsAt, endsAt })
const command = (name: string, input: Record<string, unknown>) => ({ type: 'command', command: name, input })
const launch = command('LaunchPromotion', { promotionId: 'p1' })
const distribute = command('DistributePromotion', { promotionId: 'p1', channels: ['instagram', 'kakao'] })
const end = command('EndPromotion', { promotionId: 'p1', reason: 'period-over' })
const takeDown = (distributionId: string) =>
  command('TakeDownPosts', { distributionId, reason: 'The promotion was cancelled.' })
const started = (first = scheduled) => {
  const story = follow(promotionLifecycle, 'p1')
  story.see(recorded(first))
  return story
}
const launched = past('PromotionLaunched', { startsAt: NOW, endsAt })

describe('a scheduled promotion', () => {
  test('is launched, put on its channels and ended, each at its time', () => {
    const story = started()
    expect(story.timers()).toMatchObject([{ dueAt: startsAt }])
    expect(nextTimer(story)).toEqual([launch])
    expect(story.see(recorded(launched))).toEqual([distribute])
    expect(story.timers()).toMatchObject([{ dueAt: endsAt }])
    expect(nextTimer(story)).toEqual([end])
    expect(story.see(recorded(past('PromotionEnded')))).toEqual([])
    expect([story.lived().snapshot.status, story.timers()]).toEqual(['done', []])
  })

  test.each([
    ['a revision', past('PromotionRevised', { changes: { startsAt: later(NOW, 2 * DAY) } })],
    ['a new schedule', past('PromotionScheduled', { startsAt: later(NOW, 2 * DAY), endsAt })],
  ])('is timed anew by %s; the old timer is dropped', (_, change) => {
    const story = started()
    const [old] = story.timers()
    expect(story.see(recorded(change))).toEqual([])
    expect(story.timers()).toMatchObject([{ dueAt: later(NOW, 2 * DAY) }])
    expect(old && story.due(old)).toEqual([])
    expect(story.state()).toBe('scheduled')
  })

  test('a revision of its words keeps its times', () => {
    const story = started()
    story.see(recorded(past('PromotionRevised', { changes: { title: '새 제목' } })))
    expect(story.timers()).toMatchObject([{ dueAt: startsAt }])
  })

  test('that is revised while it is being launched is launched at its new time', () => {
    const story = started()
    nextTimer(story)
    const [again] = [story.see(recorded(past('PromotionScheduled', { startsAt: later(NOW, 3 * DAY), endsAt })))]
    expect([again, story.state()]).toEqual([[], 'scheduled'])
    expect(story.timers()).toMatchObject([{ dueAt: later(NOW, 3 * DAY) }])
    expect(nextTimer(story)).toEqual([launch])
  })

  test('launched by hand before its time does not launch again', () => {
    const story = started()
    expect(story.see(recorded(launched))).toEqual([distribute])
    expect(story.timers()).toMatchObject([{ dueAt: endsAt }])
  })

  test('that is cancelled sets no more timers', () => {
    const story = started()
    expect(story.see(recorded(past('PromotionCancelled')))).toEqual([])
    expect(story.timers()).toEqual([])
  })
})

describe('a running promotion', () => {
  test('without channels is not distributed', () => {
    const story = follow(promotionLifecycle, 'p1')
    expect(story.see(recorded(past('PromotionLaunched', { channels: [] })))).toEqual([])
  })

  test('that is cancelled takes every distribution down, one that was requested too late as well', () => {
    const story = started(launched)
    for (const distributionId of ['d1', 'd2']) story.see(recorded(past('DistributionRequested', { distributionId })))
    expect(story.see(recorded(past('PromotionCancelled')))).toEqual([takeDown('d1'), takeDown('d2')])
    const late = recorded(past('DistributionRequested', { distributionId: 'd3' }))
    expect(story.see(late)).toEqual([takeDown('d3')])
    expect(story.see(late)).toEqual([])
    expect(story.replayed()).toEqual(story.lived())
  })

  test('that is cancelled takes down what comes up after it had failed', () => {
    const story = started(launched)
    expect(story.see(recorded(past('PostPublished')))).toEqual([])
    story.see(recorded(past('PromotionCancelled')))
    expect(story.see(recorded(past('PostPublished'), 'late'))).toEqual([takeDown('d1')])
  })

  test('that was ended by hand leaves its posts up and hears nothing more', () => {
    const story = started(launched)
    story.see(recorded(past('DistributionRequested')))
    expect(story.see(recorded(past('PromotionEnded', { reason: 'by-merchant' })))).toEqual([])
    expect(story.timers()).toEqual([])
    const length = story.log.length
    story.see(recorded(past('PromotionCancelled')))
    expect(story.log).toHaveLength(length)
  })
})

test('what a draft does is no business of a saga that has not begun', () => {
  const story = follow(promotionLifecycle, 'p1')
  for (const type of ['PromotionRevised', 'PromotionEnded', 'PromotionCancelled', 'DistributionRequested'] as const)
    expect(story.see(recorded(past(type)))).toEqual([])
  expect(story.log).toEqual([])
})
