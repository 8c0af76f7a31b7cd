import {
  type EventStoreDBClient,
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToStream,
  type PersistentSubscriptionToStreamSettings,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client'
import { collect, events, eventually, newStream } from '../test-support.ts'

type Subscription = PersistentSubscriptionToStream | PersistentSubscriptionToAll
type Resolved = Parameters<Subscription['ack']>[0] & { retryCount: number }

/** From the start, with checkpoints at once, and changes to that. */
export const eager = (changes: Partial<PersistentSubscriptionToStreamSettings> = {}) =>
  persistentSubscriptionToStreamSettingsFromDefaults({
    startFrom: START,
    checkPointLowerBound: 1,
    checkPointAfter: 10,
    ...changes,
  })

export const eagerAll = (changes: Parameters<typeof persistentSubscriptionToAllSettingsFromDefaults>[0] = {}) =>
  persistentSubscriptionToAllSettingsFromDefaults({
    startFrom: START,
    checkPointLowerBound: 1,
    checkPointAfter: 10,
    ...changes,
  })

/** What a consumer was given, in order, and what it says to it (it acknowledges by default). */
export function consume(
  subscription: Subscription,
  answer: (resolved: Resolved) => unknown = (resolved) => subscription.ack(resolved),
) {
  const seen: Resolved[] = []
  const errors: unknown[] = []
  subscription.on('error', (error) => errors.push(error))
  subscription.on('data', (resolved: Resolved) => {
    seen.push(resolved)
    answer(resolved)
  })
  return { subscription, seen, errors, revisions: () => seen.map(({ event }) => Number(event?.revision)) }
}

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, n) => n)

/** So long a test waits for what must come. */
export const PATIENCE = 60_000

export const parkedName = (stream: string) => `$persistentsubscription-${stream}::g-parked`

/** Makes groups with something in their streams. */
export const parking =
  (store: { client: EventStoreDBClient }) =>
  async (count: number, settings: Parameters<typeof eager>[0] = {}) => {
    const stream = newStream('parking')
    await store.client.appendToStream(stream, events(count))
    await store.client.createPersistentSubscriptionToStream(stream, 'g', eager(settings))
    const info = () => store.client.getPersistentSubscriptionToStreamInfo(stream, 'g')
    return {
      stream,
      info,
      subscribe: () => store.client.subscribeToPersistentSubscriptionToStream(stream, 'g'),
      replay: (options = {}) => store.client.replayParkedMessagesToStream(stream, 'g', options),
      parked: (count: number) =>
        eventually(info, ({ stats }) => stats.parkedMessageCount === BigInt(count)).then(({ stats }) =>
          Number(stats.parkedMessageCount),
        ),
      parkedTargets: async () =>
        (await collect(store.client.readStream(parkedName(stream), { resolveLinkTos: true })).catch(() => [])).map(
          ({ event }) => Number(event?.revision),
        ),
    }
  }

/** Parks everything until it is told not to. */
export function parkAll(subscription: Subscription) {
  const mood = { parking: true }
  const consumer = consume(subscription, (resolved) =>
    mood.parking ? subscription.nack('park', '맛이 없다', resolved) : subscription.ack(resolved),
  )
  return { ...consumer, mood }
}
