import { expect, test } from 'vitest'
import type { AuditedEvent } from '../api/audit.ts'
import type { Me } from '../api/shop.ts'
import { i18nOf } from '../i18n/context.ts'
import { ko } from '../i18n/ko.ts'
import { actorOf, toldOf } from './told.ts'

const i18n = i18nOf('ko', ko)
const event = (type: string, data: object, actor = 'a1') => ({ type, data, actor }) as AuditedEvent

test('an event is told as on the timeline, or by its type', () => {
  expect(toldOf(i18n, event('PostPublished', { channel: 'kakao' }))).toBe('카카오톡 채널에 올라갔어요')
  expect(toldOf(i18n, event('PlanChosen', { plan: { title: '가을' } }))).toBe('추천안을 골랐어요: 가을')
  expect(toldOf(i18n, event('WinnersDrawn', { entrants: 96, winners: ['a', 'b'] }))).toContain('96명 가운데 당첨자 2명')
  expect(toldOf(i18n, event('SomethingNew', {}))).toBe('SomethingNew')
  // A forged event may lack what its sentence needs.
  expect(toldOf(i18n, event('PostPublished', {}))).toBe('PostPublished')
})

test('an event says through which app somebody came, by its id where the name is not known', () => {
  const through = (name: string) => ({ ...event('X', {}), client: { clientId: 'tp1', name } })
  const me = { accountId: 'a1' } as Me
  expect(actorOf(i18n, through('장부친구'), me)).toBe('나(‘장부친구’ 앱으로)')
  expect(actorOf(i18n, through(''), me)).toBe('나(‘tp1’ 앱으로)')
})

test.each([
  ['a1', '나'],
  ['a2', '가게 사람'],
  ['saga', '마당이 스스로'],
  ['saga:promotion-lifecycle', '마당이 스스로'],
  ['seed', '예시 자료'],
  ['public', '참여자'],
])('%s is %s', (actor, word) => {
  expect(actorOf(i18n, event('X', {}, actor), { accountId: 'a1' } as Me)).toBe(word)
})
