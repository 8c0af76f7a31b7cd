import { EventStoreDBClient, eventTypeFilter, START } from '@eventstore/db-client'
import { asLoad } from '../processes.ts'

export interface ReadAllJob {
  url: string
}

export interface ReadAllResult {
  read: { events: number; seconds: number }
  subscribed: { events: number; seconds: number }
}

/** Reads everything in the store with the bare official client, as a read and as a catch-up subscription. */
await asLoad(async ({ url }: ReadAllJob): Promise<ReadAllResult> => {
  const client = EventStoreDBClient.connectionString(url)
  const time = async (read: () => Promise<number>) => {
    const began = performance.now()
    const events = await read()
    return { events, seconds: (performance.now() - began) / 1000 }
  }
  let own = 0
  const read = await time(async () => {
    let events = 0
    for await (const { event } of client.readAll({ fromPosition: START })) {
      events += 1
      if (event && !event.type.startsWith('$')) own += 1
    }
    return events
  })
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
