import { ANY, EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { asLoad } from '../processes.ts'

export interface LiveAppendJob {
  url: string
  /** What the names of the streams begin with. */
  prefix: string
  events: number
}

export interface LiveAppendResult {
  /** CPU time of this process, microseconds an event. */
  cpu: number
}

const A_WRITE = 100
const AT_ONCE = 4

/** Appends many events at a time, for others to be told of. */
await asLoad(async ({ url, prefix, events }: LiveAppendJob): Promise<LiveAppendResult> => {
  const client = EventStoreDBClient.connectionString(url)
  const before = process.cpuUsage()
  const write = async (worker: number) => {
    for (let n = 0; n < events / A_WRITE / AT_ONCE; n += 1) {
      const batch = Array.from({ length: A_WRITE }, (_, index) =>
        jsonEvent({ type: 'Happened', data: { worker, n, index, text: 'x'.repeat(60) } }),
      )
      await client.appendToStream(`${prefix}-${worker}`, batch, { expectedRevision: ANY })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, worker) => write(worker)))
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / events }
})
