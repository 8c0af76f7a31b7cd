import { describe, expect, test } from 'vitest'
import type { RecordedEvent } from '../../../adapters/event-store/event-store.ts'
import { chainHash } from '../../../adapters/event-store/hash-chain.ts'
import type { CommandRequest } from '../../../commands/handle.ts'
import { commandIdOf } from '../../../commands/idempotency.ts'
import { toCloudEvent } from '../../../projections/cloud-event.ts'
import { workChange } from '../../../sagas/work.ts'
import { byStream } from '../history.ts'
import { checkAcknowledged } from './commands.ts'
import { checkFeed } from './feed.ts'
import { checkPosts } from './posts.ts'
import { unalarmed, unfinished } from './sagas.ts'
import { checkChains, checkDoneOnce, checkKept, checkStreams } from './streams.ts'
import { type Target, targetsOf } from './targets.ts'
import { checkWork } from './work.ts'

const NOW = '2026-05-04T05:00:00.000Z'
let last = 0
const nextPosition = () => {
  last += 1
  return last
}
/** Events of one stream from its start. */
const stream = (name: string, ...events: [type: string, data: object, actor?: string][]): RecordedEvent[] =>
  events.map(([type, data, actor = 'shop'], revision) => ({
    id: `${name}/${revision}`,
    type,
    stream: name,
    revision,
    position: nextPosition(),
    data: { merchantId: 'm', at: NOW, ...data },
    meta: { actor, merchantId: 'm', at: NOW } as RecordedEvent['meta'],
  }))

const asked = {
  distributionId: 'd',
  promotionId: 'p',
  targets: [{ channel: 'kakao' }, { channel: 'instagram' }],
}
const published = (channel: string, postId: string) => ({ channel, postId, attempt: 1, costWon: 0 })
const posted = stream(
  'distribution-d',
  ['DistributionRequested', asked],
  ['PostPublished', published('kakao', 'k1')],
  ['PostPublished', published('instagram', 'i1')],
)
const kakao = { partner: 'kakao', reference: 'd.kakao', postId: 'k1' }
const instagram = { partner: 'instagram', reference: 'd', postId: 'i1' }

describe('the record of the sandbox against the events', () => {
  const check = (posts: Parameters<typeof checkPosts>[0]) => checkPosts(posts, targetsOf(posted))

  test('agree', () => expect(check([kakao, instagram])).toEqual([]))

  test.each([
    ['a post that is not there', [kakao], 'said to be published, but not on record: d.instagram as i1'],
    ['one made twice', [kakao, instagram, { ...kakao, postId: 'k2' }], 'made 2 times: d.kakao'],
    ['one that nobody asked for', [kakao, instagram, { ...kakao, reference: 'x.kakao' }], 'made for nothing'],
    ['one that is gone', [{ ...kakao, takenDownAt: NOW }, instagram], 'but taken down: d.kakao'],
  ])('%s is found', (_, posts, finding) => expect(check(posts).join('\n')).toContain(finding))

  test('a post that stands while the events say that it failed is found', () => {
    const failed: Target[] = targetsOf(posted).map((target) => ({ ...target, state: 'failed', postIds: [] }))
    expect(checkPosts([kakao], failed)).toEqual(['stands, but the events say failed: d.kakao as k1'])
  })
})

describe('acknowledged commands', () => {
  const request = { type: 'CreatePromotion', idempotencyKey: 'k', actor: { accountId: 'a' } } as CommandRequest
  const $causationId = commandIdOf(request, 'promotion-p')
  const events = stream('promotion-p', ['PromotionCreated', {}]).map((event) => ({
    ...event,
    meta: { ...event.meta, $causationId },
  }))
  const at = events[0]?.position ?? -1
  const answer = {
    type: 'CreatePromotion',
    key: 'k',
    accountId: 'a',
    id: 'p',
    revision: 0,
    position: at,
    repeated: false,
  }
  const check = (more: Partial<typeof answer>, there = events) =>
    checkAcknowledged([{ ...answer, ...more }], byStream(there))

  test('are there', () => expect(check({})).toEqual([]))
  test('that are missing are found', () => expect(check({}, [])[0]).toContain('not where the answer said'))
  test('under another key are found', () => expect(check({ key: 'other' })[0]).toContain('acknowledged, but not there'))
  test('at another place are found', () =>
    expect(check({ position: at + 1 })[0]).toContain('not where the answer said'))
  test('recorded twice are found', () => expect(check({}, [...events, ...events])[0]).toContain('recorded 2 times'))
  test('recorded at once under the name of an effect are there', () => {
    const meta = { ...events[0]?.meta, commandId: $causationId, $causationId: 'effect' }
    const two = [0, 1].map((revision) => ({ ...events[0], revision, meta }) as RecordedEvent)
    expect(check({}, two)).toEqual([])
  })
})

describe('streams', () => {
  const entry = stream('entry-p.1', ['EntrySubmitted', {}])

  test('that are whole', () => expect(checkStreams(byStream([...posted, ...entry]))).toEqual([]))
  test('with a gap are found', () => expect(checkStreams(byStream(posted.slice(1)))[0]).toContain('not dense'))
  test('with a second entry of one person are found', () =>
    expect(checkStreams(byStream(stream('entry-p.1', ['EntrySubmitted', {}], ['EntrySubmitted', {}])))).toEqual([
      '2 entries in entry-p.1',
    ]))
  test('an event that was seen and is gone, or has moved, is found', () => {
    expect(checkKept(posted, [...posted, ...entry])).toEqual([])
    expect(checkKept(posted, posted.slice(0, 2))).toHaveLength(1)
    const moved = posted.map((event) => ({ ...event, position: event.position + 1 }))
    expect(checkKept(posted, moved)).toHaveLength(posted.length)
  })
  test('a chain of hashes that breaks is found', () => {
    const hashed: RecordedEvent[] = []
    for (const event of posted) {
      const hash = chainHash(hashed.at(-1)?.meta.hash ?? '', { ...event, meta: { ...event.meta } })
      hashed.push({ ...event, meta: { ...event.meta, hash } })
    }
    expect(checkChains(byStream(hashed))).toEqual([])
    const forged = hashed.with(1, { ...(hashed[1] as RecordedEvent), data: { channel: 'other' } })
    expect(checkChains(byStream(forged))).toEqual(['the chain of hashes breaks at 1: distribution-d'])
  })
  test('a second first distribution is found', () => {
    const bySaga = (name: string) => stream(name, ['DistributionRequested', asked, 'saga'])
    expect(checkDoneOnce(bySaga('distribution-1'))).toEqual([])
    expect(checkDoneOnce([...bySaga('distribution-1'), ...bySaga('distribution-2')])).toHaveLength(1)
  })
})

describe('sagas', () => {
  const open = (events: RecordedEvent[]) => unfinished(events, targetsOf(events), NOW)
  const saga = 'saga-channel-post-d.kakao'

  test('that are done', () => expect(open(posted)).toEqual([]))
  test('a post on its way is found', () =>
    expect(open(posted.slice(0, 2))).toEqual(['a post is publishing: d.instagram']))
  test('an effect that is not done is found, until it is', () => {
    const requested = stream(saga, ['SagaEffectRequested', { effect: { type: 'publish-post' } }])
    const done = stream('saga-done', ['SagaEffectDone', { effectId: requested[0]?.id }])
    expect(open(requested)).toEqual([`an effect is not done: publish-post of ${saga}`])
    expect(open([...requested, ...done])).toEqual([])
  })
  test('a timer that did not go off is found', () => {
    const dueAt = '2026-05-04T04:59:00.000Z'
    expect(open(stream(saga, ['SagaTimerScheduled', { timerId: 't', dueAt }]))).toHaveLength(1)
    expect(open(stream(saga, ['SagaTimerScheduled', { timerId: 't', dueAt: NOW }]))).toEqual([])
  })
  test('a recommendation without plans is found', () =>
    expect(open(stream('recommendation-r', ['RecommendationRequested', { recommendationId: 'r' }]))).toHaveLength(1))
  test('a launched promotion on no channel is found', () => {
    const content = { title: 't', prize: 'p', body: 'b', hashtags: [], startsAt: NOW, endsAt: NOW }
    const launched = { promotionId: 'q', channels: ['kakao'], ...content }
    expect(open(stream('promotion-q', ['PromotionCreated', launched], ['PromotionLaunched', launched]))).toEqual([
      'a promotion is on no channel: q',
    ])
  })
  test('a promotion that has not started at its time, and one that was cancelled and is up, are found', () => {
    const content = {
      title: 't',
      prize: 'p',
      body: 'b',
      hashtags: [],
      channels: [],
      endsAt: '2026-06-01T00:00:00.000Z',
    }
    const due = { promotionId: 'q', ...content, startsAt: '2026-05-04T04:00:00.000Z' }
    const created = (promotionId: string): [string, object] => ['PromotionCreated', { promotionId, purpose: 'sales' }]
    expect(open(stream('promotion-q', created('q'), ['PromotionScheduled', due]))).toEqual([
      'a promotion has not started: q',
    ])
    const running = { ...due, promotionId: 'p' }
    const cancelled = stream(
      'promotion-p',
      created('p'),
      ['PromotionLaunched', running],
      ['PromotionCancelled', running],
    )
    expect(open([...cancelled, ...posted])).toContain('a cancelled promotion is still up: p')
  })
  test('a failure that nobody was told of is found', () => {
    const failed: Target[] = targetsOf(posted).map((target) => ({ ...target, state: 'failed' }))
    expect(unalarmed(failed, new Set(['d_kakao', 'd_instagram']))).toEqual([])
    expect(unalarmed(failed, new Set(['d_kakao']))).toEqual(['failed, and nobody was told: d.instagram'])
  })
})

describe('the table of open work', () => {
  const ids = { saga: 'channel-post', sagaId: 'd.kakao' }
  const log = stream(
    'saga-channel-post-d.kakao',
    ['SagaTimerScheduled', { ...ids, timerId: 't', dueAt: '2026-05-05T00:00:00.000Z' }],
    ['SagaEffectRequested', { ...ids, effect: { type: 'find-post' } }],
  )
  const rows = log.flatMap((event) => workChange(event).add ?? [])
  const later = '2026-05-04T05:00:10.000Z'

  test('agrees with the log', () => expect(checkWork(log, rows, later)).toEqual([]))
  test('a timer that was lost, however far away it is due, is found', () =>
    expect(checkWork(log, rows.slice(1), later)).toEqual([
      'open by the log, but not in the table of work: timer  channel-post/d.kakao/t',
    ]))
  test('a timer of an earlier round of the saga is found', () => {
    const old = rows.map((row) => (row.kind === 'timer' ? { ...row, scheduledBy: 'another' } : row))
    expect(checkWork(log, old, later)).toHaveLength(1)
  })
  test('work that was done and would be done again is found', () => {
    const done = stream('saga-channel-post-d.kakao', ['SagaEffectDone', { ...ids, effectId: log[1]?.id }])
    expect(checkWork([...log, ...done], rows, later)[0]).toContain('but not open by the log: effect find-post')
    expect(checkWork([...log, ...done], rows.slice(0, 1), later)).toEqual([])
  })
  test('what has only just happened may still be on its way', () => expect(checkWork(log, [], NOW)).toEqual([]))
})

describe('what an integrator received', () => {
  const received = posted.flatMap((event) => toCloudEvent(event) ?? [])

  test('is everything', () => expect(checkFeed(received, posted)).toEqual([]))
  test('what never came is found', () => expect(checkFeed(received.slice(0, 2), posted)[0]).toContain('never came'))
  test('what came out of order is found', () =>
    expect(checkFeed(received.toReversed(), posted)[0]).toContain('came out of order: distribution-d as 2, 1, 0'))
})
