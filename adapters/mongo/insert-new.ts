import { type Collection, MongoBulkWriteError, type OptionalUnlessRequiredId } from 'mongodb'

const DUPLICATE_KEY = 11_000

/** Inserts documents; gives the ids of those that were there already, and stay as they are. */
export async function insertNew<T extends { _id: string }>(rows: Collection<T>, documents: T[]): Promise<Set<string>> {
  if (documents.length === 0) return new Set()
  try {
    await rows.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false })
    return new Set()
  } catch (error) {
    const failed = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
    if (failed.length === 0 || failed.some(({ code }) => code !== DUPLICATE_KEY)) throw error
    return new Set(failed.map(({ index }) => documents[index]?._id ?? ''))
  }
}
