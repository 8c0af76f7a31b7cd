import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'
import type { EventStore, RecordedEvent } from '../adapters/event-store/event-store.ts'
import { batches } from './batches.ts'
import { loadCheckpoints, moveCheckpoints, START_POSITION } from './checkpoints.ts'
import { subjectOf, toCloudEvent } from './cloud-event.ts'

interface Message {
  subject: string
  id: string
  data: string
  headers: Record<string, string>
}

/** What the publisher needs of a broker: see adapters/nats/feed.ts. */
interface Feed {
  durable: boolean
  send(messages: readonly Message[]): Promise<void>
}

export interface PublisherOptions {
  db: Db
  eventStore: EventStore
  /** Opens the feed; called anew after each failure, so that a broker that has changed is met as it is now. */
  openFeed: () => Promise<Feed>
  /** Ends it; under a lease, the lease's own signal. */
  signal: AbortSignal
  /** ISO instant. */
  now: () => string
  onError?: (error: unknown) => void
}

export interface PublisherHealth {
  /** Everything up to here has been taken by the broker. */
  position: number
  /** Whether the broker keeps the events; undefined until it has answered. */
  durable?: boolean
  error?: string
}

export interface Publisher {
  health(): PublisherHealth
  done: Promise<void>
}

/** The integrators' stream and what it holds. */
export const EVENTS_STREAM = { stream: 'MADANG_EVENTS', subjects: ['madang.events.>'] }
const CHECKPOINT = 'publisher'
const HEADERS = { 'Content-Type': 'application/cloudevents+json' }
const MIN_BACKOFF_MS = 50
const MAX_BACKOFF_MS = 3_000

/** Publishes every public domain event, at least once and in order: the checkpoint moves only after the broker has it. */
export function startPublisher(options: PublisherOptions): Publisher {
  const health: PublisherHealth = { position: START_POSITION }
  return { health: () => ({ ...health }), done: run(options, health) }
}

async function run(options: PublisherOptions, health: PublisherHealth): Promise<void> {
  const { signal, onError = () => {} } = options
  let backoff = MIN_BACKOFF_MS
  while (!signal.aborted) {
    const before = health.position
    try {
      await publishFrom(options, health)
    } catch (error) {
      health.error = error instanceof Error ? error.message : String(error)
      onError(error)
    }
    backoff = health.position > before ? MIN_BACKOFF_MS : Math.min(backoff * 2, MAX_BACKOFF_MS)
    await delay(backoff, undefined, { signal }).catch(() => {})
  }
}

async function publishFrom({ db, eventStore, openFeed, now, signal }: PublisherOptions, health: PublisherHealth) {
  const after = (await loadCheckpoints(db, [CHECKPOINT])).get(CHECKPOINT) ?? START_POSITION
  health.position = after
  const feed = await openFeed()
  health.durable = feed.durable
  const left = new AbortController()
  try {
    // Personal fields never leave, so they are not opened here.
    const ended = AbortSignal.any([signal, left.signal])
    const source = eventStore.subscribeInLots({ after, isSealed: true, signal: ended })
    for await (const { events, position } of batches(source)) {
      const messages = events.flatMap(toMessage)
      if (messages.length > 0) await feed.send(messages)
      delete health.error
      if (position <= health.position) continue
      await moveCheckpoints(db, [CHECKPOINT], position, now())
      health.position = position
    }
  } finally {
    left.abort()
  }
}

function toMessage(event: RecordedEvent): Message[] {
  const cloudEvent = toCloudEvent(event)
  return cloudEvent
    ? [{ subject: subjectOf(event), id: event.id, data: JSON.stringify(cloudEvent), headers: HEADERS }]
    : []
}
