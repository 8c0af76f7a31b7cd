import type { Chunk } from '../adapters/knowledge/chunk.ts'
import { DocumentRefused, type ReadNote } from '../adapters/knowledge/document.ts'
import { Rejected } from '../domain/kernel.ts'
import type { IndexDocument, RemoveDocument } from './knowledge-indexing.ts'
import type { EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

type Ref = Omit<RemoveDocument, 'type'>

/** What indexing needs of the world. */
export interface KnowledgeServices {
  /**
   * A stored document cut into pieces. Throws DocumentRefused.
   *
   * @param document its title ends with what it claims to be
   */
  piecesOf(
    document: { hash: string; title: string; merchantId: string },
    signal: AbortSignal,
  ): Promise<{ chunks: Chunk[]; note?: ReadNote }>
  /** Vectors of pieces, and their model. */
  embed(
    pieces: readonly Chunk[],
    about: Ref & { title: string },
    signal: AbortSignal,
    model: string | undefined,
  ): Promise<{ vectors: Float32Array[]; model: string }>
  write(
    about: Ref & { title: string; model: string },
    pieces: readonly { chunk: Chunk; vector: Float32Array }[],
  ): Promise<void>
  /** Removes the passages beyond a number. */
  remove(about: Ref, beyond: number): Promise<void>
  /** Removes the document's file, unless somebody needs it. */
  forget(about: Ref): Promise<void>
}

const BATCH = 64

/** Handlers of the saga knowledge-indexing, by effect type. */
export function knowledgeHandlers(services: KnowledgeServices, send: SendAsSaga): Record<string, EffectHandler<never>> {
  const refuse = async (
    { assistantId, documentId }: Ref,
    { code, message }: { code: string; message: string },
    context: Parameters<SendAsSaga>[2],
  ) => send('RefuseKnowledge', { assistantId, documentId, code, reason: message }, context)

  return {
    'index-document': async (effect: IndexDocument, context) => {
      try {
        const { chunks, note } = await services.piecesOf(effect, context.signal)
        const { assistantId, documentId } = effect
        const read = { ...context, effectId: `${context.effectId}/read` }
        await send('RecordKnowledgeRead', { assistantId, documentId, passages: chunks.length }, read)
        const model = await writeAll(services, effect, chunks, context.signal)
        await services.remove(effect, chunks.length)
        const done = { assistantId, documentId, passages: chunks.length, model, ...(note ? { note } : {}) }
        await send('RecordKnowledgeIndexed', done, context)
      } catch (error) {
        context.signal.throwIfAborted()
        // A document that cannot be taken, or a budget that is used up: an answer, which a further try would not change.
        if (!(error instanceof DocumentRefused || error instanceof Rejected)) throw error
        await refuse(effect, error, context)
      }
    },
    'remove-document': async (effect: RemoveDocument) => {
      await services.remove(effect, 0)
      await services.forget(effect)
    },
  }
}

/** Every piece with its vector, all of one model: whichever took the first. */
async function writeAll(
  services: KnowledgeServices,
  { type: _, hash: _h, ...about }: IndexDocument,
  chunks: readonly Chunk[],
  signal: AbortSignal,
): Promise<string> {
  let model: string | undefined
  for (let from = 0; from < chunks.length; from += BATCH) {
    const batch = chunks.slice(from, from + BATCH)
    const embedded = await services.embed(batch, about, signal, model)
    model = embedded.model
    const pieces = batch.map((chunk, index) => ({ chunk, vector: embedded.vectors[index] as Float32Array }))
    await services.write({ ...about, model }, pieces)
  }
  return model ?? ''
}
