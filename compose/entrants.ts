import type { Db } from 'mongodb'
import { rule } from '../domain/kernel.ts'
import { activeCollection } from '../projections/active.ts'
import { waitForPosition } from '../projections/positions.ts'
import type { EntryRow } from '../projections/rows/promotions.ts'

const WAIT_MS = 2_000

/** Ids of all entries of a promotion, once the view has come to a position. Throws READ_MODEL_BEHIND. */
export async function entrantsOf(db: Db, promotionId: string, position: number): Promise<string[]> {
  const reached = await waitForPosition(db, position, WAIT_MS, ['entries'])
  rule(
    reached,
    'READ_MODEL_BEHIND',
    'The list of entries is still catching up. Nothing was drawn; try again in a second.',
  )
  const entries = await activeCollection<EntryRow>(db, 'entries')
  // An entry's id begins with its promotion's, and `/` comes right after the dot that follows it.
  const _id = { $gt: `${promotionId}.`, $lt: `${promotionId}/` }
  const rows = await entries.find({ _id }).project<{ _id: string }>({ _id: 1 }).toArray()
  return rows.map(({ _id }) => _id)
}
