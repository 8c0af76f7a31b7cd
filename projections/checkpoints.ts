import type { Db } from 'mongodb'

/** How far a reader of `$all` has come. One document each: a view's is named after its collection. */
export interface Checkpoint {
  _id: string
  position: number
  /** When it was last known to be all there is. */
  at: Date
}

export const START_POSITION = -1

export const checkpointsOf = (db: Db) => db.collection<Checkpoint>('checkpoints')

/** Reads checkpoints, making those that are missing at the start of the store. */
export async function loadCheckpoints(db: Db, names: readonly string[]): Promise<Map<string, number>> {
  const checkpoints = checkpointsOf(db)
  for (const _id of names)
    await checkpoints.updateOne(
      { _id },
      { $setOnInsert: { position: START_POSITION, at: new Date(0) } },
      { upsert: true },
    )
  const found = await checkpoints.find({ _id: { $in: [...names] } }).toArray()
  return new Map(found.map(({ _id, position }) => [_id, position]))
}

/** Moves checkpoints forward, never back; `at` is an ISO instant. */
export async function moveCheckpoints(db: Db, names: readonly string[], position: number, at: string): Promise<void> {
  await checkpointsOf(db).updateMany(
    { _id: { $in: [...names] }, position: { $lt: position } },
    { $set: { position, at: new Date(at) } },
  )
}

/** Says that at that ISO instant nothing newer is known. */
export async function touchCheckpoints(db: Db, names: readonly string[], at: string): Promise<void> {
  await checkpointsOf(db).updateMany({ _id: { $in: [...names] } }, { $set: { at: new Date(at) } })
}
