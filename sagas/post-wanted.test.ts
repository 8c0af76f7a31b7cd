import { expect, test } from 'vitest'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { past } from '../domain/given.ts'
import { recorded } from './harness.ts'
import { postWanted } from './post-wanted.ts'

const effect = {
  distributionId: 'd1',
  channel: 'instagram',
  attempt: 1,
  maxAttempts: 3,
  content: { promotionId: 'p1' },
}
const running = [past('PromotionCreated'), past('PromotionLaunched')]
type Past = ReturnType<typeof past>

function wanted(posts: Past[], promotion: Past[] = running, attempt = 1, cause?: string) {
  const caused = (event: Past, last: boolean) => {
    const made = recorded(event)
    return cause && last ? { ...made, meta: { ...made.meta, $causationId: cause } } : made
  }
  const streams: Record<string, Past[]> = { 'distribution-d1': posts, 'promotion-p1': promotion }
  const readStream = async (stream: string) => {
    const events = streams[stream] ?? []
    return { events: events.map((event, index) => caused(event, index === events.length - 1)), revision: 0, hash: '' }
  }
  return postWanted({ readStream } as unknown as EventStore, { ...effect, attempt } as never, 'e1')
}
const requested = past('DistributionRequested')

test('a post is wanted until something has come of its try', async () => {
  expect(await wanted([requested])).toBe('wanted')
  expect(await wanted([requested, past('PostHeld')])).toBe('wanted')
  expect(await wanted([requested, past('PostDelayed')])).toBe('withdrawn')
  expect(await wanted([requested, past('PostDelayed')], running, 2)).toBe('wanted')
  expect(await wanted([requested, past('PostFailed'), past('ChannelRetried')], running, 4)).toBe('wanted')
})

test.each([
  'PostPublished',
  'PostUnconfirmed',
  'PostFailed',
  'PostSkipped',
  'PostHandedOver',
  'TakeDownRequested',
] as const)('it is not after %s', async (type) => {
  expect(await wanted([requested, past(type)], running, 9)).toBe('withdrawn')
})

test('a try that has reported before a crash is not made again', async () => {
  expect(await wanted([requested, past('PostHeld')], running, 1, 'e1')).toBe('withdrawn')
  expect(await wanted([requested, past('PostHeld')], running, 1, 'e0')).toBe('wanted')
})

test('nothing is wanted where nothing was asked for', async () => {
  expect(await wanted([])).toBe('withdrawn')
})

test.each(['PromotionEnded', 'PromotionCancelled'] as const)('it is over after %s', async (type) => {
  expect(await wanted([requested], [...running, past(type)])).toBe('over')
})
