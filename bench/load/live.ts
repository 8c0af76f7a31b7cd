import { ANY, END, EventStoreDBClient, jsonEvent, streamNameFilter } from '@eventstore/db-client'
import { asLoad } from '../processes.ts'
import { type Cpu, measureCpu } from './cpu.ts'

export interface LiveJob {
  url: string
  /** The server's process. */
  pid: number
  events: number
}

export interface LiveResult {
  seconds: number
  cpu: Cpu
}

const A_WRITE = 100
const AT_ONCE = 4

/** Appends while a live subscription reads; gives the seconds from the first append until all are delivered. */
await asLoad(async ({ url, pid, events }: LiveJob): Promise<LiveResult> => {
  const [reader, writer] = [EventStoreDBClient.connectionString(url), EventStoreDBClient.connectionString(url)]
  const prefix = `live-${crypto.randomUUID()}`
  const subscription = reader.subscribeToAll({ fromPosition: END, filter: streamNameFilter({ prefixes: [prefix] }) })
  const live = new Promise((resolve) => subscription.once('caughtUp', resolve))
  let received = 0
  const all = (async () => {
    for await (const _ of subscription) {
      received += 1
      if (received === events) return
    }
  })()
  await live
  const cpu = measureCpu(pid)
  const began = performance.now()
  const write = async (worker: number) => {
    for (let n = 0; n < events / A_WRITE / AT_ONCE; n += 1) {
      const batch = Array.from({ length: A_WRITE }, (_, index) =>
        jsonEvent({ type: 'Happened', data: { worker, n, index, text: 'x'.repeat(60) } }),
      )
      await writer.appendToStream(`${prefix}-${worker}`, batch, { expectedRevision: ANY })
    }
  }
  await Promise.all([all, ...Array.from({ length: AT_ONCE }, (_, worker) => write(worker))])
  return { seconds: (performance.now() - began) / 1000, cpu: cpu(events) }
})
