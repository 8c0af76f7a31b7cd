import { randomUUID } from 'node:crypto'
import {
  type EventStoreDBClient,
  jsonEvent,
  NO_STREAM,
  type PersistentSubscriptionToStream,
} from '@eventstore/db-client'
import type { Random } from '../chaos/random.ts'
import { count, type Result } from './report.ts'

export const SOURCE = '$ce-torture'
export const GROUP = 'torture'

/** One append, and the position it was acknowledged with; undefined while nobody knows whether it was made. */
export interface Append {
  id: string
  stream: string
  expected: bigint | typeof NO_STREAM
  events: ReturnType<typeof jsonEvent>[]
  position: bigint | undefined
}

export interface Journal {
  appends: Map<string, Append>
  /** The next expected revision of each worker's own stream. */
  next: Map<string, bigint | typeof NO_STREAM>
  /** Ids of the events that the consumers of the group have had. */
  delivered: Set<string>
  /** Ids of those they asked to be parked. */
  parked: Set<string>
}

export const emptyJournal = (): Journal => ({
  appends: new Map(),
  next: new Map(),
  delivered: new Set(),
  parked: new Set(),
})

function makeAppend(stream: string, expected: Append['expected'], size: number): Append {
  const id = randomUUID()
  const one = (index: number) =>
    jsonEvent({ type: 'Tortured', data: { append: id, index, of: size, text: 'x'.repeat(100) } })
  return { id, stream, expected, events: Array.from({ length: size }, (_, index) => one(index)), position: undefined }
}

/** Sends an append (again); it is acknowledged when this returns. */
export async function send(client: EventStoreDBClient, journal: Journal, append: Append): Promise<void> {
  const options = { expectedRevision: append.expected }
  const { nextExpectedRevision, position } = await client.appendToStream(append.stream, append.events, options)
  append.position = position?.commit
  if (journal.next.has(append.stream)) journal.next.set(append.stream, nextExpectedRevision)
}

/** Appends until the server is gone: to new streams, and to a stream of its own. */
export async function hammer(
  client: EventStoreDBClient,
  journal: Journal,
  own: string,
  random: Random,
  result: Result,
): Promise<never> {
  if (!journal.next.has(own)) journal.next.set(own, NO_STREAM)
  for (;;) {
    const fresh = random.chance(0.5)
    const stream = fresh ? `torture-${randomUUID()}` : own
    const expected = fresh ? NO_STREAM : (journal.next.get(own) ?? NO_STREAM)
    const append = makeAppend(stream, expected, random.int(1, 20))
    journal.appends.set(append.id, append)
    await send(client, journal, append)
    count(result, 'appends acknowledged')
  }
}

/** Takes part in the group until the server is gone; now and then has a message parked, or delivered again. */
export function consume(client: EventStoreDBClient, journal: Journal, random: Random): PersistentSubscriptionToStream {
  const subscription = client.subscribeToPersistentSubscriptionToStream(SOURCE, GROUP, { bufferSize: 50 })
  const ignoreLoss = () => {}
  subscription.on('error', ignoreLoss)
  subscription.on('data', (resolved) => {
    const id = resolved.event?.id ?? ''
    const answer = () => {
      if (random.chance(0.02)) {
        journal.parked.add(id)
        return subscription.nack('park', 'torture', resolved)
      }
      if (random.chance(0.02)) return subscription.nack('retry', 'torture', resolved)
      journal.delivered.add(id)
      return subscription.ack(resolved)
    }
    // What is answered to a server that is gone is delivered again.
    answer().catch(ignoreLoss)
  })
  return subscription
}
