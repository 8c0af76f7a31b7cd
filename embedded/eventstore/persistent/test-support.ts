import {
  type PersistentSubscriptionToAll,
  type PersistentSubscriptionToStream,
  type PersistentSubscriptionToStreamSettings,
  persistentSubscriptionToAllSettingsFromDefaults,
  persistentSubscriptionToStreamSettingsFromDefaults,
  START,
} from '@eventstore/db-client'

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
