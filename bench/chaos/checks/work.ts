import type { RecordedEvent } from '../../../adapters/event-store/event-store.ts'
import { isSagaEvent } from '../../../sagas/saga-events.ts'
import { type WorkRow, workChange } from '../../../sagas/work.ts'

/** The table is written a little behind the log. */
const BEHIND_MS = 2_000

/**
 * The sagas' table of open work against the log: what is in the one only would never be done, or be done again at the
 * next start.
 *
 * @param events the whole log; @param rows the table, read after it
 */
export function checkWork(events: readonly RecordedEvent[], rows: readonly WorkRow[], now: string): string[] {
  const open = new Map<string, WorkRow>()
  const fresh = new Set<string>()
  for (const event of events) {
    if (!isSagaEvent(event.type)) continue
    const { add, remove } = workChange(event)
    if (add) open.set(add._id, add)
    if (remove) open.delete(remove._id)
    const isFresh = Date.parse(event.meta.at) > Date.parse(now) - BEHIND_MS
    if (isFresh) fresh.add(add?._id ?? remove?._id ?? '')
  }
  const there = new Map(rows.map((row) => [row._id, row]))
  const isSettled = ({ _id, dueAt = '9' }: WorkRow) =>
    !fresh.has(_id) && dueAt > new Date(Date.parse(now) - BEHIND_MS).toISOString()
  const lost = [...open.values()].filter((row) => isSettled(row) && there.get(row._id)?.scheduledBy !== row.scheduledBy)
  const stale = rows.filter((row) => isSettled(row) && !open.has(row._id))
  const name = ({ kind, _id, effect }: WorkRow) => `${kind} ${effect?.type ?? ''} ${_id}`
  return [
    ...lost.map((row) => `open by the log, but not in the table of work: ${name(row)}`),
    ...stale.map((row) => `in the table of work, but not open by the log: ${name(row)}`),
  ]
}
