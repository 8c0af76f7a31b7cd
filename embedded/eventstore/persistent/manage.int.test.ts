import { once } from 'node:events'
import {
  DISPATCH_TO_SINGLE,
  END,
  PersistentSubscriptionDoesNotExistError,
  PersistentSubscriptionDroppedError,
  PersistentSubscriptionExistsError,
  PersistentSubscriptionFailedError,
  PersistentSubscriptionMaximumSubscribersReachedError,
  PINNED,
  ROUND_ROBIN,
  START,
  UNBOUNDED,
} from '@eventstore/db-client'
import { describe, expect, it, vi } from 'vitest'
import { newStream, useEventStore } from '../test-support.ts'
import { consume, eager, eagerAll } from './test-support.ts'

const store = useEventStore()
const thrown = (promise: Promise<unknown>) => promise.then(() => undefined).catch((error: unknown) => error)
let groups = 0
const newGroup = () => `group ${++groups} 무리`

describe.each(['stream', '$all'] as const)('a group on %s', (kind) => {
  const stream = newStream('managed')
  const api =
    kind === 'stream'
      ? {
          create: (name: string, changes = {}) =>
            store.client.createPersistentSubscriptionToStream(stream, name, eager(changes)),
          update: (name: string, changes = {}) =>
            store.client.updatePersistentSubscriptionToStream(stream, name, eager(changes)),
          delete: (name: string) => store.client.deletePersistentSubscriptionToStream(stream, name),
          subscribe: (name: string) => store.client.subscribeToPersistentSubscriptionToStream(stream, name),
          info: (name: string) => store.client.getPersistentSubscriptionToStreamInfo(stream, name),
          replay: (name: string) => store.client.replayParkedMessagesToStream(stream, name),
          list: () => store.client.listPersistentSubscriptionsToStream(stream),
        }
      : {
          create: (name: string, changes = {}) =>
            store.client.createPersistentSubscriptionToAll(name, eagerAll(changes)),
          update: (name: string, changes = {}) =>
            store.client.updatePersistentSubscriptionToAll(name, eagerAll(changes)),
          delete: (name: string) => store.client.deletePersistentSubscriptionToAll(name),
          subscribe: (name: string) => store.client.subscribeToPersistentSubscriptionToAll(name),
          info: (name: string) => store.client.getPersistentSubscriptionToAllInfo(name),
          replay: (name: string) => store.client.replayParkedMessagesToAll(name),
          list: () => store.client.listPersistentSubscriptionsToAll(),
        }
  const source = kind === 'stream' ? stream : '$all'
  const named = (groupName: string) => ({ streamName: source, groupName: encodeURI(groupName).replaceAll('%20', ' ') })

  it('is made once', async () => {
    const name = newGroup()
    await api.create(name)
    const error = await thrown(api.create(name))
    expect(error).toBeInstanceOf(PersistentSubscriptionExistsError)
    expect(error).toMatchObject(named(name))
    const rivals = newGroup()
    const results = await Promise.allSettled([api.create(rivals), api.create(rivals), api.create(rivals)])
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('must be there for everything else', async () => {
    const name = newGroup()
    const subscription = api.subscribe(name)
    subscription.resume()
    const refused = once(subscription, 'error').catch((error: unknown) => [error])
    const subscribing = refused.then(([error]) => Promise.reject(error))
    const calls = [api.update(name), api.delete(name), api.info(name), api.replay(name), subscribing]
    for (const error of await Promise.all(calls.map(thrown))) {
      expect(error).toBeInstanceOf(PersistentSubscriptionDoesNotExistError)
      expect(error).toMatchObject(named(name))
    }
  })

  const settings = {
    resolveLinkTos: true,
    extraStatistics: true,
    messageTimeout: 1234,
    maxRetryCount: 3,
    checkPointAfter: 2345,
    checkPointLowerBound: 4,
    checkPointUpperBound: 44,
    maxSubscriberCount: 5,
    liveBufferSize: 66,
    readBatchSize: 7,
    historyBufferSize: 77,
    consumerStrategyName: PINNED,
    startFrom: kind === 'stream' ? 3n : { commit: 3n, prepare: 3n },
  }

  it('says how it was made, and how it was changed', async () => {
    const name = newGroup()
    await api.create(name, settings)
    expect(await api.info(name)).toMatchObject({ eventSource: source, groupName: name, settings })
    const changed = { ...settings, messageTimeout: 4321, maxSubscriberCount: UNBOUNDED, startFrom: START }
    for (const consumerStrategyName of [DISPATCH_TO_SINGLE, ROUND_ROBIN])
      for (const startFrom of [START, END]) {
        await api.update(name, { ...changed, consumerStrategyName, startFrom })
        expect((await api.info(name)).settings).toEqual({ ...changed, consumerStrategyName, startFrom })
      }
  })

  it('is listed with its stream, and among all', async () => {
    const name = newGroup()
    await api.create(name)
    const names = (found: { groupName: string; eventSource: string }[]) =>
      found.filter(({ eventSource }) => eventSource === source).map(({ groupName }) => groupName)
    expect(names(await api.list())).toContain(name)
    const all = await store.client.listAllPersistentSubscriptions()
    expect(names(all)).toEqual(names(await api.list()))
    await api.delete(name)
    expect(names(await store.client.listAllPersistentSubscriptions())).not.toContain(name)
  })

  it('takes no more consumers than it may, until one leaves', async () => {
    const name = newGroup()
    await api.create(name, { maxSubscriberCount: 1 })
    const first = api.subscribe(name)
    first.resume()
    await once(first, 'confirmation')
    const second = api.subscribe(name)
    second.resume()
    const [error] = await once(second, 'error').catch((reason: unknown) => [reason])
    expect(error).toBeInstanceOf(PersistentSubscriptionMaximumSubscribersReachedError)
    expect(error).toMatchObject(named(name))
    await first.unsubscribe()
    await vi.waitUntil(async () => (await api.info(name)).connections.length === 0, 5000)
    const third = api.subscribe(name)
    third.resume()
    await once(third, 'confirmation')
    await third.unsubscribe()
  })

  it.each(['delete', 'update'] as const)('drops its consumers on %s', async (change) => {
    const name = newGroup()
    await api.create(name)
    const { subscription, errors } = consume(api.subscribe(name))
    await once(subscription, 'confirmation')
    await api[change](name)
    await vi.waitUntil(() => errors.length > 0, 5000)
    expect(errors[0]).toBeInstanceOf(PersistentSubscriptionDroppedError)
    expect(errors[0]).toMatchObject(named(name))
  })

  it('refuses settings that make no sense', async () => {
    const senseless = [
      { readBatchSize: 501 },
      { readBatchSize: 0 },
      { messageTimeout: -1 },
      { maxRetryCount: -1 },
      { historyBufferSize: 0 },
    ]
    for (const changes of senseless) {
      const name = newGroup()
      const error = await thrown(api.create(name, changes))
      expect(error).toBeInstanceOf(PersistentSubscriptionFailedError)
      expect(error).toMatchObject({ ...named(name), reason: expect.stringMatching(/Size|Timeout|Count/) })
    }
  })
})

it('says that a stream without groups has none', async () => {
  const stream = newStream()
  const error = await thrown(store.client.listPersistentSubscriptionsToStream(stream))
  expect(error).toBeInstanceOf(PersistentSubscriptionDoesNotExistError)
  expect(error).toMatchObject({ streamName: stream, groupName: '' })
})

it('keeps two groups of one stream, and of one name on two streams, apart', async () => {
  const [one, two] = [newStream(), newStream()]
  for (const [stream, name] of [
    [one, 'a'],
    [one, 'b'],
    [two, 'a'],
  ] as const)
    await store.client.createPersistentSubscriptionToStream(stream, name, eager())
  await store.client.deletePersistentSubscriptionToStream(one, 'a')
  expect(await store.client.listPersistentSubscriptionsToStream(one)).toMatchObject([{ groupName: 'b' }])
  expect(await store.client.listPersistentSubscriptionsToStream(two)).toMatchObject([{ groupName: 'a' }])
})
