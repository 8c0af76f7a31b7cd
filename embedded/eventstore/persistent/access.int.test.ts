import { once } from 'node:events'
import { AccessDeniedError, EventStoreDBClient, StreamDeletedError, streamNameFilter } from '@eventstore/db-client'
import { expect, it, vi } from 'vitest'
import { events, newStream, useEventStore } from '../test-support.ts'
import { consume, eager, eagerAll } from './test-support.ts'

const store = useEventStore({ username: 'admin', password: 'changeit' })

it('refuses a tombstoned stream, before and after', async () => {
  const stream = newStream()
  await store.client.appendToStream(stream, events(1))
  await store.client.createPersistentSubscriptionToStream(stream, 'before', eager())
  const { subscription, errors } = consume(store.client.subscribeToPersistentSubscriptionToStream(stream, 'before'))
  await once(subscription, 'confirmation')
  await store.client.tombstoneStream(stream)
  await vi.waitUntil(() => errors.length > 0, 5000)
  expect(errors[0]).toBeInstanceOf(StreamDeletedError)
  const late = store.client.createPersistentSubscriptionToStream(stream, 'after', eager())
  await expect(late).rejects.toBeInstanceOf(StreamDeletedError)
})

it('refuses wrong credentials everywhere, where a client sends some', async () => {
  // A client on a connection without TLS sends none by itself: the header is put in below it.
  const wrong = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${store.server.port}?tls=false`)
  const call = wrong as unknown as { callArguments: (options: object, grpc?: object) => unknown[] }
  const original = call.callArguments.bind(wrong)
  call.callArguments = (options, grpc) => {
    const [metadata, ...rest] = original(options, grpc) as [{ set(key: string, value: string): void }]
    metadata.set('authorization', `Basic ${Buffer.from('admin:guess').toString('base64')}`)
    return [metadata, ...rest]
  }
  const stream = newStream()
  const subscription = wrong.subscribeToPersistentSubscriptionToStream(stream, 'a')
  subscription.resume()
  const calls = [
    wrong.createPersistentSubscriptionToStream(stream, 'a', eager()),
    wrong.createPersistentSubscriptionToAll('a', eagerAll(), { filter: streamNameFilter({ prefixes: ['a'] }) }),
    wrong.deletePersistentSubscriptionToStream(stream, 'a'),
    wrong.getPersistentSubscriptionToAllInfo('a'),
    wrong.listAllPersistentSubscriptions(),
    wrong.restartPersistentSubscriptionSubsystem(),
    once(subscription, 'confirmation'),
  ]
  for (const denied of await Promise.allSettled(calls))
    expect(denied.status === 'rejected' && denied.reason).toBeInstanceOf(AccessDeniedError)
  await wrong.dispose()
})
