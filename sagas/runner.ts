import { setTimeout as delay } from 'node:timers/promises'
import type { Collection } from 'mongodb'
import type { EventStore, RecordedEvent } from '../adapters/event-store/event-store.ts'
import { createEffects, type Effects } from './effects.ts'
import { createLanes, type Job, type Lanes } from './lanes.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { type EffectHandler, type Saga, sagaStream } from './saga.ts'
import { isSagaEvent } from './saga-events.ts'
import { createTimers, type Timers } from './timers.ts'
import { ensureWorkIndexes, type WorkRow, workChange } from './work.ts'
import { createWorkTable, type WorkTable } from './work-table.ts'

export interface SagaRunnerOptions {
  store: EventStore
  /** Every machine version that instances may still run; the highest version of a name starts new ones. */
  sagas: readonly Saga[]
  handlers: Readonly<Record<string, EffectHandler>>
  work: Collection<WorkRow>
  checkpoints: Collection<{ _id: string; position: number }>
  now: () => string
  signal: AbortSignal
  onError: (error: unknown) => void
}

/** A running saga role. */
export interface SagaRunner {
  /** Resolves once everything left open before the start is being worked on. */
  ready: Promise<void>
  /** Resolves after the signal has aborted and all has come to rest. */
  stopped: Promise<void>
  stats(): { position: number; effectsRunning: number; live: boolean }
}

const RESTART_MS = 1_000
const TIMER_RETRY_MS = 1_000
/** Enough for the store to write many in one go; few enough that a burst leaves the process time for others. */
const EVENTS_AT_ONCE = 64

/** What the loop works with. */
interface Parts {
  current: ReadonlyMap<string, Saga>
  recorder: Recorder
  effects: Effects
  timers: Timers
  table: WorkTable
  progress: { position: number; live: boolean }
}

/**
 * Reads every event in order, gives domain events to the instances they concern, each instance in order and different
 * ones side by side, and keeps the table of open work.
 * What was requested before this process started is only begun once the log has been read to its end, since its
 * end may say that it is done.
 */
export function startSagas(options: SagaRunnerOptions): SagaRunner {
  const { signal, onError } = options
  const parts = assemble(options)
  const { progress, effects, timers, table } = parts
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>()
  table.keepSaving(signal, onError)
  const run = async () => {
    while (!signal.aborted) {
      await readLog(options, parts, isReady).catch((error) => void (signal.aborted || onError(error)))
      await delay(RESTART_MS, undefined, { signal }).catch(() => {})
    }
    timers.stop()
    await effects.drain()
    await table.save().catch(onError)
  }
  return { ready, stopped: run(), stats: () => ({ ...progress, effectsRunning: effects.running() }) }
}

function assemble({ store, sagas, handlers, work, checkpoints, now, signal, onError }: SagaRunnerOptions): Parts {
  const current = new Map(sagas.toSorted((a, b) => a.version - b.version).map((saga) => [saga.name, saga]))
  const machineOf = (saga: Saga) => (version: number) => {
    const known = sagas.find(({ name, version: v }) => name === saga.name && v === version)
    if (!known) throw new Error(`${saga.name} no longer knows its version ${version}`)
    return known.machine
  }
  const sagaOf = ({ saga }: WorkRow) => {
    const known = current.get(saga)
    if (!known) throw new Error(`there is no saga ${saga}`)
    return known
  }
  const recorder = createRecorder(store, machineOf, now)
  const done = (row: WorkRow, outcome: string) => recorder.effectDone(sagaOf(row), row.sagaId, row._id, outcome, row)
  const effects = createEffects({ handlers, done, signal, onError })
  const fire = async (row: WorkRow) => {
    try {
      await recorder.timerDue(sagaOf(row), row.sagaId, `${row.timerId}`, `${row.scheduledBy}`, row)
    } catch (error) {
      if (signal.aborted) return
      onError(error)
      timers.arm({ ...row, dueAt: new Date(Date.parse(now()) + TIMER_RETRY_MS).toISOString() })
    }
  }
  const timers: Timers = createTimers(work, now, (row) => void fire(row), onError)
  const table = createWorkTable(work, checkpoints)
  return { current, recorder, effects, timers, table, progress: { position: -1, live: false } }
}

async function readLog({ store, work, signal }: SagaRunnerOptions, parts: Parts, isReady: () => void): Promise<void> {
  const { table, progress, effects, timers } = parts
  await ensureWorkIndexes(work)
  progress.live = false
  const after = await table.load()
  progress.position = after
  const end = new AbortController()
  const lanes = createLanes({
    atOnce: EVENTS_AT_ONCE,
    finished: (position) => {
      progress.position = position
      table.reached(position)
    },
    failed: (error) => end.abort(error),
  })
  try {
    const reading = AbortSignal.any([signal, end.signal])
    for await (const item of store.subscribeAll({ after, sagaStreams: true, signal: reading })) {
      if (item.kind === 'event') await take(parts, lanes, item.event)
      if (item.kind === 'checkpoint') await lanes.take(item.position, [])
      if (item.kind === 'caught-up' && !progress.live) {
        await table.save()
        progress.live = true
        for await (const row of work.find({ kind: 'effect' })) effects.start(row, true)
        await timers.start()
        isReady()
      }
    }
    end.signal.throwIfAborted()
  } finally {
    await lanes.settled()
  }
}

async function take(
  { current, recorder, effects, timers, table, progress }: Parts,
  lanes: Lanes,
  event: RecordedEvent,
) {
  if (!isSagaEvent(event.type)) return lanes.take(event.position, received([...current.values()], recorder, event))
  recorder.heard(event.stream, event.revision)
  const change = workChange(event)
  table.note(change)
  await lanes.take(event.position, [])
  if (!progress.live) return
  if (change.add?.kind === 'effect') effects.start(change.add, false)
  if (change.add?.kind === 'timer') timers.arm(change.add)
  if (change.remove) timers.disarm(change.remove._id)
}

/** What a domain event tells each instance that it concerns. */
function received(sagas: readonly Saga[], recorder: Recorder, event: RecordedEvent): Job[] {
  const { $correlationId: correlationId, merchantId } = event.meta
  const origin = { source: event.id, correlationId, merchantId }
  return sagas.flatMap((saga) =>
    (saga.routes[event.type]?.(event) ?? []).map(({ sagaId, input, starts = false }) => ({
      lane: sagaStream(saga.name, sagaId),
      run: () => recorder.receive(saga, sagaId, input, starts, origin),
    })),
  )
}
