/** What travels with every event. Names with `$` are EventStoreDB's own. */
export interface EventMetadata {
  $correlationId: string
  $causationId: string
  /** The command whose event this is; left out, it is the cause. */
  commandId?: string
  merchantId: string
  /** Account id, `saga:<name>`, or `public`. */
  actor: string
  /** The third party through which the actor came. */
  client?: string
  /** ISO instant. */
  at: string
  /** Schema version of the data. */
  v: number
  traceparent?: string
  /** SHA-256 chain over the stream: see codec.ts. */
  hash: string
}

/** An event as it was recorded: decrypted, upcast to its current version. Revisions and positions stay below 2^53. */
export interface RecordedEvent {
  id: string
  type: string
  stream: string
  revision: number
  position: number
  data: Record<string, unknown>
  meta: EventMetadata
}

/** An event to append. */
export interface NewEvent {
  type: string
  data: Record<string, unknown>
}

/** Who causes an append, and why. */
export interface Cause {
  /** UUID of the command, where that is not the cause itself. */
  commandId?: string
  correlationId: string
  /** What led here: the command's id, or the id of the effect or event that a saga answers. */
  causationId: string
  merchantId: string
  actor: string
  client?: string
  /** ISO instant. */
  now: string
  traceparent?: string
}

/** A stream as read: its events, its last revision (-1: no stream), the last event's hash. */
export interface StreamSlice {
  events: RecordedEvent[]
  revision: number
  hash: string
  /** It is what this process knows, not what the store has just said: see stream-memory.ts. */
  isRemembered?: true
}

/** What a subscription gives: an event, how far it has read without one, or that it is live now. */
export type SubscriptionItem =
  | { kind: 'event'; event: RecordedEvent }
  | { kind: 'checkpoint'; position: number }
  | { kind: 'caught-up' }

export interface SubscribeOptions {
  after: number
  sagaStreams?: boolean
  /** Personal fields stay as they are stored: for a reader who has no use for them. */
  isSealed?: boolean
  signal: AbortSignal
}

/** Thrown when a stream has moved on since it was read. */
export class WrongRevision extends Error {
  override name = 'WrongRevision'
}

/** An append that was made: the new last revision, the commit position, the hash of the last event. */
export interface Appended {
  revision: number
  position: number
  hash: string
  /** The events as their readers get them. */
  recorded(): RecordedEvent[]
}

/** The event store as the rest of Madang sees it. */
export interface EventStore {
  /** Reads a stream forwards from a revision (0 when left out). A missing stream has no events and revision -1. */
  readStream(stream: string, fromRevision?: number): Promise<StreamSlice>
  /**
   * Appends at the revision that was read; `hash` is that slice's. Throws {@link WrongRevision}.
   */
  append(stream: string, expected: Omit<StreamSlice, 'events'>, events: NewEvent[], cause: Cause): Promise<Appended>
  /**
   * Every event after a position (-1: from the start), system events left out; resumes by itself after an
   * outage until the signal aborts. Saga streams (`saga-…`) are included only when asked for.
   */
  subscribeAll(options: SubscribeOptions): AsyncIterable<SubscriptionItem>
  /** The same in lots, for readers who work on many events at once: many while it is behind, then whatever has come. */
  subscribeInLots(options: SubscribeOptions): AsyncIterable<SubscriptionItem[]>
  /** The newest position in the store, -1 when it is empty. */
  head(): Promise<number>
  close(): Promise<void>
}

/** An event as the store keeps it: personal fields still sealed, in the version in which it was written. */
export type StoredEvent = Omit<RecordedEvent, 'stream'>

/** The store as auditors see it. */
export interface AuditStore {
  /** The whole stream as stored; empty when there is none. */
  readForAudit(stream: string): Promise<StoredEvent[]>
  /** Stored data in the current version of its type; personal fields are marks that tell kept from erased. */
  closedData(event: StoredEvent): Promise<Record<string, unknown>>
}
