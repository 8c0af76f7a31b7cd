import { setTimeout as sleep } from 'node:timers/promises'
import type { Collection } from 'mongodb'
import type { Criteria } from '../../domain/recommendation.ts'
import { takeLease } from './cache-lease.ts'
import { type CacheRow, findRow, type Kept, rowId, type Step, type Wanted, writeRow } from './cache-row.ts'
import type { Language } from './port.ts'
import { createFlights } from './single-flight.ts'

export interface RecommendationCacheOptions {
  collection: Collection<CacheRow>
  ttlMs?: number
  /** Shorter, for what only a second choice made: the first may be back soon. */
  fallbackTtlMs?: number
  /** Longer than a step may take. */
  leaseMs?: number
  pollMs?: number
  /** The present in milliseconds; tests hand in their own. */
  now?: () => number
  /** Hears of every `get`, for the hit rate. */
  onLookup?: (hit: boolean) => void
  /** Hears why the store could not be used. A recommendation is made without it then. */
  onError?: (error: unknown) => void
}

export type RecommendationCache = ReturnType<typeof createRecommendationCache>

const DAY_MS = 86_400_000
const FALLBACK_TTL_MS = 300_000
const LEASE_MS = 15_000
const POLL_MS = 100

/** Keeps recommendations for a day, and has each made once however many ask for it at once, in all processes together. */
export function createRecommendationCache(options: RecommendationCacheOptions) {
  const { collection, now = Date.now, onLookup = () => {} } = options
  const ignore = reportOnly(options)
  const flights = createFlights()
  return {
    async get(criteria: Criteria, language: Language = 'ko'): Promise<Kept['plans'] | undefined> {
      const kept = await findRow(collection, { step: 'plans', criteria, language }, now()).catch(ignore)
      onLookup(kept !== undefined)
      return kept
    },

    /** What is kept of a step, without making it. */
    find: <S extends Step>(wanted: Wanted<S>): Promise<Kept[S] | undefined> =>
      findRow(collection, wanted, now()).catch(ignore),

    set: (criteria: Criteria, language: Language, kept: Kept['plans']): Promise<void> =>
      write(options, { step: 'plans', criteria, language }, kept),

    /** Forgets all recommendations that fit, in every language, and what is being made of them. Says how many were kept. */
    async invalidate(criteria: Partial<Criteria>): Promise<number> {
      const filter = Object.fromEntries(Object.entries(criteria).map(([field, value]) => [`criteria.${field}`, value]))
      flights.forgetAll()
      const kept = await collection.countDocuments({ ...filter, plans: { $exists: true } })
      await collection.deleteMany(filter)
      return kept
    },

    /** What is kept of a step, or else made now: by one of all who ask. `mine` says whether it was made for this caller. */
    async once<S extends Step>(
      wanted: Wanted<S>,
      make: (signal: AbortSignal) => Promise<Kept[S]>,
      signal: AbortSignal,
    ): Promise<{ kept: Kept[S]; mine: boolean }> {
      const work = (shared: AbortSignal) => findOrMake(options, wanted, make, shared)
      const { answer, first } = await flights.join(rowId(wanted), work, signal)
      return { kept: answer.kept, mine: first && answer.isNew }
    },
  }
}

/** For what a recommendation does without: it is reported, and that is all. */
const reportOnly =
  ({ onError }: RecommendationCacheOptions) =>
  (error: unknown): undefined =>
    void onError?.(error)

function write<S extends Step>(options: RecommendationCacheOptions, wanted: Wanted<S>, kept: Kept[S]): Promise<void> {
  const { collection, ttlMs = DAY_MS, fallbackTtlMs = FALLBACK_TTL_MS, now = Date.now } = options
  const isFallback = kept.usage.failedFirst.length > 0
  return writeRow(collection, wanted, kept, { now: now(), ttlMs: isFallback ? fallbackTtlMs : ttlMs })
}

/** What is kept of a step, or what is made of it under the lease, and kept then; without the store it is made all the same. */
async function findOrMake<S extends Step>(
  options: RecommendationCacheOptions,
  wanted: Wanted<S>,
  make: (signal: AbortSignal) => Promise<Kept[S]>,
  signal: AbortSignal,
) {
  const ignore = reportOnly(options)
  const { kept, lease } = await findOrLease(options, wanted, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    ignore(error)
    return { kept: undefined, lease: undefined }
  })
  try {
    if (kept) return { kept, isNew: false }
    const made = await make(signal)
    // An invalidation meanwhile took the lease away.
    if (await lease?.isHeld().catch(ignore)) await write(options, wanted, made).catch(ignore)
    return { kept: made, isNew: true }
  } finally {
    await lease?.release().catch(ignore)
  }
}

/** Waits until the step is kept, or until the lease to make it is ours. */
async function findOrLease<S extends Step>(
  options: RecommendationCacheOptions,
  wanted: Wanted<S>,
  signal: AbortSignal,
) {
  const { collection, leaseMs = LEASE_MS, pollMs = POLL_MS, now = Date.now } = options
  while (true) {
    signal.throwIfAborted()
    const kept = await findRow(collection, wanted, now())
    if (kept) return { kept, lease: undefined }
    const lease = await takeLease(collection, { id: rowId(wanted), criteria: wanted.criteria, now: now(), leaseMs })
    // Another may have finished between our looking and our taking the lease.
    if (lease) return { lease, kept: await findRow(collection, wanted, now()) }
    await sleep(pollMs, undefined, { signal })
  }
}
