import type { Db, Filter } from 'mongodb'
import { activeCollection } from '../../projections/active.ts'
import type { Row } from '../../projections/rows/row.ts'
import { views } from '../../projections/views.ts'
import type { ViewName } from '../read-model.ts'

/** A row as it is now, of the view it belongs to. */
export interface Change {
  view: string
  row: Row
}

/** What the stream carries: every view that is not private, so neither participants' data nor passwords. */
export const LIVE_VIEWS = views.filter((view) => !view.private).map(({ name }) => name) as [ViewName, ...ViewName[]]

/** The merchant's rows that changed after a position, oldest first; undefined when there are more than `most`. */
export async function changesSince(
  db: Db,
  merchantId: string,
  after: number,
  most: number,
): Promise<Change[] | undefined> {
  const filter = { merchantId, position: { $gt: after } } as Filter<Row>
  const found = await Promise.all(
    LIVE_VIEWS.map(async (view) => {
      const rows = await activeCollection<Row>(db, view)
      const changed = await rows
        .find(filter)
        .sort({ position: 1 })
        .limit(most + 1)
        .toArray()
      return changed.map((row): Change => ({ view, row }))
    }),
  )
  const changes = found.flat().sort((a, b) => a.row.position - b.row.position)
  return changes.length > most ? undefined : changes
}
