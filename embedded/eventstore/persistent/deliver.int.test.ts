import { once } from 'node:events'
import {
  END,
  eventTypeFilter,
  PersistentSubscriptionDroppedError,
  type PersistentSubscriptionToStreamSettings,
  streamNameFilter,
} from '@eventstore/db-client'
import { describe, expect, it, vi } from 'vitest'
import { events, eventually, newStream, useEventStore } from '../test-support.ts'
import { consume, eager, eagerAll, PATIENCE, upTo } from './test-support.ts'

const store = useEventStore()

async function group(count: number, settings: Partial<PersistentSubscriptionToStreamSettings> = {}) {
  const stream = newStream('delivered')
  if (count > 0) await store.client.appendToStream(stream, events(count))
  await store.client.createPersistentSubscriptionToStream(stream, 'g', eager(settings))
  return {
    stream,
    append: (more: number) => store.client.appendToStream(stream, events(more)),
    subscribe: (bufferSize = 10) => store.client.subscribeToPersistentSubscriptionToStream(stream, 'g', { bufferSize }),
    info: () => store.client.getPersistentSubscriptionToStreamInfo(stream, 'g'),
  }
}

describe('a consumer', () => {
  it('gets everything in order, first what was there and then what comes, a few at a time', async () => {
    const { append, subscribe, info, stream } = await group(300, { historyBufferSize: 40, liveBufferSize: 40 })
    const { subscription, revisions, seen } = consume(subscribe(7))
    for (let n = 0; n < 10; n++) await append(30)
    await vi.waitUntil(() => seen.length >= 600, PATIENCE)
    expect(revisions()).toEqual(upTo(600))
    expect(seen.every(({ retryCount }) => retryCount === 0)).toBe(true)
    expect(seen[0]?.event).toMatchObject({ streamId: stream, type: 'Happened', data: { n: 0 } })
    const done = await eventually(info, ({ stats }) => stats.lastCheckpointedEventRevision === 599n)
    expect(done).toMatchObject({
      status: 'Live',
      stats: { totalItems: 600n, lastCheckpointedEventRevision: 599n, lastKnownEventRevision: 599n },
    })
    await subscription.unsubscribe()
  })

  it('has no more unanswered messages than it asked for', async () => {
    const { subscribe, info } = await group(50)
    const { subscription, seen } = consume(subscribe(4), () => {})
    const busy = await eventually(info, ({ stats }) => stats.totalInFlightMessages === 4)
    expect(busy.connections).toMatchObject([{ availableSlots: 0, inFlightMessages: 4 }])
    expect(seen).toHaveLength(4)
    await subscription.ack(...seen.slice(0, 3))
    await vi.waitUntil(() => seen.length === 7, PATIENCE)
    await subscription.unsubscribe()
  })

  it.each([
    ['from a revision, with it', { startFrom: 3n }, [3, 4, 5, 6]],
    ['from the end', { startFrom: END }, [5, 6]],
    ['from behind the end', { startFrom: 6n }, [6]],
  ] as const)('starts %s', async (_, settings, expected) => {
    const { subscribe, append } = await group(5, settings)
    await append(2)
    const { subscription, revisions } = consume(subscribe())
    await vi.waitUntil(() => revisions().length >= expected.length, PATIENCE)
    expect(revisions()).toEqual(expected)
    await subscription.unsubscribe()
  })

  it('may wait for a stream that is not there yet, and sees what truncation leaves', async () => {
    const { subscribe, append, stream } = await group(0)
    const { subscription, revisions } = consume(subscribe())
    await once(subscription, 'confirmation')
    await append(2)
    await vi.waitUntil(() => revisions().length === 2, PATIENCE)
    await subscription.unsubscribe()
    await append(5)
    await store.client.setStreamMetadata(stream, { truncateBefore: 5 })
    const late = consume(subscribe())
    await vi.waitUntil(() => late.revisions().length === 2, PATIENCE)
    expect(late.revisions()).toEqual([5, 6])
    await late.subscription.unsubscribe()
  })

  it('gets again what its predecessor did not answer, with a count', async () => {
    const { subscribe } = await group(6)
    const first = consume(subscribe(4), ({ event }) => event?.revision === 1n && first.subscription.ack({ event }))
    await vi.waitUntil(() => first.seen.length === 5, PATIENCE)
    await first.subscription.unsubscribe()
    const second = consume(subscribe(), () => {})
    await vi.waitUntil(() => second.seen.length === 5, PATIENCE)
    const counts = second.seen.map(({ event, retryCount }) => [Number(event?.revision), retryCount])
    expect(counts.sort()).toEqual([
      [0, 1],
      [2, 1],
      [3, 1],
      [4, 1],
      [5, 0],
    ])
    await second.subscription.unsubscribe()
  })

  it('who says stop is dropped, and its messages go to others', async () => {
    const { subscribe } = await group(3)
    const first = consume(subscribe(), (resolved) => first.subscription.nack('stop', 'enough', resolved))
    await vi.waitUntil(() => first.errors.length > 0, PATIENCE)
    expect(first.errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError)
    const second = consume(subscribe())
    await vi.waitUntil(() => second.seen.length === 3, PATIENCE)
    await second.subscription.unsubscribe()
  })

  it('gets both of two events that have one id', async () => {
    const [one, two] = [newStream('twin'), newStream('twin')]
    const [event] = events(1)
    if (!event) throw new Error('one event')
    await store.client.appendToStream(one, event)
    await store.client.appendToStream(two, event)
    const filter = streamNameFilter({ prefixes: ['twin-'] })
    await store.client.createPersistentSubscriptionToAll('twins', eagerAll(), { filter })
    const { subscription, seen } = consume(store.client.subscribeToPersistentSubscriptionToAll('twins'))
    const info = () => store.client.getPersistentSubscriptionToAllInfo('twins')
    const done = await eventually(info, ({ stats }) => stats.totalItems === 2n && stats.totalInFlightMessages === 0)
    expect(done.stats.totalInFlightMessages).toBe(0)
    expect(seen.map(({ event: it }) => it?.streamId)).toEqual([one, two])
    await subscription.unsubscribe()
  })

  it('sees links resolved where the group wants that', async () => {
    const target = newStream('linked')
    await store.client.appendToStream(target, events(3))
    for (const resolveLinkTos of [true, false]) {
      const name = `links ${resolveLinkTos}`
      await store.client.createPersistentSubscriptionToStream('$ce-linked', name, eager({ resolveLinkTos }))
      const { subscription, seen } = consume(store.client.subscribeToPersistentSubscriptionToStream('$ce-linked', name))
      await vi.waitUntil(() => seen.length === 3, PATIENCE)
      const [first] = seen
      if (resolveLinkTos) expect(first).toMatchObject({ event: { streamId: target }, link: { streamId: '$ce-linked' } })
      else expect(first).toMatchObject({ event: { streamId: '$ce-linked', type: '$>' } })
      expect(first && 'link' in first).toBe(resolveLinkTos)
      const info = () => store.client.getPersistentSubscriptionToStreamInfo('$ce-linked', name)
      const done = await eventually(info, ({ stats }) => stats.lastCheckpointedEventRevision === 2n)
      expect(done.stats.lastCheckpointedEventRevision).toBe(2n)
      await subscription.unsubscribe()
    }
  })
})

it('measures its consumers, in depth where it is asked to', async () => {
  const { subscribe, append, info } = await group(0, { extraStatistics: true })
  const { subscription, seen } = consume(subscribe(5))
  await append(50)
  await vi.waitUntil(() => seen.length === 50, PATIENCE)
  const measured = await eventually(info, ({ stats }) => stats.totalItems === 50n)
  const [connection] = measured.connections
  expect(connection).toMatchObject({ totalItems: 50n, username: 'anonymous', availableSlots: 5 })
  expect(connection?.from).toMatch(/^127\.0\.0\.1:\d+$/)
  expect(connection?.connectionName).not.toBe('')
  expect([...(connection?.extraStatistics?.keys() ?? [])].sort()).toEqual(
    ['mean', 'median', 'fastest', 'highest', '90%', '95%', '99%', '99.5%', '99.9%']
      .concat([1, 2, 3, 4, 5].map((n) => `quintile ${n}`))
      .sort(),
  )
  await subscription.unsubscribe()
})

describe('a group on $all', () => {
  it.each([
    ['stream prefixes', (mark: string) => streamNameFilter({ prefixes: [`${mark}a`, `${mark}c`] }), 'aaacc'],
    ['a stream regex', (mark: string) => streamNameFilter({ regex: `^${mark}[bc]-` }), 'bcc'],
    ['type prefixes', (mark: string) => eventTypeFilter({ prefixes: [`${mark}Ea`] }), 'b'],
    ['a type regex', (mark: string) => eventTypeFilter({ regex: `^${mark}P.*d$` }), 'aaacc'],
  ])('filters by %s', async (_, filterOf, expected) => {
    const mark = `m${Math.random().toString(36).slice(2, 9)}`
    const filter = filterOf(mark)
    await store.client.createPersistentSubscriptionToAll(mark, eagerAll({ startFrom: END }), { filter })
    await store.client.appendToStream(`${mark}a-1`, events(3, `${mark}Picked`))
    await store.client.appendToStream(`${mark}b-1`, events(1, `${mark}Eaten`))
    await store.client.appendToStream(`${mark}c-1`, events(2, `${mark}Picked`))
    const { subscription, seen } = consume(store.client.subscribeToPersistentSubscriptionToAll(mark))
    await vi.waitUntil(() => seen.length >= expected.length, PATIENCE)
    expect(seen.map(({ event }) => event?.streamId.slice(mark.length, mark.length + 1)).join('')).toBe(expected)
    await subscription.unsubscribe()
  })

  it('sees everything from a position, with it, and where each event is', async () => {
    const stream = newStream()
    await store.client.appendToStream(stream, events(1))
    const { position } = await store.client.appendToStream(stream, events(1, 'First'))
    await store.client.appendToStream(stream, events(1))
    await store.client.createPersistentSubscriptionToAll('from', eagerAll(position ? { startFrom: position } : {}))
    const { subscription, seen } = consume(store.client.subscribeToPersistentSubscriptionToAll('from'))
    await vi.waitUntil(() => seen.length >= 2, PATIENCE)
    expect(seen[0]).toMatchObject({ event: { type: 'First', position }, commitPosition: position?.commit })
    expect(seen[1]).toMatchObject({ commitPosition: (position?.commit ?? 0n) + 1n })
    await subscription.unsubscribe()
  })

  it('notes its progress though the filter lets nothing pass', async () => {
    const filter = streamNameFilter({ prefixes: ['nothing-'], maxSearchWindow: 10, checkpointInterval: 2 })
    await store.client.createPersistentSubscriptionToAll('none', eagerAll(), { filter })
    const { subscription, seen } = consume(store.client.subscribeToPersistentSubscriptionToAll('none'))
    const { position } = await store.client.appendToStream(newStream(), events(200))
    const reached = (position?.commit ?? 0n) - 40n
    const info = () => store.client.getPersistentSubscriptionToAllInfo('none')
    const { stats } = await eventually(info, (it) => (it.stats.lastCheckpointedEventPosition?.commit ?? 0n) > reached)
    expect(stats.lastCheckpointedEventPosition?.commit).toBeGreaterThan(reached)
    expect(seen).toEqual([])
    await subscription.unsubscribe()
  })
})
