import type { Db } from 'mongodb'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import type { Storage } from '../adapters/storage/port.ts'
import { PACKS_MERCHANT } from '../domain/assistant-definition.ts'
import { activeCollection } from '../projections/active.ts'
import type { AssistantRow } from '../projections/rows/assistants.ts'
import type { KnowledgeServices } from '../sagas/knowledge-handlers.ts'
import type { openUploads } from './uploads.ts'

export interface ForgetDeps {
  db: Db
  store: Pick<EventStore, 'readStream'>
  storage: Storage
  uploads: Pick<Awaited<ReturnType<typeof openUploads>>, 'forget' | 'isAnybodys'>
}

/**
 * Removes the file of a document that was taken away, unless it is needed: files are shared by their hash. First the
 * shop's right to it goes, so that nobody can name it any more; then the bytes, if no other shop has uploaded the same.
 */
export function documentForgetter({ db, store, storage, uploads }: ForgetDeps): KnowledgeServices['forget'] {
  const isIn = async (merchantId: string, hash: string, but: string) => {
    const assistants = await activeCollection<AssistantRow>(db, 'assistants')
    const rows = await assistants
      .find({ merchantId })
      .project<Pick<AssistantRow, 'documents'>>({ documents: 1 })
      .toArray()
    // The read model may still show the one that was taken away.
    return rows.some(({ documents }) => Object.entries(documents).some(([id, one]) => id !== but && one.hash === hash))
  }
  return async ({ assistantId, documentId, merchantId }) => {
    const hash = await removedFrom(store, assistantId, documentId)
    if (!hash || (await isIn(merchantId, hash, documentId))) return
    await uploads.forget(merchantId, hash)
    const isNeeded = async () => (await uploads.isAnybodys(hash)) || (await isIn(PACKS_MERCHANT, hash, documentId))
    const kept = (await isNeeded()) ? undefined : await storage.get(hash)
    if (!kept) return
    await storage.remove(hash)
    // Who uploaded the same just now may have found it there and left it at that.
    if (await isNeeded()) await storage.put(kept.bytes, kept.mime)
  }
}

/** The file of a document that an assistant has no more; undefined where it has it (again). */
async function removedFrom({ readStream }: ForgetDeps['store'], assistantId: string, documentId: string) {
  const { events } = await readStream(`assistant-${assistantId}`)
  const about = events.filter(({ data }) => data.documentId === documentId)
  const added = about.findLast(({ type }) => type === 'KnowledgeAdded')
  const isGone = about.findLast(({ type }) => /^Knowledge(Added|Removed)$/.test(type))?.type === 'KnowledgeRemoved'
  return isGone ? (added?.data.hash as string | undefined) : undefined
}
