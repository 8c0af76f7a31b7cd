import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { activeName } from './active.ts'
import { checkpointsOf, START_POSITION } from './checkpoints.ts'
import { views } from './views.ts'

/** How far the read model is, and as of when. */
export interface ReadModelPosition {
  position: number
  asOf: Date
}

const POLL_MS = 10
const ALL = views.map(({ name }) => name)
type Positions = Map<string, ReadModelPosition>
const reading = new WeakMap<Db, Promise<Positions>>()

/** Every checkpoint; those who ask while a read is under way share it, so a crowd of waiters costs one read at a time. */
function readPositions(db: Db): Promise<Positions> {
  const underWay = reading.get(db)
  if (underWay) return underWay
  const read = checkpointsOf(db)
    .find()
    .toArray()
    .then((all) => new Map(all.map(({ _id, position, at }) => [_id, { position, asOf: at }])))
    .finally(() => reading.delete(db))
  reading.set(db, read)
  return read
}

/** The position that all of the named views have reached, and the time of the one that is furthest behind. */
export async function readModelPosition(db: Db, names: readonly string[] = ALL): Promise<ReadModelPosition> {
  const [positions, ...collections] = await Promise.all([
    readPositions(db),
    ...names.map((name) => activeName(db, name)),
  ])
  const none: ReadModelPosition = { position: START_POSITION, asOf: new Date(0) }
  const reached = collections.map((collection) => positions.get(collection) ?? none)
  return {
    position: Math.min(...reached.map(({ position }) => position)),
    asOf: new Date(Math.min(...reached.map(({ asOf }) => asOf.getTime()))),
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
  const [head, positions] = await Promise.all([eventStore.head(), readPositions(db)])
  const behind = async (name: string) => {
    const position = positions.get(await activeName(db, name))?.position ?? START_POSITION
    return [name, Math.max(0, head - position)] as const
  }
  return Object.fromEntries(await Promise.all(ALL.map(behind)))
}
