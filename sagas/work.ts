import type { AnyBulkWriteOperation, Collection } from 'mongodb'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { Effect } from './saga.ts'
import type { SagaEventData } from './saga-events.ts'

/** What sagas still have to do: derived from their streams, so it can be thrown away and read anew. */
export interface WorkRow {
  /** Effect: the id of the event that requested it. Timer: `<saga>/<sagaId>/<timerId>`. */
  _id: string
  /** What is done leaves a mark: a process that was frozen past its lease may still write what it had read, much later. */
  kind: 'effect' | 'timer' | 'done'
  /** Of the event that the row comes from. */
  position: number
  doneAt?: Date
  saga: string
  sagaId: string
  merchantId: string
  correlationId: string
  effect?: Effect
  timerId?: string
  /** ISO instant. */
  dueAt?: string
  /** Id of the event that scheduled the timer. */
  scheduledBy?: string
}

/** Longer than any process is frozen and goes on. */
const DONE_KEPT_SECONDS = 3_600

const timerRow = (saga: string, sagaId: string, timerId: string) => `${saga}/${sagaId}/${timerId}`

/** The row that a saga event adds, or the mark that it leaves instead of one. */
export function workChange(event: RecordedEvent): { add?: WorkRow; remove?: WorkRow } {
  const { saga, sagaId } = event.data as { saga: string; sagaId: string }
  const { merchantId, $correlationId: correlationId } = event.meta
  const common = { saga, sagaId, merchantId, correlationId, position: event.position }
  const done = (_id: string): WorkRow => ({ _id, kind: 'done', ...common })
  if (event.type === 'SagaEffectRequested')
    return { add: { _id: event.id, kind: 'effect', ...common, effect: event.data.effect as Effect } }
  if (event.type === 'SagaEffectDone') return { remove: done((event.data as SagaEventData<'SagaEffectDone'>).effectId) }
  if (event.type === 'SagaTimerScheduled') {
    const { timerId, dueAt } = event.data as SagaEventData<'SagaTimerScheduled'>
    const _id = timerRow(saga, sagaId, timerId)
    return { add: { _id, kind: 'timer', ...common, timerId, dueAt, scheduledBy: event.id } }
  }
  const { timerId } = event.data as { timerId?: string }
  return timerId ? { remove: done(timerRow(saga, sagaId, timerId)) } : {}
}

/** The same changes as writes; applying them again, in any order, ends the same: what is newer stays. */
export function workWrite({ add, remove }: ReturnType<typeof workChange>): AnyBulkWriteOperation<WorkRow>[] {
  // The server takes marks away by its own clock, so they carry the time of writing: an event may be read again long
  // after it happened, or have happened by another clock.
  const row = add ?? (remove && { ...remove, doneAt: new Date() })
  if (!row) return []
  const { _id, ...rest } = row
  return [
    { updateOne: { filter: { _id }, update: { $setOnInsert: rest }, upsert: true } },
    { replaceOne: { filter: { _id, position: { $lt: row.position } }, replacement: row } },
  ]
}

/** Timers are looked up by when they are due; what is done goes by itself. */
export const ensureWorkIndexes = async (rows: Collection<WorkRow>): Promise<void> => {
  await rows.createIndex({ kind: 1, dueAt: 1 })
  await rows.createIndex({ doneAt: 1 }, { expireAfterSeconds: DONE_KEPT_SECONDS })
}
