import { expect, test } from 'vitest'
import { embedLocally, LOCAL_EMBEDDING_MODEL } from '../adapters/ai/local-embedder.ts'
import { chunksOf } from '../adapters/knowledge/chunk.ts'
import { embeddedRetriever } from '../adapters/knowledge/embedded-retriever.ts'
import { parseDocument } from '../adapters/knowledge/parse.ts'
import { passageRow, searchedText } from '../adapters/knowledge/passage.ts'
import cases from '../packs/retrieval.cases.json' with { type: 'json' }
import { readPacks } from './packs.ts'

const K = 5

/** The packs' own documents, cut and embedded as the saga does it. */
async function passagesOf() {
  const packs = await readPacks()
  const rows = packs.map(({ assistantId, knowledge }) =>
    Promise.all(
      knowledge.map(async ({ title, bytes }) => {
        const chunks = chunksOf((await parseDocument('markdown', bytes)).blocks)
        const vectors = embedLocally(chunks.map((chunk) => searchedText(title, chunk)))
        const ref = { merchantId: 'madang', assistantId, documentId: title, documentTitle: title }
        return chunks.map((chunk, at) =>
          passageRow({ ...ref, model: LOCAL_EMBEDDING_MODEL }, chunk, vectors[at] as Float32Array),
        )
      }),
    ),
  )
  return (await Promise.all(rows)).flat(2)
}

/** The packs' passages behind the embedded retriever, as an assistant searches them. */
function retrieverOver(all: Awaited<ReturnType<typeof passagesOf>>) {
  const of = (assistantId: string) => all.filter((row) => row.assistantId === assistantId)
  return embeddedRetriever({
    passages: {
      find: ({ assistantId }: { assistantId: string }) => ({ toArray: async () => of(assistantId) }),
    } as never,
    scopeOf: async ({ assistantId }) => ({
      merchantId: 'madang',
      assistantId,
      documentIds: [...new Set(of(assistantId).map((row) => row.documentId))],
      model: LOCAL_EMBEDDING_MODEL,
      stamp: 1,
    }),
    embed: async (texts) => ({ vectors: embedLocally(texts), model: LOCAL_EMBEDDING_MODEL }),
    onError: (error) => {
      throw error
    },
  })
}

// The first list was written with the documents at hand and flatters; the second from their titles alone, in other
// words, with mistakes in typing, and in the language that the document is not in.
test.each([
  ['documentsSeen', 50, 0.9],
  ['titlesOnly', 60, 0.8],
] as const)(`questions find their passage among the first ${K}, without any model (%s)`, async (list, least, floor) => {
  const all = await passagesOf()
  const retriever = retrieverOver(all)
  const ranks = await Promise.all(
    cases[list].map(async ({ assistantId, question, headings }) => {
      const asked = { merchantId: 'm1', accountId: 'a1', role: 'staff' as const, assistantId, text: question, limit: K }
      const hits = await retriever.search(asked, AbortSignal.timeout(10_000))
      return { question, rank: hits.findIndex((hit) => headings.some((one) => hit.heading?.endsWith(one))) }
    }),
  )
  const found = ranks.filter(({ rank }) => rank >= 0)
  const recall = found.length / ranks.length
  const mrr = found.reduce((sum, { rank }) => sum + 1 / (rank + 1), 0) / ranks.length
  const missed = ranks.filter(({ rank }) => rank < 0).map(({ question }) => question)
  console.log(
    `retrieval (${list}): ${ranks.length} questions over ${all.length} passages, recall@${K} ${recall.toFixed(3)}, first ${ranks.filter(({ rank }) => rank === 0).length}, MRR ${mrr.toFixed(3)}; missed: ${missed.join(' | ') || 'none'}`,
  )
  expect(ranks.length).toBeGreaterThanOrEqual(least)
  expect(recall).toBeGreaterThanOrEqual(floor)
})
