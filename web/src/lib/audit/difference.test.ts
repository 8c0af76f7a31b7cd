import { expect, test } from 'vitest'
import { differencesOf } from './difference.ts'

test('what came, went, changed and stayed', () => {
  const before = { status: 'draft', content: { title: '가을', prize: '커피' }, reason: 'x', channels: ['kakao'] }
  const after = { status: 'running', content: { title: '가을', body: '어서 오세요' }, channels: ['kakao', 'instagram'] }
  expect(differencesOf(before, after)).toEqual([
    { path: 'status', before: 'draft', after: 'running' },
    { path: 'content › body', before: undefined, after: '어서 오세요' },
    { path: 'channels', before: 'kakao', after: 'kakao, instagram' },
    { path: 'content › prize', before: '커피', after: undefined },
    { path: 'reason', before: 'x', after: undefined },
  ])
})

test('lists of things are told apart by their place, and nothing is like an empty value', () => {
  const plans = [{ days: 3 }, { days: 7 }]
  expect(differencesOf({ plans, hashtags: [] }, { plans: [plans[0], { days: 9 }], reason: null })).toEqual([
    { path: 'plans › 1 › days', before: '7', after: '9' },
  ])
  expect(differencesOf(null, { status: 'none' })).toEqual([{ path: 'status', before: undefined, after: 'none' }])
  expect(differencesOf(before(), before())).toEqual([])
})

const before = () => ({ status: 'draft', count: 0, flag: false })
