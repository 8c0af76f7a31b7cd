import { Binary, type Collection } from 'mongodb'
import type { Chunk } from './chunk.ts'

/** Collection `passages`: made of the stored documents, so it can be thrown away and written anew. */
export interface PassageRow {
  /** `<documentId>.<n>` */
  _id: string
  merchantId: string
  assistantId: string
  documentId: string
  documentTitle: string
  n: number
  text: string
  heading?: string
  page?: number
  /** Model of the vector. */
  model: string
  /** BSON vector of 32-bit floats, which Atlas searches as it is. */
  vector: Binary
}

/** Whose document, and which. */
export interface DocumentRef {
  merchantId: string
  assistantId: string
  documentId: string
}

/** What a piece is found by: its words, and what it stands under. */
export const searchedText = (title: string, { heading, text }: Pick<Chunk, 'heading' | 'text'>): string =>
  `${title.replace(/\.\w{2,8}$/, '')} ${heading ?? ''}\n${text}`

export const passageId = (documentId: string, n: number): string => `${documentId}.${n}`

export async function ensurePassageIndexes(passages: Collection<PassageRow>): Promise<void> {
  await passages.createIndex({ merchantId: 1, assistantId: 1, documentId: 1, n: 1 })
}

/** A piece as it is kept. */
export const passageRow = (
  { documentId, ...ref }: DocumentRef & { documentTitle: string; model: string },
  chunk: Chunk,
  vector: Float32Array,
): PassageRow => ({
  _id: passageId(documentId, chunk.n),
  documentId,
  ...ref,
  ...chunk,
  vector: Binary.fromFloat32Array(vector),
})

/** Writes pieces of a document with their vectors; those that are there already are replaced. */
export async function writePassages(
  passages: Collection<PassageRow>,
  about: DocumentRef & { documentTitle: string; model: string },
  pieces: readonly { chunk: Chunk; vector: Float32Array }[],
): Promise<void> {
  const operations = pieces.map(({ chunk, vector }) => {
    const { _id, ...replacement } = passageRow(about, chunk, vector)
    return { replaceOne: { filter: { _id }, replacement, upsert: true } }
  })
  if (operations.length > 0) await passages.bulkWrite(operations, { ordered: false })
}

/** Removes the pieces of a document from a place on: all of them by default. */
export async function removePassages(passages: Collection<PassageRow>, ref: DocumentRef, beyond = 0): Promise<void> {
  await passages.deleteMany({ ...ref, n: { $gt: beyond } })
}
