import type { Collection, Db } from 'mongodb'
import { insertNew } from '../adapters/mongo/insert-new.ts'
import { isMongoOutage } from '../adapters/mongo/outage.ts'
import { START_POSITION } from './checkpoints.ts'
import { fold, type Pending } from './fold.ts'
import type { Row } from './rows/row.ts'
import { collectionName, type View } from './view.ts'

/** Another writer was at the same rows. Applying the batch again is the answer. */
export class Conflict extends Error {
  override name = 'Conflict'
}

export async function openView(db: Db, view: View): Promise<Collection<Row>> {
  const collection = db.collection<Row>(collectionName(view))
  // A viewer who was away is given all rows of the shop beyond a position.
  if (!view.private) await collection.createIndex({ merchantId: 1, position: 1 })
  for (const { key, options } of view.indexes) await collection.createIndex(key, options ?? {})
  return collection
}

/**
 * Applies changes in one read and two writes at most, whatever their number, and gives the rows that are now different.
 * Each row is written only if it is still as it was read, so two runners at once can neither lose nor repeat a change.
 */
export async function applyChanges(collection: Collection<Row>, pending: readonly Pending[]): Promise<Row[]> {
  const read = new Set<string>()
  for (const { change } of pending) if (change.update) read.add(change.id)
  const found = read.size > 0 ? await collection.find({ _id: { $in: [...read] } }).toArray() : []
  const known = new Map(found.map((row) => [row._id, row]))
  const rows = [...fold(known, pending).values()]
  const there = await insertNew(
    collection,
    rows.filter(({ _id }) => !known.has(_id)),
  )
  // A row nobody read is only ever made; where it is there already it may be further on, and stays.
  if ([...there].some((id) => read.has(id))) throw new Conflict(`${collection.collectionName} has moved on`)
  await replaceRows(
    collection,
    rows.filter(({ _id }) => known.has(_id)),
    known,
  )
  return rows.filter(({ _id }) => !there.has(_id))
}

async function replaceRows(collection: Collection<Row>, rows: Row[], before: ReadonlyMap<string, Row>): Promise<void> {
  if (rows.length === 0) return
  const operations = rows.map(({ _id, ...replacement }) => ({
    replaceOne: { filter: { _id, position: before.get(_id)?.position ?? START_POSITION }, replacement },
  }))
  const { matchedCount } = await collection.bulkWrite(operations, { ordered: false })
  if (matchedCount !== rows.length) throw new Conflict(`${collection.collectionName} has moved on`)
}

/** Whether a failure is about reaching the database or another writer, and so goes away by waiting. */
export const isOutage = (error: unknown): boolean => error instanceof Conflict || isMongoOutage(error)
