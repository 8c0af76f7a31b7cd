import { describe, expect, test } from 'vitest'
import { embedLocally, LOCAL_EMBEDDING_MODEL } from '../ai/local-embedder.ts'
import { atlasIndexes, atlasRetriever } from './atlas-retriever.ts'
import { embeddedRetriever } from './embedded-retriever.ts'
import { fuse } from './fuse.ts'
import { createIndexCache } from './index-cache.ts'
import { passageRow } from './passage.ts'
import { indexOf } from './passage-index.ts'
import type { Scope } from './port.ts'
import { termsOf } from './terms.ts'

const model = LOCAL_EMBEDDING_MODEL
const row = (assistantId: string, documentId: string, n: number, text: string) => {
  const ref = { merchantId: 'm1', assistantId, documentId, documentTitle: `${documentId}.md`, model }
  return passageRow(ref, { n, text }, embedLocally([text])[0] as Float32Array)
}
const rows = [
  row('as1', 'guide', 1, '주차는 뒤쪽 공영주차장에 한 시간까지 무료예요.'),
  row('as1', 'guide', 2, '케이크는 사흘 전까지 예약해 주세요.'),
  row('as1', 'secret', 1, '사장님만 아는 주차장 비밀번호는 4321이에요.'),
]
const scope: Scope = { merchantId: 'm1', assistantId: 'as1', documentIds: ['guide'], model, stamp: 1 }
const query = {
  merchantId: 'm1',
  accountId: 'a1',
  role: 'staff',
  assistantId: 'as1',
  text: '주차할 수 있나요?',
  limit: 5,
} as const
const embed = async (texts: readonly string[]) => ({ vectors: embedLocally(texts), model })
const signal = new AbortController().signal

function embedded(allowed: Scope | undefined, more: Partial<Parameters<typeof embeddedRetriever>[0]> = {}) {
  const asked: object[] = []
  const passages = {
    find: (filter: object) => {
      asked.push(filter)
      return { toArray: async () => rows }
    },
  } as never
  const options = { passages, scopeOf: async () => allowed, embed, onError: () => {}, ...more }
  return { asked, retriever: embeddedRetriever(options) }
}

describe('in the process', () => {
  test('finds by words and by letters, and says where', async () => {
    const { asked, retriever } = embedded(scope)
    const hits = await retriever.search(query, signal)
    expect(hits[0]).toMatchObject({ passageId: 'guide.1', documentId: 'guide', documentTitle: 'guide.md', n: 1 })
    expect(hits[0]).not.toHaveProperty('merchantId')
    expect(asked).toEqual([{ merchantId: 'm1', assistantId: 'as1' }])
  })

  test('never gives a document outside the bounds, however well it fits', async () => {
    const hits = await embedded(scope).retriever.search({ ...query, text: '주차장 비밀번호 4321' }, signal)
    expect(hits.map(({ documentId }) => documentId)).not.toContain('secret')
  })

  test('without bounds nothing is even looked at', async () => {
    const { asked, retriever } = embedded(undefined)
    expect(await retriever.search(query, signal)).toEqual([])
    expect(asked).toEqual([])
  })

  test('words alone find it while the model is away, and the failure is told', async () => {
    const errors: unknown[] = []
    const away = async () => {
      throw new Error('the model is away')
    }
    const { retriever } = embedded(scope, { embed: away, onError: (error) => errors.push(error) })
    expect((await retriever.search(query, signal))[0]?.passageId).toBe('guide.1')
    expect(errors).toHaveLength(1)
  })

  test('vectors of another model are not compared', async () => {
    const other = async (texts: readonly string[]) => ({ vectors: embedLocally(texts), model: 'another' })
    const hits = await embedded(scope, { embed: other }).retriever.search({ ...query, text: 'ㅋㅋㅋ' }, signal)
    expect(hits).toEqual([])
  })
})

describe('in Atlas', () => {
  function atlas(allowed: Scope | undefined) {
    const sent: Record<string, never>[][] = []
    const passages = {
      aggregate: (pipeline: Record<string, never>[]) => {
        sent.push(pipeline)
        return { toArray: async () => rows.slice(0, 2).map(({ vector: _, ...rest }) => rest) }
      },
    } as never
    return { sent, retriever: atlasRetriever({ passages, scopeOf: async () => allowed, embed, onError: () => {} }) }
  }

  test('the bounds stand inside both searches', async () => {
    const { sent, retriever } = atlas(scope)
    const hits = await retriever.search(query, signal)
    expect(hits.map(({ passageId }) => passageId)).toEqual(['guide.1', 'guide.2'])
    const [words, near] = sent as unknown as [[{ $search: { compound: object } }], [{ $vectorSearch: object }]]
    expect(words[0].$search.compound).toMatchObject({
      must: [{ text: { query: query.text } }],
      filter: [
        { equals: { path: 'merchantId', value: 'm1' } },
        { equals: { path: 'assistantId', value: 'as1' } },
        { in: { path: 'documentId', value: ['guide'] } },
      ],
    })
    expect(near[0].$vectorSearch).toMatchObject({
      path: 'vector',
      filter: { $and: [{ merchantId: 'm1' }, { assistantId: 'as1' }, { documentId: { $in: ['guide'] } }, { model }] },
    })
  })

  test('without bounds nothing is sent', async () => {
    const { sent, retriever } = atlas(undefined)
    expect(await retriever.search(query, signal)).toEqual([])
    expect(sent).toEqual([])
  })

  test('every field of a bound is one that its index filters by', () => {
    const [vector, words] = atlasIndexes(512)
    const fields = ['merchantId', 'assistantId', 'documentId', 'model']
    expect(JSON.stringify(vector)).toContain('"numDimensions":512')
    for (const path of fields) {
      expect(vector?.definition).toMatchObject({ fields: expect.arrayContaining([{ type: 'filter', path }]) })
      expect(words?.definition).toMatchObject({ mappings: { fields: { [path]: { type: 'token' } } } })
    }
  })
})

describe('parts', () => {
  test('Korean words meet whatever clings to them', () => {
    expect(termsOf('주차장에서')).toEqual(expect.arrayContaining(termsOf('주차장')))
    expect(termsOf('Bookings')).toEqual(termsOf('booking'))
    expect(termsOf('ＡＢＣ')).toEqual(['abc'])
  })

  test('what two rankings have near their tops comes first', () => {
    const fused = fuse([
      { keys: ['a', 'b', 'c'], weight: 1 },
      { keys: ['b', 'd'], weight: 1 },
    ])
    expect(fused.map(({ key }) => key)).toEqual(['b', 'a', 'd', 'c'])
  })

  test('an index is read once for all who ask, anew when stale, and left out when there is no room', async () => {
    let reads = 0
    const read = async () => {
      reads += 1
      return indexOf(rows)
    }
    const cache = createIndexCache(1)
    await Promise.all([cache.get('a', 1, read), cache.get('a', 1, read)])
    expect(reads).toBe(1)
    await cache.get('a', 2, read)
    expect(reads).toBe(2)
    await cache.get('b', 1, read)
    await cache.get('a', 2, read)
    expect(reads).toBe(4)
    await expect(cache.get('c', 1, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    expect((await cache.get('c', 1, read)).passages).toHaveLength(3)
  })
})
