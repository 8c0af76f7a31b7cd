import type { Gateway } from '../adapters/ai/gateway.ts'
import { judgeDuties } from '../adapters/assistant/duties.ts'
import { atlasRetriever } from '../adapters/knowledge/atlas-retriever.ts'
import { chunksOf } from '../adapters/knowledge/chunk.ts'
import { kindOf } from '../adapters/knowledge/detect.ts'
import { embeddedRetriever } from '../adapters/knowledge/embedded-retriever.ts'
import { parseDocument } from '../adapters/knowledge/parse.ts'
import {
  ensurePassageIndexes,
  type PassageRow,
  removePassages,
  searchedText,
  writePassages,
} from '../adapters/knowledge/passage.ts'
import type { Embed, Retriever } from '../adapters/knowledge/port.ts'
import { createReader } from '../adapters/knowledge/read-safely.ts'
import { PACKS_MERCHANT } from '../domain/assistant-definition.ts'
import { scopeOf } from '../read-api/assistant-access.ts'
import type { ConsultationServices } from '../sagas/consultation-handlers.ts'
import type { KnowledgeServices } from '../sagas/knowledge-handlers.ts'
import { documentForgetter, type ForgetDeps } from './forget-document.ts'

export interface KnowledgeDeps extends ForgetDeps {
  gateway: Pick<Gateway, 'embed'>
  /** Whether MongoDB is Atlas and searches by itself. */
  atlas: boolean
  onError: (error: unknown) => void
}

/** What finds passages, and what writes them. */
export interface Knowledge {
  retriever: Retriever
  services: KnowledgeServices
}

/** Documents of assistants: read in processes of their own, embedded by the gateway, kept and searched in MongoDB. */
export async function connectKnowledge(deps: KnowledgeDeps): Promise<Knowledge> {
  const { db, storage, gateway, atlas, onError } = deps
  const passages = db.collection<PassageRow>('passages')
  await ensurePassageIndexes(passages)
  const embed: Embed = (texts, about, signal, model) => gateway.embed(texts, about, signal, model)
  const read = createReader()
  return {
    retriever: (atlas ? atlasRetriever : embeddedRetriever)({
      passages,
      scopeOf: (query) => scopeOf(db, query),
      embed,
      onError,
    }),
    services: {
      piecesOf: async ({ hash, title, merchantId }, signal) => {
        const stored = await storage.get(hash)
        if (!stored) throw new Error(`the storage has lost ${hash}`)
        // Ready-made documents are part of this program: nobody has to be protected from them.
        const isOurs = merchantId === PACKS_MERCHANT
        const { blocks, note } = isOurs
          ? await parseDocument(kindOf(stored.bytes, title), stored.bytes)
          : await read(stored.bytes, title, signal)
        return { chunks: chunksOf(blocks), ...(note ? { note } : {}) }
      },
      embed: (chunks, { merchantId, assistantId, title }, signal, model) =>
        embed(
          chunks.map((chunk) => searchedText(title, chunk)),
          { merchantId, assistantId },
          signal,
          model,
        ),
      write: ({ merchantId, assistantId, documentId, title: documentTitle, model }, pieces) =>
        writePassages(passages, { merchantId, assistantId, documentId, documentTitle, model }, pieces),
      remove: ({ merchantId, assistantId, documentId }, beyond) =>
        removePassages(passages, { merchantId, assistantId, documentId }, beyond),
      forget: documentForgetter(deps),
    },
  }
}

/** Judges duties of explanation on the shop's account: by a model where there is one, by their phrases elsewhere. */
export const dutyJudge =
  (gateway: Pick<Gateway, 'ask'>): ConsultationServices['judge'] =>
  (material, { merchantId, accountId, assistantId, conversationId }, signal) =>
    judgeDuties(gateway, material, { merchantId, accountId, assistantId, conversationId }, signal)
