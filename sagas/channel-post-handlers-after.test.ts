import { describe, expect, test } from 'vitest'
import { PUBLISHED, published, run, UNKNOWN, why } from './handlers.harness.ts'

describe('find', () => {
  test('reports what is settled, and nothing while the channel cannot say', async () => {
    expect((await run('find-post', { find: PUBLISHED })).sent).toEqual(published)
    expect((await run('find-post', { find: UNKNOWN })).sent).toEqual([])
    expect((await run('find-post', {})).sent).toMatchObject(['ReportPost', 'PostDelayed', { code: 'NOT_ARRIVED' }])
    const last = await run('find-post', { effect: { attempt: 3 } })
    expect(last.sent).toMatchObject(['ReportPost', 'PostFailed', { code: 'NOT_ARRIVED' }])
  })
})

describe('take down', () => {
  const down = ['ReportPost', 'PostTakenDown', {}]
  test('a known post by its id, an unknown one after looking for it', async () => {
    expect(await run('take-down-post', { effect: { postId: 'p9' } })).toEqual({ calls: ['take-down p9'], sent: down })
    expect(await run('take-down-post', { find: PUBLISHED })).toEqual({ calls: ['find', 'take-down p9'], sent: down })
    expect(await run('take-down-post', {})).toEqual({ calls: ['find'], sent: down })
  })

  test('a channel that posts by itself does not know the address that a person gave', async () => {
    const effect = { postId: 'https://x.example/9' }
    expect(await run('take-down-post', { effect, find: PUBLISHED })).toEqual({
      calls: ['find', 'take-down p9'],
      sent: down,
    })
    const byHand = await run('take-down-post', { effect })
    expect([byHand.calls, byHand.sent.slice(1)]).toMatchObject([['find'], ['TakeDownFailed', { code: 'BY_HAND' }]])
    const assisted = await run('take-down-post', { effect, channel: { mode: 'assisted' } })
    expect(assisted).toEqual({ calls: ['take-down https://x.example/9'], sent: down })
  })

  test('of a post that was to be made by hand, and whose address nobody gave, is up to the merchant at once', async () => {
    const { calls, sent } = await run('take-down-post', { channel: { mode: 'assisted' }, find: UNKNOWN })
    expect([calls, sent]).toMatchObject([[], ['ReportPost', 'TakeDownFailed', { code: 'BY_HAND' }]])
  })

  test('is given up by a clear no or with the last try only', async () => {
    const takeDown = (outcome: 'rejected' | 'unavailable') => ({ takeDown: async () => ({ outcome, ...why }) })
    const failed = ['ReportPost', 'TakeDownFailed', why]
    const effect = { postId: 'p9', lastTry: false }
    expect((await run('take-down-post', { effect, channel: takeDown('rejected') })).sent).toEqual(failed)
    expect((await run('take-down-post', { effect, channel: takeDown('unavailable') })).sent).toEqual([])
    const last = { ...effect, lastTry: true }
    expect((await run('take-down-post', { effect: last, channel: takeDown('unavailable') })).sent).toEqual(failed)
    expect((await run('take-down-post', { effect: { lastTry: true }, find: UNKNOWN })).sent).toMatchObject([
      'ReportPost',
      'TakeDownFailed',
      { code: 'TIMEOUT' },
    ])
  })
})

test('measures, and says nothing when the channel does not', async () => {
  const effect = { postId: 'p9' }
  const measured = await run('measure-post', { effect })
  expect(measured.sent).toEqual(['ReportPost', 'PostMeasured', { reach: 12, clicks: 3, costWon: 900 }])
  const silent = await run('measure-post', {
    effect,
    channel: { metrics: async () => ({ outcome: 'unavailable', ...why }) },
  })
  expect(silent.sent).toEqual([])
})
