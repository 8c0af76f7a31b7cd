import type { Db } from 'mongodb'
import type { EntryRow } from '../projections/rows/promotions.ts'
import { type TenantRows, viewRows } from './read-model.ts'

/** Nobody's entries in one shop are more than its promotions; a bound all the same. */
const MOST = 100

/** The ids that a person's entries have in all promotions of a shop, whether there are any or not. */
export async function possibleEntries(db: Db, merchantId: string, idIn: (promotionId: string) => string) {
  const promotions = await viewRows(db, 'promotions')
  const ids = await promotions.find({ merchantId }).project<{ _id: string }>({ _id: 1 }).toArray()
  return ids.map(({ _id }) => idIn(_id))
}

/**
 * A person's entries among some ids, newest first. Whoever was erased is not found: the id would still tell that a
 * number took part, when and whether it won, which is what erasing is to end.
 *
 * @param phone digits
 */
export async function entriesOfPerson(rows: TenantRows, ids: string[], phone: string): Promise<EntryRow[]> {
  const found = await rows.list('entries', { _id: { $in: ids } }, { sort: { at: -1, _id: 1 }, limit: MOST })
  return found.filter((row) => row.phone === phone)
}
