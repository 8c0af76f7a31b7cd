import { isDeepStrictEqual } from 'node:util'
import type { Collection, Db } from 'mongodb'
import type { EventStore, RecordedEvent } from '../adapters/event-store/event-store.ts'
import { batches } from './batches.ts'
import { checkpointsOf, START_POSITION } from './checkpoints.ts'
import type { Row } from './rows/row.ts'
import { openView } from './store.ts'
import { advance, type Track } from './track.ts'
import { collectionName, type View } from './view.ts'

/** A row that is not what the history says; a side is missing where it has no such row. */
export interface Difference {
  id: string
  live?: Row
  rebuilt?: Row
}

export interface Comparison {
  view: string
  version: number
  equal: boolean
  /** How many live rows were compared. */
  rows: number
  /** The position up to which history was replayed. */
  position: number
  /** The first thousand. */
  differences: Difference[]
}

export interface RebuildOptions {
  db: Db
  eventStore: EventStore
  view: View
}

const PAGE = 1_000
const MAX_DIFFERENCES = 1_000

/**
 * Replays a view from the start into a scratch collection and compares it with the live rows, which may go on
 * changing meanwhile: a row that has moved on is compared when the replay is exactly at that row's own position.
 */
export async function compareWithRebuild({ db, eventStore, view }: RebuildOptions): Promise<Comparison> {
  const live = db.collection<Row>(collectionName(view))
  const scratch = { ...view, name: `${view.name}_rebuild_${crypto.randomUUID().slice(0, 8)}`, indexes: [] }
  const collection = await openView(db, scratch)
  const track: Track = { view, collection, position: START_POSITION, live: false }
  try {
    const start = await checkpointsOf(db).findOne({ _id: collectionName(view) })
    await replay(eventStore, track, [start?.position ?? START_POSITION])
    const { rows, ahead, differences } = await compareAt(track, live)
    const missing = await missingIn(live, collection)
    const moved = await compareAhead(eventStore, track, ahead)
    const all = [...differences, ...missing, ...moved]
    const found = { equal: all.length === 0, differences: all.slice(0, MAX_DIFFERENCES) }
    return { view: view.name, version: view.version, rows, position: track.position, ...found }
  } finally {
    await collection.drop()
  }
}

/** Compares every live row that has not moved past the replay, and gives those that have. */
async function compareAt(track: Track, live: Collection<Row>) {
  const result = { rows: 0, ahead: [] as Row[], differences: [] as Difference[] }
  for await (const page of pages(live)) {
    result.rows += page.length
    result.ahead.push(...page.filter(({ position }) => position > track.position))
    const settled = page.filter(({ position }) => position <= track.position)
    result.differences.push(...(await differing(track.collection, settled)))
  }
  return result
}

/** Rows that history says exist, but not here. */
async function missingIn(live: Collection<Row>, rebuilt: Collection<Row>): Promise<Difference[]> {
  const missing: Difference[] = []
  for await (const page of pages(rebuilt)) {
    const found = await byIds(
      live,
      page.map(({ _id }) => _id),
    )
    missing.push(...page.filter(({ _id }) => !found.has(_id)).map((row) => ({ id: row._id, rebuilt: row })))
  }
  return missing
}

/** Replays on, with a stop at the position of each row. A row from beyond the end of the store is no row of history. */
async function compareAhead(eventStore: EventStore, track: Track, ahead: Row[]): Promise<Difference[]> {
  if (ahead.length === 0) return []
  const head = await eventStore.head()
  const stops = Map.groupBy(ahead, ({ position }) => position)
  const differences: Difference[] = ahead
    .filter(({ position }) => position > head)
    .map((row) => ({ id: row._id, live: row }))
  const reachable = [...stops.keys()].filter((position) => position <= head).sort((a, b) => a - b)
  await replay(eventStore, track, reachable, async (position) => {
    differences.push(...(await differing(track.collection, stops.get(position) ?? [])))
  })
  return differences
}

/** Replays up to each of the positions, which rise, and says when it is there. */
async function replay(
  eventStore: EventStore,
  track: Track,
  stops: readonly number[],
  reached: (position: number) => Promise<void> = async () => {},
): Promise<void> {
  const left = stops.filter((stop) => stop > track.position)
  if (left.length === 0) return
  const done = new AbortController()
  const arrive = async (events: readonly RecordedEvent[], position: number) => {
    await advance(track, events)
    track.position = position
  }
  try {
    const source = eventStore.subscribeInLots({ after: track.position, isSealed: true, signal: done.signal })
    for await (const { events, position, caughtUp } of batches(source)) {
      const end = caughtUp ? Number.POSITIVE_INFINITY : position
      for (let stop = left[0]; stop !== undefined && stop <= end; stop = left[0]) {
        const until = stop
        await arrive(
          events.filter((event) => event.position <= until),
          until,
        )
        await reached(until)
        left.shift()
      }
      if (left.length === 0) break
      await arrive(events, Math.max(track.position, position))
    }
  } finally {
    done.abort()
  }
}

async function* pages(collection: Collection<Row>): AsyncGenerator<Row[]> {
  let page = await collection.find().sort({ _id: 1 }).limit(PAGE).toArray()
  while (page.length > 0) {
    yield page
    const last = page.at(-1)?._id ?? ''
    page = await collection
      .find({ _id: { $gt: last } })
      .sort({ _id: 1 })
      .limit(PAGE)
      .toArray()
  }
}

async function byIds(collection: Collection<Row>, ids: readonly string[]): Promise<Map<string, Row>> {
  const found = await collection.find({ _id: { $in: [...ids] } }).toArray()
  return new Map(found.map((row) => [row._id, row]))
}

async function differing(rebuilt: Collection<Row>, rows: readonly Row[]): Promise<Difference[]> {
  const there = await byIds(
    rebuilt,
    rows.map(({ _id }) => _id),
  )
  return rows.flatMap((live) => {
    const fresh = there.get(live._id)
    return isDeepStrictEqual(live, fresh) ? [] : [{ id: live._id, live, ...(fresh ? { rebuilt: fresh } : {}) }]
  })
}
