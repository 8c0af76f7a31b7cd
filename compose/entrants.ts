import type { Db } from 'mongodb'
import type { PrepareServices } from '../commands/preparation.ts'
import { entryOf } from '../commands/preparations/submit-entry.ts'
import { rule } from '../domain/kernel.ts'
import { activeCollection } from '../projections/active.ts'
import { waitForPosition } from '../projections/positions.ts'
import type { EntryRow } from '../projections/rows/promotions.ts'
import { possibleEntries } from '../read-api/entries-of-person.ts'

const WAIT_MS = 2_000
/** A prize is not drawn for somebody who cannot be told of it. */
const CAN_WIN = { erasedAt: { $exists: false } }

/** Ids of all entries of a promotion but those that were erased, once the view has come to a position. Throws READ_MODEL_BEHIND. */
export async function entrantsOf(db: Db, promotionId: string, position: number): Promise<string[]> {
  const entries = await entriesAt(db, position, ['entries'])
  // An entry's id begins with its promotion's, and `/` comes right after the dot that follows it.
  const _id = { $gt: `${promotionId}.`, $lt: `${promotionId}/` }
  return idsOf(entries.find({ _id, ...CAN_WIN }).project<Named>({ _id: 1 }))
}

/**
 * Ids of a person's entries in all promotions of a shop, once the views have come to a position. Throws
 * READ_MODEL_BEHIND. Their names are made of the phone number anew: nothing is opened, and nothing tells one
 * promotion's participants from another's.
 */
export async function entriesOf(
  db: Db,
  keyedHash: PrepareServices['keyedHash'],
  { merchantId, phone }: { merchantId: string; phone: string },
  position: number,
): Promise<string[]> {
  const entries = await entriesAt(db, position, ['entries', 'promotions'])
  const possible = await possibleEntries(db, merchantId, (id) => entryOf(keyedHash, id, phone).entryId)
  return idsOf(entries.find({ _id: { $in: possible } }).project<Named>({ _id: 1 }))
}

type Named = Pick<EntryRow, '_id'>
const idsOf = async (rows: { toArray(): Promise<Named[]> }) => (await rows.toArray()).map(({ _id }) => _id)

async function entriesAt(db: Db, position: number, views: string[]) {
  const reached = await waitForPosition(db, position, WAIT_MS, views)
  rule(
    reached,
    'READ_MODEL_BEHIND',
    'The list of entries is still catching up. Nothing was done; try again in a second.',
  )
  return activeCollection<EntryRow>(db, 'entries')
}
