import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { given, NOW, past, play } from './given.ts'
import { promotion } from './promotion.ts'

const created = past('PromotionCreated')
const revised = past('PromotionRevised')
const scheduled = past('PromotionScheduled')
const launched = past('PromotionLaunched')
const ended = past('PromotionEnded')
const cancelled = past('PromotionCancelled')
const { at: _at, merchantId: _merchantId, ...choice } = past('PlanChosen').data
const days = (count: number) => new Date(Date.parse(NOW) + count * 86_400_000).toISOString()
const p1 = { promotionId: 'p1' }
const owned = { ...p1, merchantId: 'm1' }
const { changes: content } = revised.data as { changes: Record<string, unknown> }
const period = { startsAt: days(1), endsAt: days(3) }
/** Approved pictures that say what they are told to, and else what the draft says. */
const approved = (changes: Record<string, unknown> = {}) => {
  const { facts, ...rest } = past('ContentApproved').data as { facts: object }
  return past('ContentApproved', { ...rest, facts: { ...facts, ...changes } })
}
const draft = [created, revised, approved()]
const toEnd = [created, revised, approved({ endsAt: period.endsAt })]

describe('create', () => {
  test('begins a draft; the same again changes nothing', () => {
    const create = { ...p1, purpose: 'regulars' }
    expect(given(promotion).when('CreatePromotion', create)).toEqual([
      { type: 'PromotionCreated', data: { ...owned, purpose: 'regulars', at: NOW } },
    ])
    expect(given(promotion, [created]).when('CreatePromotion', create)).toEqual([])
  })
})

describe('revise', () => {
  test('records what is new only', () => {
    const outcome = given(promotion, draft).when('RevisePromotion', { ...p1, title: '새 제목', prize: content.prize })
    expect(outcome).toEqual([{ type: 'PromotionRevised', data: { ...owned, changes: { title: '새 제목' }, at: NOW } }])
  })
  test('the same again changes nothing', () => {
    expect(given(promotion, draft).when('RevisePromotion', { ...p1, ...content })).toEqual([])
    expect(given(promotion, draft).when('RevisePromotion', p1)).toEqual([])
  })
  test.each([
    ['ends before it starts', { startsAt: days(3), endsAt: days(1) }],
    ['has no length', { startsAt: days(1), endsAt: days(1) }],
    ['lasts too long', { startsAt: days(1), endsAt: days(368) }],
    ['is over already', { startsAt: days(-3), endsAt: days(-1) }],
    // As text it would sort behind the same moment with its milliseconds.
    ['ends at this very moment', { startsAt: days(-3), endsAt: '2026-11-21T03:00:00Z' }],
  ])('refuses a period that %s', (_, wrong) => {
    expect(given(promotion, draft).when('RevisePromotion', { ...p1, ...wrong })).toEqual({ rejected: 'PERIOD_INVALID' })
  })
  test('checks the new end against the old start', () => {
    const early = given(promotion, [created, past('PromotionRevised', { changes: period })])
    expect(early.when('RevisePromotion', { ...p1, endsAt: days(0.5) })).toEqual({ rejected: 'PERIOD_INVALID' })
    expect(given(promotion, [created]).when('RevisePromotion', { ...p1, endsAt: days(-1) })).toHaveLength(1)
  })
})

describe('choose a plan', () => {
  test('takes its content into the draft', () => {
    expect(given(promotion, [created]).when('ChoosePlan', choice)).toEqual([
      { type: 'PlanChosen', data: { ...choice, merchantId: 'm1', at: NOW } },
    ])
    const { state } = given(promotion, [created, past('PlanChosen')])
    expect(state).toMatchObject({ content: { title: '도장 열 개', prize: '머그컵', channels: ['instagram', 'kakao'] } })
    expect(given(promotion, [created, past('PlanChosen')]).when('ChoosePlan', choice)).toEqual([])
  })
  test('brings a plan back that was revised, whatever part of it; one’s own period stays', () => {
    for (const changes of [{ title: '내 제목' }, { body: '내 말' }, { hashtags: [] }, { channels: [] }]) {
      const revised = given(promotion, [created, past('PlanChosen'), past('PromotionRevised', { changes })])
      expect(revised.when('ChoosePlan', choice), JSON.stringify(changes)).toMatchObject([{ type: 'PlanChosen' }])
    }
    const timed = given(promotion, [created, past('PlanChosen'), past('PromotionRevised', { changes: period })])
    expect(timed.when('ChoosePlan', choice)).toEqual([])
  })
  test('records another plan with the same words: what it expects may differ', () => {
    const other = { ...choice, recommendationId: 'r2' }
    expect(given(promotion, [created, past('PlanChosen')]).when('ChoosePlan', other)).toMatchObject([
      { type: 'PlanChosen', data: { recommendationId: 'r2' } },
    ])
  })
})

describe('schedule', () => {
  test('records the whole content', () => {
    expect(given(promotion, toEnd).when('SchedulePromotion', { ...p1, ...period })).toEqual([
      { type: 'PromotionScheduled', data: { ...owned, ...content, ...period, at: NOW } },
    ])
  })
  test('the same again changes nothing, another time does', () => {
    const times = { startsAt: scheduled.data.startsAt, endsAt: scheduled.data.endsAt }
    expect(given(promotion, [...draft, scheduled]).when('SchedulePromotion', { ...p1, ...times })).toEqual([])
    expect(given(promotion, [...toEnd, scheduled]).when('SchedulePromotion', { ...p1, ...period })).toHaveLength(1)
  })
  test('after a revision it is recorded anew', () => {
    const history = [...draft, scheduled, past('PromotionRevised', { changes: { title: '새 제목' } })]
    const times = { startsAt: scheduled.data.startsAt, endsAt: scheduled.data.endsAt }
    expect(given(promotion, history).when('SchedulePromotion', { ...p1, ...times })).toEqual([])
  })
  test.each([
    ['an unfinished draft', [created], period, 'PROMOTION_INCOMPLETE'],
    ['a start in the past', draft, { startsAt: days(-1), endsAt: days(1) }, 'PERIOD_INVALID'],
    ['a start at this very moment', draft, { startsAt: '2026-11-21T03:00:00Z', endsAt: days(1) }, 'PERIOD_INVALID'],
    ['an end before the start', draft, { startsAt: days(2), endsAt: days(1) }, 'PERIOD_INVALID'],
  ])('refuses %s', (_, history, times, code) => {
    expect(given(promotion, history).when('SchedulePromotion', { ...p1, ...times })).toEqual({ rejected: code })
  })
})

describe('launch', () => {
  test.each([
    ['a draft', draft],
    ['a scheduled one', [...draft, scheduled]],
  ])('%s starts now', (_, history) => {
    expect(given(promotion, history).when('LaunchPromotion', p1)).toEqual([
      { type: 'PromotionLaunched', data: { ...owned, ...content, startsAt: NOW, at: NOW } },
    ])
  })
  test('a running one changes nothing', () => {
    expect(given(promotion, [...draft, launched]).when('LaunchPromotion', p1)).toEqual([])
  })
  test.each([
    ['an unfinished draft', [created], 'PROMOTION_INCOMPLETE'],
    [
      'one whose end is past',
      [created, past('PromotionRevised', { changes: { ...content, endsAt: days(-1) } })],
      'PERIOD_INVALID',
    ],
    ['an ended one', [...draft, launched, ended], 'PROMOTION_NOT_OPEN'],
    ['a cancelled one', [...draft, cancelled], 'PROMOTION_NOT_OPEN'],
  ])('refuses %s', (_, history, code) => {
    expect(given(promotion, history).when('LaunchPromotion', p1)).toEqual({ rejected: code })
  })
})

describe('approve pictures', () => {
  const { at: _when, merchantId: _shop, ...approval } = past('ContentApproved').data

  test('records which; the same again changes nothing, others do', () => {
    const outcome = given(promotion, [created, revised]).when('ApproveContent', approval)
    expect(outcome).toEqual([{ type: 'ContentApproved', data: { ...approval, merchantId: 'm1', at: NOW } }])
    expect(given(promotion, draft).when('ApproveContent', approval)).toEqual([])
    expect(given(promotion, draft).when('ApproveContent', { ...approval, contentId: 'c2' })).toHaveLength(1)
  })
  test.each([
    ['no promotion', [], 'PROMOTION_NOT_FOUND'],
    ['one that has ended', [...draft, launched, ended], 'PROMOTION_OVER'],
    ['a cancelled one', [...draft, cancelled], 'PROMOTION_OVER'],
  ])('refuses %s', (_, history, code) => {
    expect(given(promotion, history).when('ApproveContent', approval)).toEqual({ rejected: code })
  })
  test('nothing goes on channels without; without channels none are needed', () => {
    const bare = [created, revised]
    expect(given(promotion, bare).when('LaunchPromotion', p1)).toEqual({ rejected: 'CONTENT_NOT_APPROVED' })
    const later = given(promotion, bare).when('SchedulePromotion', { ...p1, ...period })
    expect(later).toEqual({ rejected: 'CONTENT_NOT_APPROVED' })
    const quiet = [created, past('PromotionRevised', { changes: { ...content, channels: [] } })]
    expect(given(promotion, quiet).when('LaunchPromotion', p1)).toHaveLength(1)
  })
  test.each([
    ['title', { title: '다른 제목' }],
    ['prize', { prize: '다른 경품' }],
    ['end', { endsAt: days(5) }],
  ])('pictures with another %s are out of date', (_, changes) => {
    const history = [...draft, past('PromotionRevised', { changes })]
    expect(given(promotion, history).when('LaunchPromotion', p1)).toEqual({ rejected: 'CONTENT_OUTDATED' })
  })
  test('what pictures do not show may change: the hour of the end, a start that they do not name', () => {
    const hour = past('PromotionRevised', { changes: { endsAt: '2026-11-27T09:00:00.000Z', body: '다른 소개' } })
    expect(given(promotion, [...draft, hour]).when('LaunchPromotion', p1)).toHaveLength(1)
    const named = [created, revised, approved({ startsAt: days(2) })]
    expect(given(promotion, named).when('LaunchPromotion', p1)).toEqual({ rejected: 'CONTENT_OUTDATED' })
    const onTime = { ...p1, startsAt: days(2), endsAt: content.endsAt }
    expect(given(promotion, named).when('SchedulePromotion', onTime)).toHaveLength(1)
  })
})

describe('end', () => {
  test('a running one, with the reason', () => {
    const end = { type: 'PromotionEnded', data: { ...owned, reason: 'by-merchant', at: NOW } }
    expect(given(promotion, [...draft, launched]).when('EndPromotion', p1)).toEqual([end])
    const over = given(promotion, [...draft, launched]).when('EndPromotion', { ...p1, reason: 'period-over' })
    expect(over).toEqual([{ ...end, data: { ...end.data, reason: 'period-over' } }])
    expect(given(promotion, [...draft, launched, ended]).when('EndPromotion', p1)).toEqual([])
  })
  test.each([
    ['a draft', draft],
    ['a cancelled one', [...draft, launched, cancelled]],
  ])('refuses %s', (_, history) => {
    expect(given(promotion, history).when('EndPromotion', p1)).toEqual({ rejected: 'PROMOTION_NOT_RUNNING' })
  })
})

describe('cancel', () => {
  const cancel = { ...p1, reason: '재료가 떨어졌어요.' }
  test.each([
    ['a draft', draft],
    ['a scheduled one', [...draft, scheduled]],
    ['a running one', [...draft, launched]],
  ])('%s is called off', (_, history) => {
    expect(given(promotion, history).when('CancelPromotion', cancel)).toEqual([
      { type: 'PromotionCancelled', data: { ...cancel, merchantId: 'm1', at: NOW } },
    ])
    expect(given(promotion, [...history, cancelled]).when('CancelPromotion', cancel)).toEqual([])
  })
  test('refuses an ended one', () => {
    const refused = given(promotion, [...draft, launched, ended]).when('CancelPromotion', cancel)
    expect(refused).toEqual({ rejected: 'PROMOTION_OVER' })
  })
})

test.each([
  ['RevisePromotion', p1],
  ['ChoosePlan', choice],
  ['SchedulePromotion', { ...p1, ...period }],
])('%s needs a promotion that has not started', (type, input) => {
  expect(given(promotion).when(type, input)).toEqual({ rejected: 'PROMOTION_NOT_FOUND' })
  for (const last of [launched, cancelled])
    expect(given(promotion, [...draft, last]).when(type, input)).toEqual({ rejected: 'PROMOTION_NOT_OPEN' })
})

test.each([
  ['LaunchPromotion', p1],
  ['EndPromotion', p1],
  ['CancelPromotion', { ...p1, reason: '…' }],
])('%s needs a promotion', (type, input) => {
  expect(given(promotion).when(type, input)).toEqual({ rejected: 'PROMOTION_NOT_FOUND' })
})

const time = fc.integer({ min: -20, max: 400 }).map(days)
const anything = fc.oneof(
  fc.constant({ type: 'CreatePromotion', input: { ...p1, purpose: 'regulars' } }),
  fc
    .record({ title: fc.constantFrom('하나', '둘'), startsAt: time, endsAt: time }, { requiredKeys: [] })
    .map((changes) => ({
      type: 'RevisePromotion',
      input: { ...p1, ...changes },
    })),
  fc.constant({ type: 'RevisePromotion', input: { ...p1, ...content } }),
  fc.constant({ type: 'ChoosePlan', input: choice }),
  fc
    .record({ startsAt: time, endsAt: time })
    .map((times) => ({ type: 'SchedulePromotion', input: { ...p1, ...times } })),
  fc.constantFrom('LaunchPromotion', 'EndPromotion').map((type) => ({ type, input: p1 })),
  fc.constant({ type: 'CancelPromotion', input: { ...p1, reason: '그만' } }),
)
const AFTER: Record<string, string[]> = {
  none: ['none', 'draft'],
  draft: ['draft', 'scheduled', 'running', 'cancelled'],
  scheduled: ['scheduled', 'running', 'cancelled'],
  running: ['running', 'ended', 'cancelled'],
  ended: ['ended'],
  cancelled: ['cancelled'],
}

test('any commands at any times: only rules refuse, a repeat records nothing, no way leads back', () => {
  const later = fc.tuple(anything, fc.integer({ min: 0, max: 30 }))
  fc.assert(
    fc.property(fc.array(later, { maxLength: 15 }), (sent) => {
      let day = 0
      const commands = sent.map(([command, pause]) => {
        day += pause
        return { ...command, context: { now: days(day) } }
      })
      let before = 'none'
      for (const { first, again, state } of play(promotion, commands).steps) {
        expect(again).toEqual(Array.isArray(first) ? [] : first)
        expect(AFTER[before]).toContain(state.status)
        before = state.status
      }
    }),
    { numRuns: 300 },
  )
})
