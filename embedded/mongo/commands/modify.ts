import { updatePipeline } from '../aggregate/pipeline.ts'
import { encodeStored } from '../bson/encode.ts'
import type { Doc, Value } from '../bson/values.ts'
import { fail } from '../errors.ts'
import type { Position } from '../query/conditions.ts'
import type { Filter } from '../query/filter.ts'
import type { Collection, Row } from '../storage/collection.ts'
import { find } from '../storage/scan.ts'
import { parseUpdate, type Update } from '../update/update.ts'
import { upserted as upsertedDoc } from '../update/upsert.ts'
import { checkStored, firstOf, insertDocument, type Lazy } from './documents.ts'

export interface Target {
  filter: Filter
  update: Value
  arrayFilters: Value[]
  multi: boolean
  upsert: boolean
}

export interface Result {
  matched: number
  modified: number
  upserted?: Doc
}

/** Runs one update: of the first match or all of them, or an upsert. */
export function updateDocuments(collection: Lazy, { filter, update, arrayFilters, multi, upsert }: Target): Result {
  const parsed = parseUpdate(update, arrayFilters, updatePipeline)
  if (multi && parsed.kind === 'replacement') fail(9, 'multi update is not supported for replacement-style update')
  const rows = collection.existing ? find(collection.existing, filter).rows : []
  const result: Result = { matched: 0, modified: 0 }
  // all are found before the first is changed: a changed one must not be met again further on in its index
  for (const row of multi ? [...rows] : firstOf(rows)) {
    result.matched++
    if (changeRow(collection.existing as Collection, row, filter, parsed)) result.modified++
  }
  if (result.matched === 0 && upsert) result.upserted = insertUpsert(collection, filter, parsed)
  return result
}

export function insertUpsert(collection: Lazy, filter: Filter, update: Update): Doc {
  return insertDocument(collection.made(), upsertedDoc(filter, update))
}

/** Changes one document; answers the new one, or undefined when nothing changes. */
export function changeRow(collection: Collection, row: Row, filter: Filter, update: Update): Doc | undefined {
  const positions: Position[] = []
  if (update.positional) filter.test(row.doc, positions)
  const after = update.apply(row.doc, { positions, inserting: false })
  const bytes = encodeStored(after)
  if (bytes.equals(row.bytes)) return undefined
  if (update.kind !== 'operators') checkStored(after)
  collection.update(row, after, bytes)
  return after
}
