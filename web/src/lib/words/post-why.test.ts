import { describe, expect, test } from 'vitest'
import type { PostState, TargetRow } from '../api/distribution.ts'
import { i18nOf } from '../i18n/context.ts'
import { en } from '../i18n/en.ts'
import { ko } from '../i18n/ko.ts'
import { whyOf } from './post-why.ts'

const korean = i18nOf('ko', ko)
const target = (state: PostState, more: Partial<TargetRow> = {}): TargetRow => ({
  channel: 'genie-tv',
  state,
  attempts: 1,
  startedAt: '2026-11-21T05:00:00.000Z',
  changedAt: '2026-11-21T05:00:00.000Z',
  overdue: false,
  ...more,
})

describe('why a post is where it is', () => {
  test('who waits for a channel is asked to wait', () => {
    const said = whyOf(korean, 'genie-tv', target('unconfirmed', { code: 'NO_ANSWER' }))
    expect(said).toBe(korean.t('reason.NO_ANSWER', { channel: '지니TV' }))
    expect(said).toContain('기다려')
  })

  test.each([
    ['publishing', 'board.overdue'],
    ['unconfirmed', 'board.overdue'],
    ['taking-down', 'board.overdueDown'],
  ] as const)('when the answer to %s is overdue a person is sent to look, and not told to wait', (state, key) => {
    const late = target(state, { overdue: true, code: 'NO_ANSWER' })
    for (const [i18n, wait] of [
      [korean, /기다려/],
      [i18nOf('en', en), /wait|We are checking/],
    ] as const) {
      const channel = i18n.t('channel.genie-tv')
      const said = whyOf(i18n, 'genie-tv', late)
      expect(said).toBe(i18n.t(key, { channel }))
      expect(said).not.toMatch(wait)
    }
  })

  test('what went well needs no words', () => {
    expect(whyOf(korean, 'kakao', target('published'))).toBeUndefined()
    expect(whyOf(korean, 'kakao', target('publishing'))).toBeUndefined()
  })
})
