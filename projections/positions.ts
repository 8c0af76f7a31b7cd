import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { activeVersions, nameOf } from './active.ts'
import { type Checkpoint, checkpointsOf, START_POSITION } from './checkpoints.ts'
import { views } from './views.ts'

/** How far the read model is. */
export interface Reached {
  position: number
  /** As of when, ISO 8601. */
  asOf: string
  /** The position with the collections that were meant, since a view's next version is another one: the same rows. */
  place: string
}

/** One look at the checkpoints. */
interface Look {
  /** When it began, by `performance.now()`. */
  began: number
  checkpoints: ReadonlyMap<string, Pick<Checkpoint, 'position' | 'at'>>
  versions: ReadonlyMap<string, number>
  /** What was asked of it before: in a crowd many ask for the same views. */
  reached: Map<readonly string[], Reached>
}

const POLL_MS = 10
const ALL = views.map(({ name }) => name)
const NOWHERE = { position: START_POSITION, at: new Date(0) }
const underWay = new WeakMap<Db, Promise<Look>>()
const last = new WeakMap<Db, Look>()

/** Every checkpoint; those who ask while a look is under way share it, so a crowd of waiters costs one look at a time. */
function look(db: Db): Promise<Look> {
  const shared = underWay.get(db)
  if (shared) return shared
  const began = performance.now()
  const looking = Promise.all([checkpointsOf(db).find().toArray(), activeVersions(db)])
    .then(([found, versions]) => {
      const checkpoints = new Map(found.map((checkpoint) => [checkpoint._id, checkpoint]))
      const seen = { began, checkpoints, versions, reached: new Map() }
      if (underWay.get(db) === looking) last.set(db, seen)
      return seen
    })
    .finally(() => underWay.get(db) === looking && underWay.delete(db))
  underWay.set(db, looking)
  return looking
}

/** Whoever asks from now on gets a look that began later: the read model is known to have moved. */
export function forgetLooks(db: Db): void {
  last.delete(db)
  underWay.delete(db)
}

function reachedBy(names: readonly string[], { checkpoints, versions, reached }: Look): Reached {
  const before = reached.get(names)
  if (before) return before
  const collections = names.map((name) => nameOf(versions, name))
  const all = collections.map((collection) => checkpoints.get(collection) ?? NOWHERE)
  const position = Math.min(...all.map((one) => one.position))
  const asOf = new Date(Math.min(...all.map(({ at }) => at.getTime()))).toISOString()
  const found = { position, asOf, place: `${position} ${collections.join(' ')}` }
  reached.set(names, found)
  return found
}

/** The position that all of the named views have reached, and the time of the one that is furthest behind. */
export const readModelPosition = async (db: Db, names: readonly string[] = ALL): Promise<Reached> =>
  reachedBy(names, await look(db))

/** The same by the last look, without another; undefined when that is older than so many milliseconds. */
export function recentPosition(db: Db, names: readonly string[], maxAgeMs: number): Reached | undefined {
  const recent = last.get(db)
  return recent && performance.now() - recent.began < maxAgeMs ? reachedBy(names, recent) : undefined
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
  const [head, { checkpoints, versions }] = await Promise.all([eventStore.head(), look(db)])
  const behind = (name: string) => {
    const { position } = checkpoints.get(nameOf(versions, name)) ?? NOWHERE
    return [name, Math.max(0, head - position)] as const
  }
  return Object.fromEntries(ALL.map(behind))
}
