import { type Collection, MongoBulkWriteError, type OptionalUnlessRequiredId } from 'mongodb'

const DUPLICATE_KEY = 11_000

/**
 * Inserts documents; gives the ids of those that were there already, and stay as they are.
 *
 * @throws what the driver says of any other failure, and of documents that are not as durable as the collection asks
 */
export async function insertNew<T extends { _id: string }>(rows: Collection<T>, documents: T[]): Promise<Set<string>> {
  if (documents.length === 0) return new Set()
  try {
    await rows.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false })
    return new Set()
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError)) throw error
    const failed = [error.writeErrors].flat()
    // Beside some that were there, the others may not have been made durable.
    const isIncomplete = error.result.getWriteConcernError() !== undefined
    if (isIncomplete || failed.length === 0 || failed.some(({ code }) => code !== DUPLICATE_KEY)) throw error
    return new Set(failed.map(({ index }) => documents[index]?._id ?? ''))
  }
}
