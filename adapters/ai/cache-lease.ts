import { randomUUID } from 'node:crypto'
import { type Collection, MongoServerError } from 'mongodb'
import type { Criteria } from '../../domain/recommendation.ts'
import type { CacheRow } from './cache-row.ts'

export interface CacheLease {
  /** Whether it is still ours: an invalidation takes it away. */
  isHeld(): Promise<boolean>
  release(): Promise<void>
}

const DUPLICATE_KEY = 11_000

/** Takes the lease on making one row, for all processes; undefined while another holds it. */
export async function takeLease(
  collection: Collection<CacheRow>,
  row: { id: string; criteria: Criteria; now: number; leaseMs: number },
): Promise<CacheLease | undefined> {
  const holder = randomUUID()
  const mine = { _id: `${row.id}/lease`, holder }
  const createdAt = new Date(row.now)
  const taken = { holder, criteria: row.criteria, createdAt, expiresAt: new Date(row.now + row.leaseMs) }
  try {
    // A lease that runs still does not match, and its id keeps a second one from being inserted.
    await collection.updateOne({ _id: mine._id, expiresAt: { $lte: createdAt } }, { $set: taken }, { upsert: true })
  } catch (error) {
    if (error instanceof MongoServerError && error.code === DUPLICATE_KEY) return undefined
    throw error
  }
  return {
    isHeld: async () => (await collection.findOne(mine)) !== null,
    release: async () => void (await collection.deleteOne(mine)),
  }
}
