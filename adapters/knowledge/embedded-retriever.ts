import type { Collection } from 'mongodb'
import { fuse } from './fuse.ts'
import { DEPTH, hitOf, VECTOR_WEIGHT } from './hits.ts'
import { createIndexCache } from './index-cache.ts'
import type { PassageRow } from './passage.ts'
import { byVector, byWords, indexOf, type PassageIndex } from './passage-index.ts'
import type { Embed, PassageHit, PassageQuery, Retriever, Scope, ScopeOf } from './port.ts'

export interface EmbeddedRetrieverOptions {
  passages: Collection<PassageRow>
  scopeOf: ScopeOf
  embed: Embed
  onError: (error: unknown) => void
  /** Memory for indexes of assistants, bytes. */
  cacheBytes?: number
}

const CACHE_BYTES = 96 * 1024 * 1024
/** Nearer than that by chance is common; what no word supports has to be nearer. */
const LEAST_COSINE = 0.2

/**
 * Searches in this process, over the assistant's own passages only: they are read by an index of merchant and
 * assistant and kept while they are used. Right for thousands of passages an assistant; for more there is Atlas.
 */
export function embeddedRetriever(options: EmbeddedRetrieverOptions): Retriever {
  const cache = createIndexCache(options.cacheBytes ?? CACHE_BYTES)
  return {
    search: async (query, signal) => {
      const scope = await options.scopeOf(query)
      if (!scope || scope.documentIds.length === 0 || !query.text.trim()) return []
      const { merchantId, assistantId, stamp } = scope
      const read = async () => indexOf(await options.passages.find({ merchantId, assistantId }).toArray())
      const [index, vector] = await Promise.all([
        cache.get(`${merchantId}/${assistantId}`, stamp, read),
        vectorOf(options, query, scope, signal),
      ])
      return hitsOf(index, query, scope, vector)
    },
  }
}

/** The question's vector; without one the words alone have to do. */
export async function vectorOf(
  { embed, onError }: Pick<EmbeddedRetrieverOptions, 'embed' | 'onError'>,
  { merchantId, assistantId, accountId, text }: PassageQuery,
  { model }: Scope,
  signal: AbortSignal,
): Promise<{ vector: Float32Array; model: string } | undefined> {
  try {
    const { vectors, model: used } = await embed([text], { merchantId, assistantId, accountId }, signal, model)
    return vectors[0] && { vector: vectors[0], model: used }
  } catch (error) {
    signal.throwIfAborted()
    onError(error)
    return undefined
  }
}

function hitsOf(
  index: PassageIndex,
  { text, limit }: PassageQuery,
  { documentIds }: Scope,
  vector: Awaited<ReturnType<typeof vectorOf>>,
): PassageHit[] {
  const documents = new Set(documentIds)
  const allowed = index.passages.map(({ documentId }) => documents.has(documentId))
  const words = byWords(index, text, allowed, DEPTH)
  const near = vector ? byVector(index, vector, allowed, { limit: DEPTH, least: LEAST_COSINE }) : []
  const fused = fuse([
    { keys: words.map(({ at }) => at), weight: 1 },
    { keys: near.map(({ at }) => at), weight: VECTOR_WEIGHT },
  ])
  return fused.slice(0, limit).flatMap(({ key, score }) => {
    const passage = index.passages[key]
    return passage ? [hitOf(passage, score)] : []
  })
}
