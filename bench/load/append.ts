import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { asLoad } from '../processes.ts'
import { timeAll } from './latencies.ts'

export interface AppendJob {
  url: string
  atOnce: number
  /** Streams to make, over all workers. */
  streams: number
  /** What is appended to each, one append an event, at the revision that is expected. */
  events: { type: string; data: Record<string, unknown>; metadata: Record<string, unknown> }[]
}

/** The official client's bare append loop. */
await asLoad(async ({ url, atOnce, streams, events }: AppendJob) => {
  const client = EventStoreDBClient.connectionString(url)
  const lists = Array.from({ length: atOnce }, () =>
    Array.from({ length: Math.ceil(streams / atOnce) }, () => `bench-${crypto.randomUUID()}`).flatMap((stream) =>
      events.map((event, index) => ({ stream, event, index })),
    ),
  )
  return timeAll(lists, async ({ stream, event, index }) => {
    const expectedRevision = index === 0 ? NO_STREAM : BigInt(index - 1)
    const { success } = await client.appendToStream(stream, jsonEvent(event), { expectedRevision })
    return success ? 'appended' : 'refused'
  })
})
