import type { Collection } from 'mongodb'
import type { Criteria, Plan, Trend, Usage } from '../../domain/recommendation.ts'
import type { Language } from './port.ts'

/**
 * A kept answer. Its id is the key for the plans, and `<key>/trends` for the first step alone;
 * `<id>/lease` is the lease of the process that is making it.
 */
export interface CacheRow {
  _id: string
  criteria: Criteria
  trends?: Trend[]
  plans?: Plan[]
  usage?: Usage
  /** The record of the call that paid for it. */
  callId?: string
  /** On a lease only. */
  holder?: string
  createdAt: Date
  expiresAt: Date
}

/** What is kept of each step. */
export interface Kept {
  trends: { trends: Trend[]; usage: Usage; callId?: string }
  plans: { trends: Trend[]; plans: Plan[]; usage: Usage; callId?: string }
}
export type Step = keyof Kept

/** One thing that can be kept. */
export interface Wanted<S extends Step> {
  step: S
  criteria: Criteria
  language: Language
}

/** What it is kept by. */
export function rowId({ step, criteria, language }: Wanted<Step>): string {
  const { trade, region, purpose, season } = criteria
  const key = [trade, region, purpose, season, language].join('.')
  return step === 'plans' ? key : `${key}/${step}`
}

/** Lets the server remove what has expired, and find what is to be invalidated. */
export async function ensureIndexes(collection: Collection<CacheRow>): Promise<void> {
  await collection.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 })
  await collection.createIndex({ 'criteria.purpose': 1, 'criteria.trade': 1 })
}

/** The row that has not expired at `now`, in milliseconds. */
export async function findRow<S extends Step>(
  collection: Collection<CacheRow>,
  wanted: Wanted<S>,
  now: number,
): Promise<Kept[S] | undefined> {
  const row = await collection.findOne({ _id: rowId(wanted), expiresAt: { $gt: new Date(now) } })
  if (!row) return undefined
  const { trends, plans, usage, callId } = row
  const paid = callId ? { usage, callId } : { usage }
  return (wanted.step === 'plans' ? { trends, plans, ...paid } : { trends, ...paid }) as Kept[S]
}

export async function writeRow<S extends Step>(
  collection: Collection<CacheRow>,
  wanted: Wanted<S>,
  kept: Kept[S],
  { now, ttlMs }: { now: number; ttlMs: number },
): Promise<void> {
  const times = { createdAt: new Date(now), expiresAt: new Date(now + ttlMs) }
  const row = { criteria: wanted.criteria, ...kept, ...times }
  await collection.replaceOne({ _id: rowId(wanted) }, row, { upsert: true })
}
