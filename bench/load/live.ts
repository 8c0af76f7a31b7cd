import { END, EventStoreDBClient, streamNameFilter } from '@eventstore/db-client'
import { asLoad } from '../processes.ts'
import { type Cpu, measureCpu } from './cpu.ts'

export interface LiveJob {
  url: string
  /** The server's process. */
  pid: number
  /** What the names of the streams begin with. */
  prefix: string
  /** So many are delivered before anything is measured. */
  warmUp: number
  events: number
}

export interface LiveResult {
  /** From the last event of the warm-up to the last of all. */
  seconds: number
  cpu: Cpu
}

/** Takes what is appended meanwhile from a live subscription; says first that it is live. */
await asLoad(async ({ url, pid, prefix, warmUp, events }: LiveJob): Promise<LiveResult> => {
  const client = EventStoreDBClient.connectionString(url)
  const subscription = client.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: [prefix] }) })
  subscription.once('caughtUp', () => process.send?.({ ready: true }))
  let received = 0
  let began = 0
  let cpu = measureCpu(pid)
  for await (const _ of subscription) {
    received += 1
    if (received === warmUp) {
      began = performance.now()
      cpu = measureCpu(pid)
    }
    if (received === warmUp + events) break
  }
  return { seconds: (performance.now() - began) / 1000, cpu: cpu(events) }
})
