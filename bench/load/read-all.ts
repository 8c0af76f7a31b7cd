import { EventStoreDBClient, eventTypeFilter, START } from '@eventstore/db-client'
import { asLoad } from '../processes.ts'
import { type Cpu, measureCpu } from './cpu.ts'

export interface ReadAllJob {
  url: string
  /** The server's process, to tell its CPU time and ours. */
  pid?: number
  /** Reads everything once before anything is measured, so that V8 has compiled what is measured. */
  isWarm?: boolean
}

export interface ReadAllResult {
  read: Reading
  subscribed: Reading
}

/** How long so many events took, and what one cost. */
interface Reading {
  events: number
  seconds: number
  cpu?: Cpu
}

/** Reads everything in the store with the bare official client, as a read and as a catch-up subscription. */
await asLoad(async ({ url, pid, isWarm = false }: ReadAllJob): Promise<ReadAllResult> => {
  const client = EventStoreDBClient.connectionString(url)
  const time = async (read: () => Promise<number>) => {
    const cpu = pid === undefined ? undefined : measureCpu(pid)
    const began = performance.now()
    const events = await read()
    return { events, seconds: (performance.now() - began) / 1000, ...(cpu && { cpu: cpu(events) }) }
  }
  let own = 0
  const readAll = async () => {
    let events = 0
    own = 0
    for await (const { event } of client.readAll({ fromPosition: START })) {
      events += 1
      if (event && !event.type.startsWith('$')) own += 1
    }
    return events
  }
  if (isWarm) await readAll()
  const read = await time(readAll)
  const subscribed = await time(async () => {
    let events = 0
    const filter = eventTypeFilter({ regex: '^[^\\$]' })
    for await (const _ of client.subscribeToAll({ fromPosition: START, filter })) {
      events += 1
      if (events === own) break
    }
    return events
  })
  return { read, subscribed }
})
