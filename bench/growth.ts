import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Level, measureLevel } from './growth-level.ts'
import { type Row, type RunOptions, row } from './harness.ts'
import { headOf, type Marks, untilReached, VIEWS } from './progress.ts'
import { EVENTS_A_PROMOTION, seedEvents } from './seed-events.ts'
import { openStand, type Stand } from './stand.ts'

/** Promotions that are stored before it is asked whether there is time for more. */
const PORTION = 2_500
const PUBLISHER: Marks = { collection: 'checkpoints', names: ['publisher'] }
const SAGAS: Marks = { collection: 'saga_checkpoints', names: ['open_work'] }

/** How far a run has come; one in pieces keeps it in a file. */
interface State {
  /** Promotions that are stored. */
  there: number
  /** Seconds that views have taken so far, by events stored; `isRebuilt` once they have come to the end. */
  rebuilds: Record<number, { seconds: number; isRebuilt: boolean }>
  levels: Record<number, Level>
}

interface Run {
  stand: Stand
  state: State
  sizes: readonly number[]
  /** A database for each size. */
  mongoUrls: readonly string[]
  calls: number
  /** Seconds that are left of this piece. */
  left: () => number
  log: (line: string) => void
}

/** How cost grows with what is stored. Gives nothing when its piece ends before it does. */
export async function run({ quick, log, piece }: RunOptions): Promise<Row[] | undefined> {
  const began = performance.now()
  const left = () => (piece?.seconds ?? Number.POSITIVE_INFINITY) - (performance.now() - began) / 1000
  const file = piece && join(piece.folder, 'growth.json')
  const stand = await openStand(piece?.folder)
  const state = await loadState(file)
  try {
    const sizes = quick ? [1_000, 4_000] : [10_000, 100_000, 1_000_000]
    const mongoUrls = sizes.map((events) => stand.mongoUrl.replace(/madang$/, `growth_${events}`))
    const isDone = await measureAll({ stand, state, sizes, mongoUrls, calls: quick ? 400 : 4_000, left, log })
    return isDone ? rowsOf(sizes, state) : undefined
  } finally {
    if (file) await writeFile(file, JSON.stringify(state))
    await stand.stop()
  }
}

async function loadState(file: string | undefined): Promise<State> {
  const text =
    file && (await readFile(file, 'utf8').catch((error) => (error.code === 'ENOENT' ? '' : Promise.reject(error))))
  return text ? (JSON.parse(text) as State) : { there: 0, rebuilds: {}, levels: {} }
}

/** Goes on from the state as long as there is time; says whether it has come to the end. */
async function measureAll(run: Run): Promise<boolean> {
  const { stand, state, sizes, mongoUrls, calls, left, log } = run
  for (const [index, events] of sizes.entries()) {
    if (state.levels[events]) continue
    const mongoUrl = mongoUrls[index] as string
    if (!(await seed(run, index)) || !(await rebuild(run, events, mongoUrl))) return false
    if (!(await settle(run, mongoUrl)) || left() <= 0) return false
    state.levels[events] = await measureLevel(stand, mongoUrl, calls)
    log(`${events} events: ${JSON.stringify(state.levels[events])}`)
  }
  return true
}

async function seed({ stand, state, sizes, mongoUrls, left, log }: Run, index: number): Promise<boolean> {
  const promotions = (sizes[index] as number) / EVENTS_A_PROMOTION
  while (state.there < promotions && left() > 0) {
    const until = Math.min(promotions, state.there + PORTION)
    // A later size's database needs the keys of the events before it too.
    await seedEvents({ ...stand, mongoUrls: mongoUrls.slice(index) }, state.there, until)
    state.there = until
    log(`${until * EVENTS_A_PROMOTION} events are there`)
  }
  return state.there >= promotions
}

/** Fills every view from nothing; a piece that ends in the middle goes on from the checkpoints. */
async function rebuild({ stand, state, left, log }: Run, events: number, mongoUrl: string): Promise<boolean> {
  const known = state.rebuilds[events] ?? { seconds: 0, isRebuilt: false }
  state.rebuilds[events] = known
  if (known.isRebuilt || left() <= 0) return known.isRebuilt
  const position = await headOf(stand.eventStoreUrl)
  const app = await stand.app({ MONGODB_URL: mongoUrl, MADANG_ROLES: 'http,projections' })
  const { seconds, isThere } = await untilReached(mongoUrl, position, VIEWS, log, left())
  await app.stop()
  known.seconds += seconds
  known.isRebuilt = isThere
  if (isThere) log(`every view of ${events} events in ${known.seconds.toFixed(1)} s`)
  return isThere
}

/** Lets sagas and the publisher pass over what they have not seen. */
async function settle({ stand, left, log }: Run, mongoUrl: string): Promise<boolean> {
  if (left() <= 0) return false
  const position = await headOf(stand.eventStoreUrl)
  const app = await stand.app({ MONGODB_URL: mongoUrl })
  let isSettled = true
  for (const marks of [VIEWS, PUBLISHER, SAGAS])
    isSettled &&= (await untilReached(mongoUrl, position, marks, log, left())).isThere
  await app.stop()
  return isSettled
}

const REBUILD_LIMIT =
  'the thread of the application limits it, as in catching up; the more rows, the more pages of its indexes MongoDB writes'
const LATENCIES = { commandMs: 'command p50', queryMs: 'query p50', lagMs: 'projection lag p50' } as const

function rowsOf(sizes: readonly number[], { rebuilds, levels }: State): Row[] {
  const rows = sizes.flatMap((events) => {
    const level = levels[events] as Level
    const at = `at ${events.toLocaleString('en-US')} events`
    const seconds = rebuilds[events]?.seconds ?? Number.NaN
    return [
      row(`command p50 ${at}`, level.commandMs, 'ms'),
      row(`query p50 ${at}`, level.queryMs, 'ms'),
      row(`start-up ${at}`, level.startSeconds, 's', { atMost: 15 }),
      row(`memory of the application ${at}`, level.memory, 'MiB'),
      row(`projection lag p50 ${at}`, level.lagMs, 'ms'),
      row(
        `rebuild of every view ${at}`,
        seconds,
        's',
        {},
        `${Math.round(events / seconds).toLocaleString('en-US')} events/s; ${REBUILD_LIMIT}`,
      ),
    ]
  })
  const [first, last] = [levels[sizes[0] ?? 0] as Level, levels[sizes.at(-1) ?? 0] as Level]
  const ratios = Object.entries(LATENCIES).map(([key, name]) => {
    const figure = key as keyof typeof LATENCIES
    return row(`${name}, largest beside smallest store`, last[figure] / first[figure], '×', { atMost: 1.3 })
  })
  return [...rows, ...ratios]
}
