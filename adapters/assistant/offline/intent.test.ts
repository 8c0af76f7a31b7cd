import { expect, test } from 'vitest'
import { daysIn } from './dates.ts'
import { intentOf } from './intent.ts'

/** A Saturday afternoon in Korea. */
const NOW = '2026-11-21T05:00:00.000Z'
const day = (from: string, to = from) => ({ from, to })
const yesterday = day('2026-11-20')

test.each([
  ['어제 몇 명 참여했어? 어느 채널에서?', 'entries_by_day', yesterday],
  ['어제 몇 명이 어느 채널에서 참여했나요?', 'entries_by_day', yesterday],
  ['그저께 응모한 사람은?', 'entries_by_day', day('2026-11-19')],
  ['지난주 참여자 알려줘', 'entries_by_day', day('2026-11-09', '2026-11-15')],
  ['11월 3일에 몇 명?', 'entries_by_day', day('2026-11-03')],
  ['How many people entered yesterday, and from which channel?', 'entries_by_day', yesterday],
  ['How many took part this week?', 'entries_by_day', day('2026-11-16', '2026-11-21')],
  ['어떤 이벤트가 가장 남는 장사였어?', 'promotion_results', {}],
  ['어떤 이벤트가 가장 효과가 좋았나요?', 'promotion_results', {}],
  ['Which promotion paid best?', 'promotion_results', {}],
  ['which promotion paid off', 'promotion_results', {}],
  ['어느 채널이 제일 좋아?', 'channel_results', {}],
  ['Which channel works best?', 'channel_results', {}],
  ['지금 진행 중인 이벤트는?', 'list_promotions', { status: 'running' }],
  ['Which promotions are running?', 'list_promotions', { status: 'running' }],
  ['추석 이벤트 초안 만들어 줘', 'draft_promotion', { occasion: '추석 이벤트 초안 만들어 줘' }],
  ['추석 이벤트 초안을 만들어 주세요', 'draft_promotion', { occasion: '추석 이벤트 초안을 만들어 주세요' }],
  ['Draft a promotion for Chuseok', 'draft_promotion', { occasion: 'Draft a promotion for Chuseok' }],
  ['make me an event for Christmas', 'draft_promotion', { occasion: 'make me an event for Christmas' }],
])('“%s” is about %s', (question, tool, input) => {
  expect(intentOf(question, NOW)).toEqual({ tool, input })
})

test.each(['안녕', '고마워', 'hello', '혈압은 언제 재는 게 좋나요?'])('“%s” is about none of them', (question) => {
  expect(intentOf(question, NOW)).toBeUndefined()
})

test('days begin at midnight in Korea', () => {
  expect(daysIn('오늘', '2026-11-21T14:59:59.000Z')).toEqual(day('2026-11-21'))
  expect(daysIn('오늘', '2026-11-21T15:00:00.000Z')).toEqual(day('2026-11-22'))
  expect(daysIn('지난달', NOW)).toEqual(day('2026-10-01', '2026-10-31'))
  expect(daysIn('12월 25일', NOW)).toEqual(day('2025-12-25'))
})
