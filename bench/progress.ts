import { setTimeout as delay } from 'node:timers/promises'
import { BACKWARDS, END, EventStoreDBClient } from '@eventstore/db-client'
import { connectMongo } from '../adapters/mongo/connect.ts'
import type { Checkpoint } from '../projections/checkpoints.ts'
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

/** Where a role keeps how far it is. */
export interface Marks {
  collection: string
  names: readonly string[]
}

/** Every view's mark. */
export const VIEWS: Marks = { collection: 'checkpoints', names: views.map(collectionName) }

/**
 * Waits until all of the marks have come to a position.
 *
 * @param limit seconds after which it gives up
 * @returns the seconds that it took, and whether they have
 */
export async function untilReached(
  mongoUrl: string,
  position: number,
  { collection, names }: Marks,
  log: (line: string) => void,
  limit = Number.POSITIVE_INFINITY,
): Promise<{ seconds: number; isThere: boolean }> {
  const { db, close } = await connectMongo({ url: mongoUrl })
  const marks = db.collection<Pick<Checkpoint, '_id' | 'position'>>(collection)
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  let isThere = false
  for (let told = 0; !isThere && seconds() < limit; await delay(20)) {
    const found = await marks.find({ _id: { $in: [...names] } }).toArray()
    const reached = found.length < names.length ? -1 : Math.min(...found.map((mark) => mark.position))
    isThere = reached >= position
    if (isThere || seconds() < told + 10) continue
    told = seconds()
    log(`${collection}: up to ${reached} of ${position}`)
  }
  await close()
  return { seconds: seconds(), isThere }
}
