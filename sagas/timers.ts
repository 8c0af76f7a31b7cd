import type { Collection } from 'mongodb'
import type { WorkRow } from './work.ts'

/** Timers due further away than this stay in the table until a sweep finds them. */
const HORIZON_MS = 60_000
const SWEEP_MS = 30_000

/** Timers of sagas: armed in memory shortly before they are due, kept in the table, recorded in the log. */
export interface Timers {
  /** Arms a timer that was just scheduled, if it is due soon. */
  arm(row: WorkRow): void
  disarm(id: string): void
  /** Arms what is due soon, and goes on doing so. */
  start(): Promise<void>
  stop(): void
}

/**
 * @param rows the table of open work
 * @param fire called when a timer is due; it is safe to call it for a timer that was set anew
 */
export function createTimers(
  rows: Collection<WorkRow>,
  now: () => string,
  fire: (row: WorkRow) => void,
  onError: (error: unknown) => void,
): Timers {
  const armed = new Map<string, NodeJS.Timeout>()
  let sweeper: NodeJS.Timeout | undefined
  const disarm = (id: string) => {
    clearTimeout(armed.get(id))
    armed.delete(id)
  }
  const arm = (row: WorkRow) => {
    disarm(row._id)
    const delay = untilDue(row, now())
    if (delay > HORIZON_MS) return
    const due = () => {
      armed.delete(row._id)
      // A timeout may come a moment early, and the clock may have been set back meanwhile.
      if (untilDue(row, now()) > 0) arm(row)
      else fire(row)
    }
    armed.set(row._id, setTimeout(due, Math.max(0, delay)))
  }
  const sweep = async () => {
    for await (const row of dueSoon(rows, now())) if (!armed.has(row._id)) arm(row)
  }
  return {
    arm,
    disarm,
    start: async () => {
      clearInterval(sweeper)
      await sweep()
      sweeper = setInterval(() => void sweep().catch(onError), SWEEP_MS)
    },
    stop: () => {
      clearInterval(sweeper)
      for (const id of armed.keys()) disarm(id)
    },
  }
}

const untilDue = ({ dueAt }: WorkRow, now: string) => Date.parse(dueAt ?? '') - Date.parse(now)

function dueSoon(rows: Collection<WorkRow>, now: string) {
  const until = new Date(Date.parse(now) + HORIZON_MS).toISOString()
  return rows.find({ kind: 'timer', dueAt: { $lte: until } })
}
