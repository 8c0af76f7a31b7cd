import type { Document as BsonDocument, Collection } from 'mongodb'
import { vectorOf } from './embedded-retriever.ts'
import { fuse } from './fuse.ts'
import { DEPTH, hitOf, VECTOR_WEIGHT } from './hits.ts'
import type { PassageRow } from './passage.ts'
import type { Passage } from './passage-index.ts'
import type { Embed, Retriever, Scope, ScopeOf } from './port.ts'

export interface AtlasRetrieverOptions {
  passages: Collection<PassageRow>
  scopeOf: ScopeOf
  embed: Embed
  onError: (error: unknown) => void
}

const VECTOR_INDEX = 'passages_vector'
const WORD_INDEX = 'passages_words'
/** Atlas advises ten to twenty times as many candidates as are wanted. */
const CANDIDATES = DEPTH * 15
const FILTERED = ['merchantId', 'assistantId', 'documentId', 'model'] as const

/** Search indexes as Atlas wants them; made once, by whoever may make indexes there. */
export const atlasIndexes = (dimensions: number) => [
  {
    name: VECTOR_INDEX,
    type: 'vectorSearch',
    definition: {
      fields: [
        { type: 'vector', path: 'vector', numDimensions: dimensions, similarity: 'cosine' },
        ...FILTERED.map((path) => ({ type: 'filter', path })),
      ],
    },
  },
  {
    name: WORD_INDEX,
    type: 'search',
    definition: {
      mappings: {
        dynamic: false,
        fields: {
          ...Object.fromEntries(FILTERED.map((path) => [path, { type: 'token' }])),
          ...Object.fromEntries(
            ['text', 'heading', 'documentTitle'].map((path) => [path, { type: 'string', analyzer: 'lucene.korean' }]),
          ),
        },
      },
    },
  },
]

/** The nearest passages, only among those that may be seen: the bounds are part of the search. */
export const vectorPipeline = (
  { merchantId, assistantId, documentIds }: Scope,
  { vector, model }: { vector: Float32Array; model: string },
): BsonDocument[] => [
  {
    $vectorSearch: {
      index: VECTOR_INDEX,
      path: 'vector',
      queryVector: [...vector],
      numCandidates: CANDIDATES,
      limit: DEPTH,
      filter: { $and: [{ merchantId }, { assistantId }, { documentId: { $in: documentIds } }, { model }] },
    },
  },
  { $unset: 'vector' },
]

/** Passages with the question's words, within the same bounds. */
export const wordPipeline = ({ merchantId, assistantId, documentIds }: Scope, question: string): BsonDocument[] => [
  {
    $search: {
      index: WORD_INDEX,
      compound: {
        must: [{ text: { query: question, path: ['text', 'heading', 'documentTitle'] } }],
        filter: [
          { equals: { path: 'merchantId', value: merchantId } },
          { equals: { path: 'assistantId', value: assistantId } },
          { in: { path: 'documentId', value: documentIds } },
        ],
      },
    },
  },
  { $limit: DEPTH },
  { $unset: 'vector' },
]

/** Searches in MongoDB Atlas: for more passages than one process should hold. */
export function atlasRetriever(options: AtlasRetrieverOptions): Retriever {
  const { passages, scopeOf } = options
  const found = (pipeline: BsonDocument[]) => passages.aggregate<Passage>(pipeline).toArray()
  return {
    search: async (query, signal) => {
      const scope = await scopeOf(query)
      if (!scope || scope.documentIds.length === 0 || !query.text.trim()) return []
      const vector = await vectorOf(options, query, scope, signal)
      const [words, near] = await Promise.all([
        found(wordPipeline(scope, query.text)),
        vector ? found(vectorPipeline(scope, vector)) : [],
      ])
      const byId = new Map([...words, ...near].map((passage) => [passage._id, passage]))
      const fused = fuse([
        { keys: words.map(({ _id }) => _id), weight: 1 },
        { keys: near.map(({ _id }) => _id), weight: VECTOR_WEIGHT },
      ])
      return fused.slice(0, query.limit).flatMap(({ key, score }) => {
        const passage = byId.get(key)
        return passage ? [hitOf(passage, score)] : []
      })
    },
  }
}
