import { StreamNotFoundError } from '@eventstore/db-client'
import { describe, expect, it, vi } from 'vitest'
import { collect, events, eventually, newStream, useEventStore } from '../test-support.ts'
import { consume, eager, eagerAll, PATIENCE, parkAll, parkedName, parking } from './test-support.ts'

const store = useEventStore()
const group = parking(store)

describe('a nack', () => {
  it('park puts a link into the parked stream, with the reason, and does not deliver again', async () => {
    const { stream, subscribe, parked, info } = await group(3)
    const { subscription, seen } = parkAll(subscribe())
    expect(await parked(3)).toBe(3)
    const links = await collect(store.client.readStream(parkedName(stream), { resolveLinkTos: true }))
    expect(links.map(({ event }) => [event?.streamId, event?.revision])).toEqual([0n, 1n, 2n].map((n) => [stream, n]))
    expect(links[0]?.link).toMatchObject({ type: '$>', metadata: { reason: '맛이 없다', added: expect.any(String) } })
    expect(seen).toHaveLength(3)
    const { stats } = await eventually(info, (it) => it.stats.lastCheckpointedEventRevision === 2n)
    expect(stats).toMatchObject({ lastCheckpointedEventRevision: 2n, totalInFlightMessages: 0, totalItems: 3n })
    await subscription.unsubscribe()
  })

  it('skip is done with it, and parks nothing', async () => {
    const { subscribe, info } = await group(3)
    const { subscription, seen } = consume(subscribe(), (resolved) => subscription.nack('skip', '', resolved))
    const { stats } = await eventually(info, (it) => it.stats.lastCheckpointedEventRevision === 2n)
    expect(stats).toMatchObject({ lastCheckpointedEventRevision: 2n, parkedMessageCount: 0n })
    expect(seen).toHaveLength(3)
    await subscription.unsubscribe()
  })

  it('retry delivers again, counts, and parks after the last of the retries', async () => {
    const { subscribe, parked, parkedTargets } = await group(2, { maxRetryCount: 3 })
    const { subscription, seen } = consume(subscribe(), (resolved) =>
      resolved.event?.revision === 0n ? subscription.nack('retry', 'again', resolved) : subscription.ack(resolved),
    )
    expect(await parked(1)).toBe(1)
    const first = seen.filter(({ event }) => event?.revision === 0n)
    expect(first.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2, 3])
    expect(seen).toHaveLength(5)
    expect(await parkedTargets()).toEqual([0])
    await subscription.unsubscribe()
  })

  it('retry with no retries allowed parks at once', async () => {
    const { subscribe, parked } = await group(1, { maxRetryCount: 0 })
    const { subscription, seen } = consume(subscribe(), (resolved) => subscription.nack('retry', '', resolved))
    expect(await parked(1)).toBe(1)
    expect(seen).toHaveLength(1)
    await subscription.unsubscribe()
  })

  it('may be about several messages', async () => {
    const { subscribe, parked } = await group(4)
    const { subscription, seen } = consume(subscribe(), () => {})
    await vi.waitUntil(() => seen.length === 4, PATIENCE)
    await subscription.nack('park', 'all of them', ...seen)
    expect(await parked(4)).toBe(4)
    await subscription.unsubscribe()
  })
})

it('delivers again what is not answered in time, and parks it after the last of the retries', async () => {
  const { subscribe, parked, parkedTargets } = await group(2, { messageTimeout: 100, maxRetryCount: 2 })
  const { subscription, seen } = consume(subscribe(), (resolved) =>
    resolved.event?.revision === 1n ? subscription.ack(resolved) : undefined,
  )
  expect(await parked(1)).toBe(1)
  expect(await parkedTargets()).toEqual([0])
  const first = seen.filter(({ event }) => event?.revision === 0n)
  expect(first.map(({ retryCount }) => retryCount)).toEqual([0, 1, 2])
  // An answer that comes too late is about nothing.
  const [late] = first
  if (late) await subscription.ack(late)
  await subscription.unsubscribe()
})

it('parks and replays in a group on $all, whose own parked stream it does not see', async () => {
  const stream = newStream('all-parking')
  await store.client.createPersistentSubscriptionToAll('g', eagerAll({ startFrom: 'end' }))
  const subscription = store.client.subscribeToPersistentSubscriptionToAll('g')
  const consumer = consume(subscription, (resolved) =>
    resolved.event?.streamId === stream && consumer.seen.length < 50
      ? subscription.nack('park', 'all', resolved)
      : subscription.ack(resolved),
  )
  await store.client.appendToStream(stream, events(3))
  const info = () => store.client.getPersistentSubscriptionToAllInfo('g')
  await eventually(info, ({ stats }) => stats.parkedMessageCount === 3n)
  await store.client.replayParkedMessagesToAll('g', { stopAt: 3 })
  const mine = () => consumer.seen.filter(({ event }) => event?.streamId === stream)
  await vi.waitUntil(() => mine().length >= 6, PATIENCE)
  expect(mine()[3]).toMatchObject({ link: { streamId: parkedName('$all') } })
  expect(consumer.seen.some(({ event }) => event?.streamId.includes('$persistentsubscription-'))).toBe(false)
  await subscription.unsubscribe()
})

it('forgets what was parked with the group', async () => {
  const { stream, subscribe, parked, info } = await group(2)
  parkAll(subscribe())
  expect(await parked(2)).toBe(2)
  await store.client.deletePersistentSubscriptionToStream(stream, 'g')
  await expect(collect(store.client.readStream(parkedName(stream)))).rejects.toBeInstanceOf(StreamNotFoundError)
  await store.client.createPersistentSubscriptionToStream(stream, 'g', eager())
  expect((await info()).stats.parkedMessageCount).toBe(0n)
  const again = parkAll(subscribe())
  expect(await parked(2)).toBe(2)
  await again.subscription.unsubscribe()
})
