import { setTimeout as delay } from 'node:timers/promises'
import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client'
import { connectMongo } from '../adapters/mongo/connect.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import { collectionName } from '../projections/view.ts'
import { views } from '../projections/views.ts'

/** The newest position in a store. */
export async function headOf(eventStoreUrl: string): Promise<number> {
  const client = EventStoreDBClient.connectionString(eventStoreUrl)
  try {
    for await (const { event } of client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }))
      return Number(event?.position?.commit ?? -1n)
    return -1
  } finally {
    await client.dispose()
  }
}

/** Waits until every view has come to a position; gives the seconds that it took. */
export async function untilProjected(mongoUrl: string, position: number, log: (line: string) => void): Promise<number> {
  const { db, close } = await connectMongo({ url: mongoUrl })
  const names = views.map(collectionName)
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  let told = 0
  for (;;) {
    const found = await checkpointsOf(db)
      .find({ _id: { $in: names } })
      .toArray()
    const reached = found.length < names.length ? -1 : Math.min(...found.map((checkpoint) => checkpoint.position))
    if (reached >= position) break
    if (seconds() > told + 10) {
      told = seconds()
      log(`projected up to ${reached} of ${position}`)
    }
    await delay(20)
  }
  await close()
  return seconds()
}
