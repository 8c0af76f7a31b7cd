import { once } from 'node:events'
import { DISPATCH_TO_SINGLE, jsonEvent, PINNED, ROUND_ROBIN } from '@eventstore/db-client'
import type { CreateReq } from '@eventstore/db-client/generated/persistent_pb.js'
import { credentials } from '@grpc/grpc-js'
import { expect, it, vi } from 'vitest'
import { persistent, persistentGrpc } from '../generated.ts'
import { identifier } from '../raw-client.ts'
import { events, newStream, useEventStore } from '../test-support.ts'
import { consume, eager, PATIENCE, upTo } from './test-support.ts'

const store = useEventStore()
type Consumer = ReturnType<typeof consume>

const total = (consumers: Consumer[]): number => consumers.reduce((sum, { seen }) => sum + seen.length, 0)

/** Consumers with so many slots each, in this order; they acknowledge or stay silent. */
async function join(stream: string, slots: number[], silent: boolean): Promise<Consumer[]> {
  const consumers: Consumer[] = []
  for (const bufferSize of slots) {
    const subscription = store.client.subscribeToPersistentSubscriptionToStream(stream, 'g', { bufferSize })
    consumers.push(silent ? consume(subscription, () => {}) : consume(subscription))
    await once(subscription, 'confirmation')
  }
  return consumers
}

const leave = (consumers: Consumer[]) => Promise.all(consumers.map(({ subscription }) => subscription.unsubscribe()))

it.each([
  ['gives everything to the first that has room', DISPATCH_TO_SINGLE, [5, 100], [5, 15]],
  ['takes turns, and passes over who has no room', ROUND_ROBIN, [100, 100, 2], [9, 9, 2]],
])('%s (%s)', async (_, consumerStrategyName, slots, expected) => {
  const stream = newStream()
  await store.client.createPersistentSubscriptionToStream(stream, 'g', eager({ consumerStrategyName }))
  const consumers = await join(stream, slots, true)
  await store.client.appendToStream(stream, events(20))
  await vi.waitUntil(() => total(consumers) === 20, PATIENCE)
  expect(consumers.map(({ seen }) => seen.length)).toEqual(expected)
  await leave(consumers)
})

const STREAMS = 12
const ROUNDS = 6

/** Writes rounds of events to the streams of a category; `$correlationId` is one of four. */
async function writeCategory(category: string): Promise<void> {
  for (const round of upTo(ROUNDS))
    for (const n of upTo(STREAMS)) {
      const metadata = { $correlationId: `c${n % 4}` }
      await store.client.appendToStream(`${category}-${n}`, jsonEvent({ type: 'Pinned', data: { round }, metadata }))
    }
}

/** Each key was seen by one consumer only, and more than one of them was used. */
function expectPinned(consumers: Consumer[], keyOf: (event: Consumer['seen'][0]['event']) => string): void {
  const owners = new Map<string, Set<number>>()
  for (const [index, { seen }] of consumers.entries())
    for (const { event } of seen) owners.set(keyOf(event), (owners.get(keyOf(event)) ?? new Set()).add(index))
  for (const [key, indexes] of owners) expect([key, indexes.size]).toEqual([key, 1])
  expect(new Set([...owners.values()].flatMap((indexes) => [...indexes])).size).toBeGreaterThan(1)
}

it('keeps the events of a stream at one consumer, in order (Pinned)', async () => {
  const settings = eager({ resolveLinkTos: true, consumerStrategyName: PINNED })
  await store.client.createPersistentSubscriptionToStream('$ce-pinned', 'g', settings)
  const consumers = await join('$ce-pinned', [2, 3, 50, 1], false)
  await writeCategory('pinned')
  await vi.waitUntil(() => total(consumers) === STREAMS * ROUNDS, PATIENCE)
  expectPinned(consumers, (event) => event?.streamId ?? '')
  for (const { seen } of consumers)
    for (const found of Map.groupBy(seen, ({ event }) => event?.streamId).values())
      expect(found.map(({ event }) => Number(event?.revision))).toEqual(upTo(ROUNDS))
  await leave(consumers)
})

it('gives the streams of who leaves to those who stay (Pinned)', async () => {
  const settings = eager({ resolveLinkTos: true, consumerStrategyName: PINNED })
  await store.client.createPersistentSubscriptionToStream('$ce-left', 'g', settings)
  const [silent, ...others] = [...(await join('$ce-left', [100], true)), ...(await join('$ce-left', [100, 100], false))]
  await writeCategory('left')
  await vi.waitUntil(() => total([...others, ...(silent ? [silent] : [])]) === STREAMS * ROUNDS, PATIENCE)
  await silent?.subscription.unsubscribe()
  await vi.waitUntil(() => total(others) === STREAMS * ROUNDS, PATIENCE)
  expectPinned(others, (event) => event?.streamId ?? '')
  await leave(others)
})

/** Makes a group with a strategy that the official client has no word for. */
function createRaw(stream: string, strategy: string): Promise<unknown> {
  const address = `127.0.0.1:${store.server.port}`
  const raw = new persistentGrpc.PersistentSubscriptionsClient(address, credentials.createInsecure())
  const settings = new persistent.CreateReq.Settings()
    .setRevision('0')
    .setResolveLinks(true)
    .setMaxRetryCount(10)
    .setMessageTimeoutTicks('300000000')
    .setCheckpointAfterTicks('20000000')
    .setLiveBufferSize(500)
    .setHistoryBufferSize(500)
    .setReadBatchSize(20)
    .setConsumerStrategy(strategy)
  const options: CreateReq.Options = new persistent.CreateReq.Options().setGroupName('g').setSettings(settings)
  options.setStreamIdentifier(identifier(stream))
  return new Promise((resolve, reject) => {
    raw.create(new persistent.CreateReq().setOptions(options), (error, made) => (error ? reject(error) : resolve(made)))
  }).finally(() => raw.close())
}

it('keeps the events of a correlation at one consumer (PinnedByCorrelation)', async () => {
  await createRaw('$ce-correlated', 'PinnedByCorrelation')
  const info = await store.client.getPersistentSubscriptionToStreamInfo('$ce-correlated', 'g')
  const times = { messageTimeout: 30_000, checkPointAfter: 2000 }
  expect(info.settings).toMatchObject({ consumerStrategyName: 'PinnedByCorrelation', ...times })
  // With four correlations, a dozen consumers make it all but certain that more than one of them is used.
  const consumers = await join('$ce-correlated', Array(12).fill(5), false)
  await writeCategory('correlated')
  await vi.waitUntil(() => total(consumers) === STREAMS * ROUNDS, PATIENCE)
  expectPinned(consumers, (event) => JSON.stringify(event?.metadata))
  await leave(consumers)
})

it('refuses a strategy that it does not know', async () => {
  await expect(createRaw(newStream(), 'Unheard')).rejects.toThrow(/failed.*strategy/)
})
