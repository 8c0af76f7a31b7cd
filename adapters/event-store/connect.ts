import { setTimeout as delay } from 'node:timers/promises'
import {
  BACKWARDS,
  END,
  EventStoreDBClient,
  eventTypeFilter,
  jsonEvent,
  NO_STREAM,
  START,
  type RecordedEvent as StoredRecord,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client'
import { spreadAppends } from './append-streams.ts'
import { closedData, decodeEvents, type EncodedEvent, type EventTypes, encodeEvents } from './codec.ts'
import {
  type Appended,
  type AuditStore,
  type EventMetadata,
  type EventStore,
  type RecordedEvent,
  WrongRevision,
} from './event-store.ts'
import type { SubjectKeys } from './personal-data.ts'
import { subscribeAll } from './subscribe-all.ts'

/** What the adapter needs: where the store is, which types there are, and the keys of personal data. */
export interface EventStoreOptions {
  /** `esdb://…` connection string. */
  url: string
  types: EventTypes
  keys: SubjectKeys
  onError: (error: unknown) => void
}

const CLOSE_MS = 300
/** System events and links start with `$`. */
const NOT_SYSTEM = '^[^\\$]'

/** Connects the official client; see {@link EventStore} for what it gives. Nothing is sent before the first call. */
export function connectEventStore({ url, types, keys, onError }: EventStoreOptions): EventStore & AuditStore {
  const client = EventStoreDBClient.connectionString(url)
  const letGoOfAppends = spreadAppends(client)
  let underWay = 0
  const decode = (stored: readonly StoredRecord[]) => decodeEvents(types, keys, stored.map(asStored))
  const decodeSealed = (stored: readonly StoredRecord[]) => decodeEvents(types, undefined, stored.map(asStored))
  const subscribeInLots: EventStore['subscribeInLots'] = (options) => {
    const { after, sagaStreams = false, isSealed = false, signal } = options
    const regex = sagaStreams ? NOT_SYSTEM : '^(?!\\$|Saga)'
    const filter = eventTypeFilter({ regex, checkpointInterval: 32, checkpointReached: () => {} })
    return subscribeAll({ client, decode: isSealed ? decodeSealed : decode, filter, after, signal, onError })
  }
  return {
    readStream: async (stream, fromRevision = 0) => {
      const stored = await readStream(client, stream, fromRevision)
      const { events, failure } = await decode(stored ?? [])
      if (failure !== undefined) throw failure
      const last = events.at(-1)
      return { events, revision: last?.revision ?? (stored ? fromRevision - 1 : -1), hash: last?.meta.hash ?? '' }
    },
    readForAudit: async (stream) => ((await readStream(client, stream, 0)) ?? []).map(asStored),
    closedData: (event) => closedData(types, keys, event),
    append: (...asked) => {
      underWay += 1
      return append({ client, types, keys }, ...asked).finally(() => (underWay -= 1))
    },
    subscribeInLots,
    subscribeAll: async function* (options) {
      for await (const items of subscribeInLots(options)) yield* items
    },
    head: async () => {
      let head = -1
      // To its end, though there is one event only: a reading that is left early stays with the client for good (6.2).
      for await (const { event, link } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
        head = Number((link ?? event)?.position?.commit ?? -1n)
      return head
    },
    // dispose() cancels everything at once, then waits for streams; one whose reader has gone never says that it is finished.
    close: () => {
      if (underWay === 0) letGoOfAppends()
      return Promise.race([client.dispose(), delay(CLOSE_MS)])
    },
  }
}

/** See {@link EventStore}. */
async function append(
  { client, types, keys }: Pick<EventStoreOptions, 'types' | 'keys'> & { client: EventStoreDBClient },
  ...[stream, expected, events, cause]: Parameters<EventStore['append']>
): Promise<Appended> {
  const stored = await encodeEvents(types, keys, events, expected.hash, cause)
  const expectedRevision = expected.revision < 0 ? NO_STREAM : BigInt(expected.revision)
  const proposed = stored.map(({ id, type, data, metadata }) =>
    jsonEvent({ id, type, data, metadata: asBytes(metadata) }),
  )
  const result = await client.appendToStream(stream, proposed, { expectedRevision }).catch((error: unknown) => {
    throw error instanceof WrongExpectedVersionError ? new WrongRevision(`${stream} has moved on`) : error
  })
  const revision = Number(result.nextExpectedRevision)
  const position = Number(result.position?.commit ?? -1n)
  const hash = stored.at(-1)?.metadata.hash ?? expected.hash
  return { revision, position, hash, recorded: () => recorded(stream, stored, expected.revision, position) }
}

const encoder = new TextEncoder()
/** The client turns an object into base64 and that into bytes, twice; bytes go out as they are. */
const asBytes = (metadata: EventMetadata): Uint8Array => encoder.encode(JSON.stringify(metadata))

/** Stored events as reading gives them; their position is that of the last of them. */
const recorded = (stream: string, stored: readonly EncodedEvent[], after: number, position: number): RecordedEvent[] =>
  stored.map(({ id, type, plain, metadata }, index) => ({
    ...{ id, type, stream, position, meta: metadata, revision: after + 1 + index },
    // What is undefined is not stored.
    data: JSON.parse(JSON.stringify(plain)),
  }))

const asStored = (stored: StoredRecord): RecordedEvent => ({
  id: stored.id,
  type: stored.type,
  stream: stored.streamId,
  revision: Number(stored.revision),
  position: Number(stored.position?.commit ?? -1n),
  data: stored.data as Record<string, unknown>,
  meta: stored.metadata as unknown as EventMetadata,
})

/** The records of a stream; undefined where there is no such stream. */
async function readStream(
  client: EventStoreDBClient,
  stream: string,
  fromRevision: number,
): Promise<StoredRecord[] | undefined> {
  const records: StoredRecord[] = []
  const options = { fromRevision: fromRevision === 0 ? START : BigInt(fromRevision) } as const
  try {
    for await (const { event } of client.readStream(stream, options)) if (event) records.push(event)
  } catch (error) {
    if (error instanceof StreamNotFoundError) return undefined
    throw error
  }
  return records
}
