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
import { closedData, decodeData, type EventTypes, encodeEvents } from './codec.ts'
import {
  type AuditStore,
  type EventMetadata,
  type EventStore,
  type RecordedEvent,
  type StreamSlice,
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
  const decode = async (stored: StoredRecord, position: bigint | undefined): Promise<RecordedEvent> => {
    const event = await asStored(stored, position)
    return { ...event, data: await decodeData(types, keys, event.type, event.data, event.meta.v) }
  }
  return {
    readStream: (stream, fromRevision = 0) => readStream(client, decode, stream, fromRevision),
    readForAudit: async (stream) => (await readStream(client, asStored, stream, 0)).events,
    closedData: (event) => closedData(types, keys, event),
    append: async (stream, expected, events, cause) => {
      const stored = await encodeEvents(types, keys, events, expected.hash, cause)
      const expectedRevision = expected.revision < 0 ? NO_STREAM : BigInt(expected.revision)
      const proposed = stored.map((event) => jsonEvent({ ...event, metadata: asBytes(event.metadata) }))
      const result = await client.appendToStream(stream, proposed, { expectedRevision }).catch((error: unknown) => {
        throw error instanceof WrongExpectedVersionError ? new WrongRevision(`${stream} has moved on`) : error
      })
      return {
        revision: Number(result.nextExpectedRevision),
        position: Number(result.position?.commit ?? -1n),
        hash: stored.at(-1)?.metadata.hash ?? expected.hash,
      }
    },
    subscribeAll: ({ after, sagaStreams = false, wants, signal }) => {
      const regex = sagaStreams ? NOT_SYSTEM : '^(?!\\$|Saga)'
      const filter = eventTypeFilter({ regex, checkpointInterval: 32, checkpointReached: () => {} })
      return subscribeAll({ client, decode, filter, wants, after, signal, onError })
    },
    head: async () => {
      for await (const { event, link } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
        return Number((link ?? event)?.position?.commit ?? -1n)
      return -1
    },
    // dispose() cancels everything at once, then waits for streams; one whose reader has gone never says that it is finished.
    close: () => Promise.race([client.dispose(), delay(CLOSE_MS)]),
  }
}

const encoder = new TextEncoder()
/** The client turns an object into base64 and that into bytes, twice; bytes go out as they are. */
const asBytes = (metadata: EventMetadata): Uint8Array => encoder.encode(JSON.stringify(metadata))

const asStored = async (stored: StoredRecord, position: bigint | undefined): Promise<RecordedEvent> => ({
  id: stored.id,
  type: stored.type,
  stream: stored.streamId,
  revision: Number(stored.revision),
  position: Number(position ?? -1n),
  data: stored.data as Record<string, unknown>,
  meta: stored.metadata as unknown as EventMetadata,
})

async function readStream(
  client: EventStoreDBClient,
  decode: (stored: StoredRecord, position: bigint | undefined) => Promise<RecordedEvent>,
  stream: string,
  fromRevision: number,
): Promise<StreamSlice> {
  const slice: StreamSlice = { events: [], revision: fromRevision - 1, hash: '' }
  try {
    for await (const { event } of client.readStream(stream, {
      fromRevision: fromRevision === 0 ? START : BigInt(fromRevision),
    })) {
      if (!event) continue
      const recorded = await decode(event, event.position?.commit)
      slice.events.push(recorded)
      slice.revision = recorded.revision
      slice.hash = recorded.meta.hash
    }
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error
    slice.revision = -1
  }
  return slice
}
