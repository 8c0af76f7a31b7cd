import { type AnyBulkWriteOperation, type Collection, type Db, MongoBulkWriteError } from 'mongodb'
import { isMongoOutage } from '../adapters/mongo/outage.ts'
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
 * Applies changes in one read and one bulk write, whatever their number, and gives the rows that are now different.
 * Each row is written only if it is still as it was read, so two runners at once can neither lose nor repeat a change.
 */
export async function applyChanges(collection: Collection<Row>, pending: readonly Pending[]): Promise<Row[]> {
  const updated = [...new Set(pending.flatMap(({ change }) => (change.update ? [change.id] : [])))]
  const found = updated.length > 0 ? await collection.find({ _id: { $in: updated } }).toArray() : []
  const known = new Map(found.map((row) => [row._id, row]))
  const rows = [...fold(known, pending).values()]
  if (rows.length === 0) return []
  const read = new Set(updated)
  const operations = rows.map((row) => write(row, known.get(row._id), read.has(row._id)))
  const { matchedCount, upsertedCount, upsertedIds } = await collection
    .bulkWrite(operations, { ordered: true })
    .catch((error: unknown) => {
      throw error instanceof MongoBulkWriteError && error.code === 11_000 ? new Conflict(error.message) : error
    })
  const unread = rows.filter(({ _id }) => !read.has(_id)).length
  const replaced = rows.filter(({ _id }) => known.has(_id)).length
  if (matchedCount !== replaced + unread - upsertedCount)
    throw new Conflict(`${collection.collectionName} has moved on`)
  return rows.filter((row, index) => read.has(row._id) || index in upsertedIds)
}

/** A row nobody read is only ever made; where it is there already it may be further on, and stays. */
function write(row: Row, before: Row | undefined, wasRead: boolean): AnyBulkWriteOperation<Row> {
  const { _id, ...content } = row
  if (before) return { replaceOne: { filter: { _id, position: before.position }, replacement: content } }
  if (wasRead) return { insertOne: { document: row } }
  return { updateOne: { filter: { _id }, update: { $setOnInsert: content }, upsert: true } }
}

/** Whether a failure is about reaching the database or another writer, and so goes away by waiting. */
export const isOutage = (error: unknown): boolean => error instanceof Conflict || isMongoOutage(error)
