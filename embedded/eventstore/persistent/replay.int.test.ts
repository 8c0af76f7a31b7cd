import { describe, expect, it, vi } from 'vitest'
import { events, eventually, useEventStore } from '../test-support.ts'
import { consume, eager, PATIENCE, parkAll, parkedName, parking, upTo } from './test-support.ts'

const store = useEventStore()
const group = parking(store)

describe('a replay', () => {
  it('delivers what was parked again, through its link, and empties the parked stream', async () => {
    const { stream, subscribe, parked, replay, parkedTargets } = await group(5)
    const { subscription, seen, mood } = parkAll(subscribe())
    expect(await parked(5)).toBe(5)
    mood.parking = false
    seen.length = 0
    await replay()
    await vi.waitUntil(() => seen.length === 5, PATIENCE)
    expect(seen.map(({ event }) => [event?.streamId, Number(event?.revision)])).toEqual(upTo(5).map((n) => [stream, n]))
    expect(seen[0]).toMatchObject({ link: { streamId: parkedName(stream) }, retryCount: 0 })
    expect(await parked(0)).toBe(0)
    await eventually(parkedTargets, (found) => found.length === 0)
    expect(await parkedTargets()).toEqual([])
    await replay()
    await store.client.appendToStream(stream, events(1))
    await vi.waitUntil(() => seen.length === 6, PATIENCE)
    expect(seen[5]?.event?.revision).toBe(5n)
    await subscription.unsubscribe()
  })

  it('stops where it is told to, and goes on from there', async () => {
    const { subscribe, parked, replay, parkedTargets } = await group(5)
    const { subscription, seen, mood, revisions } = parkAll(subscribe())
    expect(await parked(5)).toBe(5)
    mood.parking = false
    seen.length = 0
    await replay({ stopAt: 2 })
    expect(await parked(3)).toBe(3)
    expect(revisions()).toEqual([0, 1])
    await eventually(parkedTargets, (found) => found.length === 3)
    expect(await parkedTargets()).toEqual([2, 3, 4])
    await replay({ stopAt: 2n })
    expect(await parked(1)).toBe(1)
    expect(revisions()).toEqual([0, 1, 2, 3])
    await subscription.unsubscribe()
  })

  it('may be parked again, and leads to the event still', async () => {
    const { stream, subscribe, parked, replay } = await group(2)
    const { subscription, seen } = parkAll(subscribe())
    for (const round of [1, 2, 3]) {
      await vi.waitUntil(() => seen.length === 2 * round, PATIENCE)
      expect(await parked(2)).toBe(2)
      await replay()
    }
    await vi.waitUntil(() => seen.length === 8, PATIENCE)
    expect(seen.slice(-2).map(({ event }) => [event?.streamId, event?.revision])).toEqual([
      [stream, 0n],
      [stream, 1n],
    ])
    await subscription.unsubscribe()
  })

  it('passes over events that are gone', async () => {
    const { stream, subscribe, parked, replay } = await group(4)
    const { subscription, seen, mood, revisions } = parkAll(subscribe())
    expect(await parked(4)).toBe(4)
    mood.parking = false
    seen.length = 0
    await store.client.setStreamMetadata(stream, { truncateBefore: 2 })
    await replay()
    expect(await parked(0)).toBe(0)
    expect(revisions()).toEqual([2, 3])
    await subscription.unsubscribe()
  })

  it('waits for a consumer', async () => {
    const { subscribe, parked, replay } = await group(2)
    const first = parkAll(subscribe())
    expect(await parked(2)).toBe(2)
    await first.subscription.unsubscribe()
    await replay()
    const second = consume(subscribe())
    await vi.waitUntil(() => second.seen.length === 2, PATIENCE)
    expect(await parked(0)).toBe(0)
    await second.subscription.unsubscribe()
  })

  it('of a group with links resolves them', async () => {
    const category = `links${Math.random().toString(36).slice(2, 8)}`
    const source = `$ce-${category}`
    await store.client.appendToStream(`${category}-1`, events(3))
    await store.client.createPersistentSubscriptionToStream(source, 'g', eager({ resolveLinkTos: true }))
    const subscription = store.client.subscribeToPersistentSubscriptionToStream(source, 'g')
    const { seen, mood } = parkAll(subscription)
    await vi.waitUntil(() => seen.length === 3, PATIENCE)
    const info = () => store.client.getPersistentSubscriptionToStreamInfo(source, 'g')
    await eventually(info, ({ stats }) => stats.parkedMessageCount === 3n)
    mood.parking = false
    await store.client.replayParkedMessagesToStream(source, 'g')
    await vi.waitUntil(() => seen.length === 6, PATIENCE)
    expect(seen[3]).toMatchObject({ event: { streamId: `${category}-1` }, link: { streamId: parkedName(source) } })
    await subscription.unsubscribe()
  })
})
