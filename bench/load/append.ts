import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client'
import { asLoad } from '../processes.ts'
import { type Cpu, measureCpu } from './cpu.ts'
import { type LoadResult, timeAll } from './latencies.ts'

export interface AppendJob {
  url: string
  atOnce: number
  /** Streams to make, over all workers. */
  streams: number
  /** What is appended to each, one append an event, at the revision that is expected. */
  events: { type: string; data: Record<string, unknown>; metadata: Record<string, unknown> }[]
  /** So many streams are made before anything is measured. */
  warmUp: number
  /** A process whose CPU time is told, beside that of this one. */
  pid?: number
}

export type AppendResult = LoadResult & { cpu?: Cpu }

/** The official client's bare append loop. */
await asLoad(async ({ url, atOnce, streams, events, warmUp, pid }: AppendJob): Promise<AppendResult> => {
  const client = EventStoreDBClient.connectionString(url)
  const work = (count: number) =>
    Array.from({ length: atOnce }, () =>
      Array.from({ length: Math.ceil(count / atOnce) }, () => `bench-${crypto.randomUUID()}`).flatMap((stream) =>
        events.map((event, index) => ({ stream, event, index })),
      ),
    )
  const append = async ({ stream, event, index }: ReturnType<typeof work>[number][number]) => {
    const expectedRevision = index === 0 ? NO_STREAM : BigInt(index - 1)
    const { success } = await client.appendToStream(stream, jsonEvent(event), { expectedRevision })
    return success ? 'appended' : 'refused'
  }
  await timeAll(work(warmUp), append)
  const lists = work(streams)
  const cpu = pid === undefined ? undefined : measureCpu(pid)
  const result = await timeAll(lists, append)
  return cpu ? { ...result, cpu: cpu(result.latencies.length) } : result
})
