import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { distribution } from './distribution.ts'
import { given, NOW, past, play, type Sent } from './given.ts'
import { type FactType, facts } from './post.ts'

const requested = past('DistributionRequested')
const { at: _, ...request } = requested.data
const d1 = { distributionId: 'd1' }
const instagram = { ...d1, channel: 'instagram' }
const owned = { ...instagram, promotionId: 'p1', merchantId: 'm1', at: NOW }
const detailsOf = (type: FactType, changes: Record<string, unknown> = {}) => {
  const { distributionId: _d, promotionId: _p, merchantId: _m, channel: _c, at: _a, ...details } = past(type).data
  return { ...details, ...changes }
}
const report = (type: FactType, changes: Record<string, unknown> = {}): Sent => ({
  type: 'ReportPost',
  input: { ...instagram, type, details: detailsOf(type, changes) },
})
const reported = (history: readonly ReturnType<typeof past>[], type: FactType, changes = {}) =>
  given(distribution, [requested, ...history]).when('ReportPost', report(type, changes).input)

describe('distribute', () => {
  test('begins every channel at once; the same again changes nothing', () => {
    expect(given(distribution).when('DistributePromotion', request)).toEqual([
      { type: 'DistributionRequested', data: { ...request, at: NOW } },
    ])
    expect(given(distribution, [requested]).when('DistributePromotion', request)).toEqual([])
    expect(given(distribution, [requested]).state).toMatchObject({
      targets: { instagram: { state: 'publishing' }, kakao: { state: 'publishing' } },
    })
  })
})

const PUBLISHABLE = ['PostHeld', 'PostDelayed'] as const
const WORKING = [...PUBLISHABLE, 'PostUnconfirmed'] as const
const DEAD = ['PostFailed', 'PostSkipped'] as const

describe('report', () => {
  test.each(Object.keys(facts) as FactType[])('%s carries the ids of the distribution', (type) => {
    const before: Partial<Record<FactType, ReturnType<typeof past>[]>> = {
      PostTakenDown: [past('TakeDownRequested')],
      TakeDownFailed: [past('TakeDownRequested')],
      PostMeasured: [past('PostPublished')],
    }
    const changes = type === 'PostMeasured' ? { reach: 121 } : {}
    expect(reported(before[type] ?? [], type, changes)).toEqual([
      { type, data: { ...detailsOf(type, changes), ...owned } },
    ])
  })

  test.each([...WORKING, ...DEAD, 'PostHandedOver'] as const)('a post may turn out to be up after %s', (before) => {
    expect(reported([past(before)], 'PostPublished')).toHaveLength(1)
  })

  test.each(PUBLISHABLE)('the second step of a later try is recorded after %s', (before) => {
    expect(reported([past(before)], 'PostPrepared', { attempt: 2 })).toHaveLength(1)
    expect(reported([past(before)], 'PostHeld', { until: '2026-11-21T23:00:00.000Z' })).toHaveLength(1)
  })

  test('what is published stays published', () => {
    for (const type of [
      'PostFailed',
      'PostDelayed',
      'PostUnconfirmed',
      'PostSkipped',
      'PostPublished',
      'PostHeld',
    ] as const)
      expect(reported([past('PostPublished')], type, { attempt: 9 })).toEqual([])
  })

  test('a slow answer about a try that is over starts no other beside the present one', () => {
    const unconfirmed = past('PostUnconfirmed')
    const delayed = past('PostDelayed')
    expect(reported([unconfirmed], 'PostDelayed')).toHaveLength(1)
    expect(reported([unconfirmed, delayed], 'PostDelayed')).toEqual([])
    expect(reported([unconfirmed, delayed], 'PostUnconfirmed')).toEqual([])
    expect(reported([unconfirmed, delayed], 'PostFailed', { attempt: 1 })).toEqual([])
    expect(reported([unconfirmed, delayed], 'PostDelayed', { attempt: 2 })).toHaveLength(1)
    expect(reported([unconfirmed, past('ChannelRetried')], 'PostDelayed')).toEqual([])
    expect(reported([unconfirmed, past('ChannelRetried')], 'PostPublished')).toHaveLength(1)
  })

  test('an alarm sounds once while nothing moves, and again for the next trouble', () => {
    const overdue = past('PostOverdue')
    expect(reported([overdue], 'PostOverdue')).toEqual([])
    expect(reported([past('PostUnconfirmed'), overdue], 'PostOverdue')).toEqual([])
    expect(reported([overdue, past('PostUnconfirmed')], 'PostOverdue')).toHaveLength(1)
    expect(reported([past('PostPublished')], 'PostOverdue')).toEqual([])
  })

  test('figures are news when any of them changed, cost included', () => {
    const history = [past('PostPublished'), past('PostMeasured')]
    expect(reported(history, 'PostMeasured')).toEqual([])
    for (const field of ['reach', 'clicks', 'costWon'])
      expect(reported(history, 'PostMeasured', { [field]: 1_000 })).toHaveLength(1)
    expect(reported([past('PostPublished')], 'PostMeasured', { reach: 0, clicks: 0, costWon: 900 })).toEqual([])
  })

  test('is refused for what does not exist', () => {
    const sent = report('PostFailed').input
    expect(given(distribution).when('ReportPost', sent)).toEqual({ rejected: 'DISTRIBUTION_NOT_FOUND' })
    const foreign = given(distribution, [requested]).when('ReportPost', { ...sent, channel: 'genie-tv' })
    expect(foreign).toEqual({ rejected: 'CHANNEL_NOT_IN_DISTRIBUTION' })
  })
})

describe('retry', () => {
  const retry = (...history: ReturnType<typeof past>[]) =>
    given(distribution, [requested, ...history]).when('RetryChannel', instagram)
  test.each([...DEAD, 'PostUnconfirmed'] as const)('after %s', (before) => {
    expect(retry(past(before))).toEqual([{ type: 'ChannelRetried', data: owned }])
    expect(retry(past(before), past('ChannelRetried'))).toEqual([])
  })
  test.each(['PostHeld', 'PostDelayed', 'PostPublished', 'PostHandedOver', 'TakeDownRequested'] as const)(
    'not after %s',
    (before) => {
      expect(retry(past(before))).toEqual({ rejected: 'CHANNEL_NOT_RETRYABLE' })
    },
  )
})

describe('confirm', () => {
  const url = 'https://blog.example/1'
  const confirm = (...history: ReturnType<typeof past>[]) =>
    given(distribution, [requested, ...history]).when('ConfirmPost', { ...instagram, url })
  test('gives the address of what was posted by hand', () => {
    const published = { type: 'PostPublished', data: { ...owned, attempt: 1, postId: url, url, costWon: 0 } }
    expect(confirm(past('PostHandedOver'))).toEqual([published])
    expect(confirm(past('PostUnconfirmed'))).toEqual([published])
    expect(confirm(past('PostPublished'))).toEqual([])
  })
  test('only where one is waited for', () => {
    expect(confirm()).toEqual({ rejected: 'POST_NOT_CONFIRMABLE' })
    expect(confirm(past('PostFailed'))).toEqual({ rejected: 'POST_NOT_CONFIRMABLE' })
  })
})

describe('take down', () => {
  const reason = '취소'
  const takeDown = (history: ReturnType<typeof past>[], channel?: string) =>
    given(distribution, [requested, ...history]).when('TakeDownPosts', {
      ...d1,
      reason,
      ...(channel ? { channel } : {}),
    })
  const asked = (channel: string) => ({ type: 'TakeDownRequested', data: { ...owned, channel, reason } })
  test('of every channel that may have a post', () => {
    expect(takeDown([])).toEqual([asked('instagram'), asked('kakao')])
    expect(takeDown([past('PostFailed')])).toEqual([asked('kakao')])
  })
  test('of one channel; again after it failed, but not twice at once', () => {
    expect(takeDown([past('PostPublished')], 'instagram')).toEqual([asked('instagram')])
    expect(takeDown([past('TakeDownRequested')], 'instagram')).toEqual([])
    expect(takeDown([past('TakeDownRequested'), past('TakeDownFailed')], 'instagram')).toEqual([asked('instagram')])
    expect(takeDown([past('TakeDownRequested'), past('PostTakenDown')], 'instagram')).toEqual([])
  })
  test('begins again when a try that was still under way comes through after it', () => {
    const gone = [past('TakeDownRequested'), past('PostTakenDown')]
    for (const type of ['PostPublished', 'PostUnconfirmed'] as const)
      expect(reported(gone, type)).toMatchObject([{ type: 'TakeDownRequested', data: instagram }])
    for (const type of ['PostFailed', 'PostDelayed', 'PostSkipped'] as const) expect(reported(gone, type)).toEqual([])
  })
  test('is refused for what does not exist', () => {
    expect(given(distribution).when('TakeDownPosts', { ...d1, reason })).toEqual({ rejected: 'DISTRIBUTION_NOT_FOUND' })
    expect(takeDown([], 'genie-tv')).toEqual({ rejected: 'CHANNEL_NOT_IN_DISTRIBUTION' })
  })
})

const attempt = fc.integer({ min: 1, max: 5 })
const anyReport = fc
  .tuple(
    fc.constantFrom(...(Object.keys(facts) as FactType[])),
    attempt,
    fc.constantFrom('a', 'b'),
    fc.constantFrom('instagram', 'kakao'),
  )
  .map(([type, number, text, channel]) => {
    const details = detailsOf(type)
    const changes = { ...('attempt' in details && { attempt: number }), ...('handle' in details && { handle: text }) }
    return { type: 'ReportPost', input: { ...d1, channel, type, details: { ...details, ...changes } } }
  })
const anything = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ type: 'DistributePromotion', input: request }) },
  { weight: 8, arbitrary: anyReport },
  { weight: 2, arbitrary: fc.constant({ type: 'RetryChannel', input: instagram }) },
  {
    weight: 1,
    arbitrary: fc.constant({ type: 'ConfirmPost', input: { ...instagram, url: 'https://blog.example/1' } }),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom({ ...d1, reason: '…' }, { ...instagram, reason: '…' })
      .map((input) => ({ type: 'TakeDownPosts', input })),
  },
)

test('any commands: only rules refuse, a repeat records nothing, what is up or gone stays so', () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 25 }), (commands) => {
      const start: Sent = { type: 'DistributePromotion', input: request }
      const { steps } = play(distribution, [start, ...commands])
      for (const { again, first, sent } of steps) {
        const isRetry = sent.type === 'RetryChannel' && Array.isArray(first)
        expect(again).toEqual(Array.isArray(first) || isRetry ? [] : first)
      }
      for (const [index, { state }] of steps.entries()) {
        const before = steps[index - 1]?.state
        if (state.status === 'none' || before?.status !== 'requested') continue
        const [was, is] = [before.targets.instagram?.state, state.targets.instagram?.state]
        if (was === 'taken-down') expect(['taken-down', 'taking-down']).toContain(is)
        if (was === 'published') expect(['published', 'taking-down']).toContain(is)
      }
    }),
    { numRuns: 300 },
  )
})
