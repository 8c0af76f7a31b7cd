import type { AnyBulkWriteOperation, Collection } from 'mongodb'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { Effect } from './saga.ts'
import type { SagaEventData } from './saga-events.ts'

/** What sagas still have to do: derived from their streams, so it can be thrown away and read anew. */
export interface WorkRow {
  /** Effect: the id of the event that requested it. Timer: `<saga>/<sagaId>/<timerId>`. */
  _id: string
  kind: 'effect' | 'timer'
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

const timerRow = (saga: string, sagaId: string, timerId: string) => `${saga}/${sagaId}/${timerId}`

/** The rows that a saga event adds and the ids of those that it removes. */
export function workChange(event: RecordedEvent): { add?: WorkRow; remove?: string } {
  const { saga, sagaId } = event.data as { saga: string; sagaId: string }
  const common = { saga, sagaId, merchantId: event.meta.merchantId, correlationId: event.meta.$correlationId }
  if (event.type === 'SagaEffectRequested')
    return { add: { _id: event.id, kind: 'effect', ...common, effect: event.data.effect as Effect } }
  if (event.type === 'SagaEffectDone') return { remove: (event.data as SagaEventData<'SagaEffectDone'>).effectId }
  if (event.type === 'SagaTimerScheduled') {
    const { timerId, dueAt } = event.data as SagaEventData<'SagaTimerScheduled'>
    const _id = timerRow(saga, sagaId, timerId)
    return { add: { _id, kind: 'timer', ...common, timerId, dueAt, scheduledBy: event.id } }
  }
  const { timerId } = event.data as { timerId?: string }
  return timerId ? { remove: timerRow(saga, sagaId, timerId) } : {}
}

/** The same changes as writes; applying them again in order ends the same. */
export function workWrite({ add, remove }: ReturnType<typeof workChange>): AnyBulkWriteOperation<WorkRow>[] {
  if (add) return [{ replaceOne: { filter: { _id: add._id }, replacement: add, upsert: true } }]
  return remove ? [{ deleteOne: { filter: { _id: remove } } }] : []
}

/** Timers are looked up by when they are due. */
export const ensureWorkIndexes = (rows: Collection<WorkRow>): Promise<string> => rows.createIndex({ kind: 1, dueAt: 1 })
