import { describe, expect, test } from 'vitest'
import type { PublishOutcome } from '../adapters/channels/port.ts'
import { PUBLISHED, published, run, STALE, UNKNOWN, why } from './handlers.harness.ts'
import { later, NOW } from './harness.ts'
import type { Wanted } from './post-wanted.ts'

describe('publish', () => {
  test('reports the post', async () => {
    expect(await run('publish-post')).toEqual({ calls: ['publish'], sent: published })
  })

  test.each([
    ['rejected', { outcome: 'rejected', ...why }, 'PostFailed', { attempt: 1, ...why }],
    ['unknown', UNKNOWN, 'PostUnconfirmed', { attempt: 1, code: 'TIMEOUT', reason: 'no answer' }],
    [
      'skipped by an open breaker',
      { outcome: 'skipped', code: 'BREAKER_OPEN', reason: 'open' },
      'PostSkipped',
      { code: 'BREAKER_OPEN', reason: 'open' },
    ],
    [
      'unavailable',
      { outcome: 'unavailable', ...why },
      'PostDelayed',
      { attempt: 1, ...why, retryAt: later(NOW, 1_000) },
    ],
    [
      'asked to wait',
      { outcome: 'unavailable', ...why, retryAfterMs: 9_000 },
      'PostDelayed',
      { attempt: 1, ...why, retryAt: later(NOW, 9_000) },
    ],
  ] satisfies [string, PublishOutcome, string, object][])('%s', async (_, outcome, type, details) => {
    const { sent } = await run('publish-post', { publish: outcome })
    expect(sent).toEqual(['ReportPost', type, details])
  })

  test('waits longer before the third try, and fails after it, in every round alike', async () => {
    const unavailable = { publish: { outcome: 'unavailable' as const, ...why } }
    const waits = async (attempt: number, maxAttempts: number) =>
      (await run('publish-post', { ...unavailable, effect: { attempt, maxAttempts } })).sent.slice(1)
    for (const [before, maxAttempts] of [
      [0, 3],
      [4, 7],
    ] as const) {
      expect(await waits(before + 1, maxAttempts)).toMatchObject(['PostDelayed', { retryAt: later(NOW, 1_000) }])
      expect(await waits(before + 2, maxAttempts)).toMatchObject(['PostDelayed', { retryAt: later(NOW, 2_000) }])
      expect(await waits(before + 3, maxAttempts)).toMatchObject(['PostFailed', { attempt: before + 3 }])
    }
  })

  test.each([
    ['a person retries', { effect: { askFirst: true } }],
    ['it may have been tried before', { recovered: true }],
  ])('asks first when %s', async (_, how) => {
    const twice: Wanted[] = ['wanted', 'wanted']
    const absent = await run('publish-post', { ...how, wanted: [...twice] })
    expect(absent).toEqual({ calls: ['find', 'publish'], sent: published })
    const found = await run('publish-post', { ...how, find: PUBLISHED, wanted: [...twice] })
    expect(found).toEqual({ calls: ['find'], sent: published })
    const silent = await run('publish-post', { ...how, find: UNKNOWN, wanted: [...twice] })
    expect([silent.calls, silent.sent[1]]).toEqual([['find'], 'PostUnconfirmed'])
  })

  test('posts nothing that was withdrawn, before or while it asked', async () => {
    expect(await run('publish-post', { wanted: ['withdrawn'] })).toEqual({ calls: [], sent: [] })
    const meanwhile = await run('publish-post', { recovered: true, wanted: ['wanted', 'withdrawn'] })
    expect(meanwhile).toEqual({ calls: ['find'], sent: [] })
  })

  test('posts nothing for a promotion that is over, but tells of a post that had been made', async () => {
    const over = await run('publish-post', { wanted: ['over'] })
    expect([over.calls, over.sent.slice(0, 2)]).toEqual([[], ['ReportPost', 'PostSkipped']])
    const made = await run('publish-post', { wanted: ['over'], recovered: true, find: PUBLISHED })
    expect(made.sent).toEqual(published)
  })

  test('is held in quiet hours', async () => {
    const until = later(NOW, 3_600_000)
    expect(await run('publish-post', { channel: { holdUntil: () => until } })).toEqual({
      calls: [],
      sent: ['ReportPost', 'PostHeld', { until }],
    })
  })

  test('hands a package over where the merchant posts', async () => {
    const made = { title: 't', body: 'b', hashtags: [], imageUrl: 'https://x.example/i.png', text: '전체' }
    const { calls, sent } = await run('publish-post', {
      channel: { mode: 'assisted', package: () => made },
      recovered: true,
    })
    expect(calls).toEqual([])
    expect(sent).toEqual(['ReportPost', 'PostHandedOver', { text: '전체', imageUrl: 'https://x.example/i.png' }])
  })

  test('that needs two steps records the handle of the first before the second', async () => {
    const prepare = async () => ({ outcome: 'prepared' as const, handle: 'h1' })
    const first = await run('publish-post', { channel: { prepare } })
    expect(first).toEqual({ calls: [], sent: ['ReportPost', 'PostPrepared', { attempt: 1, handle: 'h1' }] })
    const second = await run('publish-post', { channel: { prepare }, effect: { handle: 'h1' } })
    expect(second).toEqual({ calls: ['publish h1'], sent: published })
    const refused = await run('publish-post', { channel: { prepare: async () => ({ outcome: 'rejected', ...why }) } })
    expect(refused.sent.slice(1)).toEqual(['PostFailed', { attempt: 1, ...why }])
  })

  test('prepares anew when the handle has gone, but not for ever', async () => {
    const stale = { publish: STALE, effect: { handle: 'h1' } }
    const prepare = (handle: string) => async () => ({ outcome: 'prepared' as const, handle })
    const anew = await run('publish-post', { ...stale, channel: { prepare: prepare('h2') } })
    expect(anew.sent.slice(1)).toEqual(['PostPrepared', { attempt: 1, handle: 'h2' }])
    const same = await run('publish-post', { ...stale, channel: { prepare: prepare('h1') } })
    expect(same.sent[1]).toBe('PostDelayed')
    const last = await run('publish-post', {
      publish: STALE,
      effect: { handle: 'h1', attempt: 3 },
      channel: { prepare: prepare('h2') },
    })
    expect(last.sent[1]).toBe('PostFailed')
  })

  test('reports nothing once it is to stop', async () => {
    await expect(run('publish-post', { aborted: true })).rejects.toThrow('stopped')
  })
})
