import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { embedLocally, LOCAL_EMBEDDING_MODEL } from '../ai/local-embedder.ts'
import { connectMongo } from '../mongo/connect.ts'
import { atlasIndexes, atlasRetriever } from './atlas-retriever.ts'
import { type PassageRow, writePassages } from './passage.ts'

const url = process.env.ATLAS_URL
if (!url) console.log('skipped: ATLAS_URL names no cluster, so Atlas Vector Search cannot be asked')

test.skipIf(!url)('a real cluster finds a passage within its bounds', async () => {
  const mongo = await connectMongo({ url: url as string })
  const passages = mongo.db.collection<PassageRow>(`passages_${randomUUID()}`)
  try {
    const ref = { merchantId: 'm1', assistantId: 'as1', documentId: 'd1', documentTitle: '안내.md' }
    const text = '주차는 한 시간까지 무료예요.'
    const [vector] = embedLocally([text])
    await writePassages(passages, { ...ref, model: LOCAL_EMBEDDING_MODEL }, [
      { chunk: { n: 1, text }, vector: vector as Float32Array },
    ])
    await passages.createSearchIndexes(atlasIndexes((vector as Float32Array).length))
    const scope = { merchantId: 'm1', assistantId: 'as1', documentIds: ['d1'], model: LOCAL_EMBEDDING_MODEL, stamp: 1 }
    const embed = async (texts: readonly string[]) => ({ vectors: embedLocally(texts), model: LOCAL_EMBEDDING_MODEL })
    const retriever = atlasRetriever({ passages, scopeOf: async () => scope, embed, onError: () => {} })
    const query = {
      merchantId: 'm1',
      accountId: 'a',
      role: 'owner' as const,
      assistantId: 'as1',
      text: '주차',
      limit: 3,
    }
    const ask = () => retriever.search(query, AbortSignal.timeout(30_000))
    // A search index is built in the background.
    for (let tries = 0; tries < 60 && (await ask()).length === 0; tries += 1) await delay(2_000)
    expect((await ask()).map(({ passageId }) => passageId)).toEqual(['d1.1'])
  } finally {
    await passages.drop()
    await mongo.close()
  }
})
