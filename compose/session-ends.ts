import { setTimeout as delay } from 'node:timers/promises'
import type { Db, Filter } from 'mongodb'
import { SESSION_SECONDS } from '../adapters/http/auth.ts'
import type { SessionEnd, SessionEnds } from '../adapters/http/session-ends.ts'
import { activeCollection } from '../projections/active.ts'
import { readModelPosition } from '../projections/positions.ts'
import type { AccountRow, AuthorizationRow } from '../projections/rows/people.ts'

export interface FollowDeps {
  db: Db
  ends: Pick<SessionEnds, 'learn'>
  now: () => string
  signal: AbortSignal
  onError(error: unknown): void
}

/** Pause between two looks: with the projections on time, what ends a sign-in is known everywhere after so long. */
const LOOK_MS = 1_000

/** Learns what ended sign-ins that may still be there, and from then on whatever ends more; rejects when it cannot begin. */
export async function followSessionEnds({ db, ends, now, signal, onError }: FollowDeps): Promise<void> {
  const oldest = new Date(Date.parse(now()) - SESSION_SECONDS * 1000).toISOString()
  let seen = await look({ 'ended.at': { $gt: oldest } })
  let isBlind = false
  const goOn = async () => {
    for (;;) {
      await delay(LOOK_MS, undefined, { signal })
      try {
        seen = await look({ 'ended.position': { $gt: seen } })
        isBlind = false
      } catch (error) {
        // Said once in an outage, however long it is.
        if (!isBlind && !signal.aborted) onError(error)
        isBlind = true
      }
    }
  }
  goOn().catch((error) => signal.aborted || onError(error))

  /** Rows are written before their position is told, so what is newer than it may come once more, but nothing is missed. */
  async function look(filter: Filter<Ending>): Promise<number> {
    const { position } = await readModelPosition(db, VIEWS)
    const found = await Promise.all(VIEWS.map((view) => endedIn(db, view, filter)))
    ends.learn(found.flat())
    return position
  }
}

/** In the rows of both it is in the same place. */
const VIEWS = ['accounts', 'authorizations'] as const
type Ending = Pick<AccountRow & AuthorizationRow, '_id' | 'position' | 'merchantId' | 'ended'>

async function endedIn(db: Db, view: (typeof VIEWS)[number], filter: Filter<Ending>): Promise<SessionEnd[]> {
  const rows = await activeCollection<Ending>(db, view)
  const found = await rows.find(filter).project<Pick<Ending, '_id' | 'ended'>>({ ended: 1 }).toArray()
  return found.flatMap(({ _id, ended }) => (ended ? [{ id: _id, position: ended.position }] : []))
}
