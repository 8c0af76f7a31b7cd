import { expect, test } from 'vitest'
import { DocumentRefused } from '../adapters/knowledge/document.ts'
import { Rejected } from '../domain/kernel.ts'
import { type KnowledgeServices, knowledgeHandlers } from './knowledge-handlers.ts'

const effect = { assistantId: 'as1', documentId: 'd1', merchantId: 'm1', title: 'a.md', hash: 'h' }
const chunks = Array.from({ length: 130 }, (_, n) => ({ n: n + 1, text: `${n}` }))

async function run(type: string, services: Partial<KnowledgeServices> = {}, signal = new AbortController().signal) {
  const done: unknown[] = []
  const all: KnowledgeServices = {
    piecesOf: async () => ({ chunks }),
    embed: async (pieces, _about, _signal, model) => {
      done.push(['embed', pieces.length, model])
      return { vectors: pieces.map(() => new Float32Array(2)), model: model ?? 'm-1' }
    },
    write: async ({ model }, pieces) => void done.push(['write', pieces.length, model]),
    remove: async (_, beyond) => void done.push(['remove', beyond]),
    forget: async ({ documentId }) => void done.push(['forget', documentId]),
  }
  const send = async (name: string, input: Record<string, unknown>, { effectId }: { effectId: string }) =>
    void done.push([name, input.code ?? input.passages, effectId])
  const handlers = knowledgeHandlers({ ...all, ...services }, send as never)
  const context = { effectId: 'e', recovered: false, merchantId: 'm1', correlationId: 'c', signal }
  await handlers[type]?.({ type, ...effect } as never, context)
  return done
}

test('a document is cut, embedded by one model, written, and what an older reading left is removed', async () => {
  expect(await run('index-document')).toEqual([
    ['RecordKnowledgeRead', 130, 'e/read'],
    ['embed', 64, undefined],
    ['write', 64, 'm-1'],
    ['embed', 64, 'm-1'],
    ['write', 64, 'm-1'],
    ['embed', 2, 'm-1'],
    ['write', 2, 'm-1'],
    ['remove', 130],
    ['RecordKnowledgeIndexed', 130, 'e'],
  ])
})

test.each([
  ['a bad document', new DocumentRefused('DOCUMENT_CORRUPT'), 'DOCUMENT_CORRUPT'],
  ['a budget that is used up', new Rejected('BUDGET_EXHAUSTED', 'No more this month.'), 'BUDGET_EXHAUSTED'],
])('%s is refused with its reason', async (_, error, code) => {
  const piecesOf = () => Promise.reject(error)
  expect(await run('index-document', { piecesOf })).toEqual([['RefuseKnowledge', code, 'e']])
})

test('a server that is away is no reason to refuse, nor is a stop', async () => {
  const embed = () => Promise.reject(new Error('away'))
  await expect(run('index-document', { embed })).rejects.toThrow('away')
  const stopped = AbortSignal.abort(new Error('stopped'))
  const piecesOf = () => Promise.reject(new DocumentRefused('DOCUMENT_TOO_SLOW'))
  await expect(run('index-document', { piecesOf }, stopped)).rejects.toThrow('stopped')
})

test('a document that is removed leaves nothing: its passages go, then its file', async () => {
  expect(await run('remove-document')).toEqual([
    ['remove', 0],
    ['forget', 'd1'],
  ])
})
