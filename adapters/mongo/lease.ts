import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Collection, Db } from 'mongodb'

/** Who runs a role. `token` grows with every change of holder: of two that claim the role, the higher one is right. */
interface Lease {
  _id: string
  holder: string
  token: number
  expiresAt: Date
}

export interface LeaseOptions {
  db: Db
  role: string
  /** Ends the role for good; the lease is given back at once. */
  signal: AbortSignal
  /** Names this process; made up when left out. */
  holder?: string
  /** A holder that has been silent for so long is dead. Clocks of different machines may differ by less than a third of it. */
  ttlMs?: number
  onError?: (error: unknown) => void
}

/** What the role's work gets: its fencing token, and a signal that aborts as soon as the lease may be another's. */
export interface Held {
  token: number
  signal: AbortSignal
}

const DEFAULT_TTL_MS = 5_000
const BEATS = 4

/**
 * Runs a role in one process at a time: waits for the lease, works while it is held, waits again after losing it.
 * Work that fails gives the lease back and is started again a little later, here or elsewhere.
 */
export async function holdLease(options: LeaseOptions, work: (held: Held) => Promise<void>): Promise<void> {
  const { db, role, signal, holder = randomUUID(), ttlMs = DEFAULT_TTL_MS, onError = () => {} } = options
  const leases = db.collection<Lease>('leases')
  const mine = { leases, role, holder, ttlMs }
  while (!signal.aborted) {
    const askedAt = performance.now()
    const token = await acquire(mine).catch(onError)
    if (token) {
      await workWhileHeld({ ...mine, token, askedAt, signal, onError }, work).catch(onError)
      await leases.updateOne({ _id: role, holder, token }, { $set: { expiresAt: new Date(0) } }).catch(onError)
    }
    await delay(ttlMs / BEATS, undefined, { signal }).catch(() => {})
  }
}

interface Mine {
  leases: Collection<Lease>
  role: string
  holder: string
  ttlMs: number
}

/** Takes a lease that is free or has run out, and gives its new token. Compare-and-set on the token decides a race. */
async function acquire({ leases, role, holder, ttlMs }: Mine): Promise<number | undefined> {
  const found = await leases.findOne({ _id: role })
  const expiresAt = new Date(Date.now() + ttlMs)
  if (!found) {
    const first = await leases.updateOne(
      { _id: role },
      { $setOnInsert: { holder, token: 1, expiresAt } },
      { upsert: true },
    )
    return first.upsertedCount === 1 ? 1 : undefined
  }
  if (found.expiresAt.getTime() > Date.now()) return undefined
  const token = found.token + 1
  const taken = await leases.updateOne({ _id: role, token: found.token }, { $set: { holder, token, expiresAt } })
  return taken.matchedCount === 1 ? token : undefined
}

type Working = Mine & { token: number; askedAt: number; signal: AbortSignal; onError: (error: unknown) => void }

async function workWhileHeld(working: Working, work: (held: Held) => Promise<void>): Promise<void> {
  const lost = new AbortController()
  const done = new AbortController()
  const signal = AbortSignal.any([working.signal, lost.signal])
  const beating = beat(working, AbortSignal.any([signal, done.signal])).finally(() => lost.abort())
  try {
    await work({ token: working.token, signal })
  } finally {
    done.abort()
    await beating
  }
}

/**
 * Renews until told to stop. Returns early when the lease is another's, or one beat before the last renewal that
 * surely counted runs out: never later, whether the database refuses, is silent, or fails just before that moment.
 */
async function beat({ leases, role, holder, token, ttlMs, askedAt, onError }: Working, stop: AbortSignal) {
  const interval = ttlMs / BEATS
  let deadline = askedAt + ttlMs - interval
  const pause = (ms: number) =>
    delay(Math.max(0, Math.min(ms, deadline - performance.now())), undefined, { signal: stop }).catch(() => {})
  while (!stop.aborted && performance.now() < deadline) {
    await pause(interval)
    if (stop.aborted) return
    const sentAt = performance.now()
    const renewal = leases
      .updateOne({ _id: role, holder, token }, { $set: { expiresAt: new Date(Date.now() + ttlMs) } })
      .then(({ matchedCount }) => matchedCount === 1)
      .catch((error: unknown) => void onError(error))
    const renewed = await Promise.race([renewal, pause(ttlMs)])
    if (renewed === false) return
    if (renewed) deadline = sentAt + ttlMs - interval
  }
}

/** Whether anyone holds a role now. */
export async function isHeld(db: Db, role: string): Promise<boolean> {
  const lease = await db.collection<Lease>('leases').findOne({ _id: role })
  return lease !== null && lease.expiresAt.getTime() > Date.now()
}
