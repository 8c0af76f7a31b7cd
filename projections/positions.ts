import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { activeVersions, nameOf } from './active.ts'
import { checkpointsOf, START_POSITION } from './checkpoints.ts'
import { views } from './views.ts'

/** How far the read model is, and as of when. */
export interface ReadModelPosition {
  position: number
  asOf: Date
}

/** The same, with the collections that were meant: a view's next version is another one. */
export interface Reached extends ReadModelPosition {
  collections: string[]
}

const POLL_MS = 10
const ALL = views.map(({ name }) => name)
interface Positions {
  reached: Map<string, ReadModelPosition>
  versions: ReadonlyMap<string, number>
}
const NOWHERE: ReadModelPosition = { position: START_POSITION, asOf: new Date(0) }
const reading = new WeakMap<Db, Promise<Positions>>()
/** What was read last, and when. */
const recent = new WeakMap<Db, { positions: Positions; readAt: number }>()

/**
 * Every checkpoint; those who ask while a read is under way share it, so a crowd of waiters costs one read at a time.
 *
 * @param maxAgeMs how old what was read last may be to do instead
 */
async function readPositions(db: Db, maxAgeMs: number): Promise<Positions> {
  const last = recent.get(db)
  if (last && performance.now() - last.readAt < maxAgeMs) return last.positions
  const underWay = reading.get(db)
  if (underWay) return underWay
  const began = performance.now()
  const read = Promise.all([checkpointsOf(db).find().toArray(), activeVersions(db)])
    .then(([all, versions]) => {
      const reached = new Map(all.map(({ _id, position, at }) => [_id, { position, asOf: at }]))
      const positions = { reached, versions }
      recent.set(db, { positions, readAt: began })
      return positions
    })
    .finally(() => reading.delete(db))
  reading.set(db, read)
  return read
}

/**
 * The position that all of the named views have reached, and the time of the one that is furthest behind.
 *
 * @param maxAgeMs how long ago that may have been read
 */
export async function readModelPosition(db: Db, names: readonly string[] = ALL, maxAgeMs = 0): Promise<Reached> {
  const { reached, versions } = await readPositions(db, maxAgeMs)
  const collections = names.map((name) => nameOf(versions, name))
  const all = collections.map((collection) => reached.get(collection) ?? NOWHERE)
  return {
    position: Math.min(...all.map(({ position }) => position)),
    asOf: new Date(Math.min(...all.map(({ asOf }) => asOf.getTime()))),
    collections,
  }
}

/**
 * Waits until the named views (all, when left out) have reached a position; name those a query reads, so that it
 * does not wait for others.
 *
 * @returns false when they have not within the time
 */
export async function waitForPosition(
  db: Db,
  position: number,
  timeoutMs: number,
  names: readonly string[] = ALL,
): Promise<boolean> {
  const deadline = performance.now() + timeoutMs
  while ((await readModelPosition(db, names)).position < position) {
    if (performance.now() >= deadline) return false
    await delay(Math.min(POLL_MS, Math.max(1, deadline - performance.now())))
  }
  return true
}

/** How many positions each view is behind the store. Records of sagas count too until the subscription has passed them. */
export async function lag(db: Db, eventStore: EventStore): Promise<Record<string, number>> {
  const [head, { reached, versions }] = await Promise.all([eventStore.head(), readPositions(db, 0)])
  const behind = (name: string) => {
    const { position } = reached.get(nameOf(versions, name)) ?? NOWHERE
    return [name, Math.max(0, head - position)] as const
  }
  return Object.fromEntries(ALL.map(behind))
}
