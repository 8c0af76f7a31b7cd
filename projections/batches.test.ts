import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import type { SubscriptionItem } from '../adapters/event-store/event-store.ts'
import { type Batch, batches } from './batches.ts'
import { recorded } from './harness.ts'

const event = (position: number): SubscriptionItem => ({
  kind: 'event',
  event: recorded('PromotionEnded', position, { promotionId: 'p', merchantId: 'shop', reason: 'period-over' }),
})

async function* from(items: SubscriptionItem[], pauseMs?: number): AsyncGenerator<SubscriptionItem[]> {
  for (const item of items) {
    if (pauseMs !== undefined) await delay(pauseMs)
    yield [item]
  }
}

async function all(source: AsyncIterable<SubscriptionItem[]>, max: number, workMs = 1): Promise<Batch[]> {
  const seen: Batch[] = []
  for await (const batch of batches(source, max)) {
    seen.push(batch)
    await delay(workMs)
  }
  return seen
}

it('gives every event once and in order, up to the limit at a time while there is work', async () => {
  const items = Array.from({ length: 100 }, (_, index) => event(index + 1))
  const seen = await all(from(items), 10)
  expect(seen.flatMap(({ events }) => events.map(({ position }) => position))).toEqual(
    items.map((_, index) => index + 1),
  )
  expect(Math.max(...seen.map(({ events }) => events.length))).toBe(10)
})

it('cuts what comes at once in parts of the limit', async () => {
  const items = Array.from({ length: 25 }, (_, index) => event(index + 1))
  async function* whole(): AsyncGenerator<SubscriptionItem[]> {
    yield items
  }
  const seen = await all(whole(), 10)
  expect(seen.map(({ events, position }) => [events.length, position])).toEqual([
    [10, 10],
    [10, 20],
    [5, 25],
  ])
})

it('gives a single event at once when there is no other', async () => {
  const seen = await all(from([event(1), event(2), event(3)], 15), 500)
  expect(seen.map(({ events }) => events.length)).toEqual([1, 1, 1])
})

it('carries how far the subscription has read, and that it is live', async () => {
  const seen = await all(from([event(1), { kind: 'checkpoint', position: 7 }, { kind: 'caught-up' }]), 500)
  expect(seen.at(-1)).toMatchObject({ caughtUp: true })
  expect(Math.max(...seen.map(({ position }) => position))).toBe(7)
})

it('passes the failure of its source on, after what came before it', async () => {
  async function* failing(): AsyncGenerator<SubscriptionItem[]> {
    yield [event(1)]
    throw new Error('gone')
  }
  const seen: number[] = []
  const read = async () => {
    for await (const { events } of batches(failing())) seen.push(events.length)
  }
  await expect(read()).rejects.toThrow('gone')
  expect(seen).toEqual([1])
})
