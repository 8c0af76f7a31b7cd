import type { Db } from 'mongodb'
import { z } from 'zod'
import type { PassageRow } from '../adapters/knowledge/passage.ts'
import { Version } from '../domain/assistant-definition.ts'
import { Id } from '../domain/kernel.ts'
import type { AssistantRow, KnowledgeDocument } from '../projections/rows/assistants.ts'
import { AssistantDetail, AssistantSummary, type KnowledgeItem, summaryOf } from './answers/assistants.ts'
import { Colleague } from './answers/people.ts'
import { madeAssistant } from './assistant-access.ts'
import { found, query } from './query.ts'

const params = z.strictObject({ id: Id.describe('id of the assistant') })
const problems = ['ASSISTANT_NOT_FOUND'] as const
const MAX_ASSISTANTS = 200
const MAX_COLLEAGUES = 500

/** Percent of a document that has been read; what is being written is counted where it is written. */
async function percentOf(db: Db, merchantId: string, id: string, { status, passages }: KnowledgeDocument) {
  if (status === 'ready') return 100
  if (status !== 'indexing' || !passages) return 5
  const rows = db.collection<PassageRow>('passages')
  const written = await rows
    .find({ _id: { $regex: `^${id}\\.` }, merchantId })
    .project({ _id: 1 })
    .toArray()
  return Math.min(99, 10 + Math.round((written.length / passages) * 89))
}

async function detailOf(db: Db, row: AssistantRow): Promise<z.input<typeof AssistantDetail>> {
  const { _id: id, merchantId, pack, createdAt, updatedAt, latest, published, versions, readers } = row
  const documents = await Promise.all(
    Object.entries(row.documents).map(async ([documentId, { hash: _, ...document }]): Promise<KnowledgeItem> => {
      const percent = await percentOf(db, merchantId, documentId, { hash: '', ...document })
      return { id: documentId, percent, ...document }
    }),
  )
  const shown = { id, pack, createdAt, updatedAt, latest, versions, readers }
  return {
    ...shown,
    documents: documents.toSorted((a, b) => (a.addedAt < b.addedAt ? 1 : -1)),
    ...(published ? { published } : {}),
  }
}

const notFound = ['ASSISTANT_NOT_FOUND', 'There is no such assistant.'] as const

/** Queries of those who make assistants. */
export const assistantQueries = [
  query({
    name: 'ListAssistants',
    path: '/assistants',
    roles: ['owner'],
    views: ['assistants'],
    summary: "The shop's own assistants, published or not, the last changed first.",
    response: z.object({ items: z.array(AssistantSummary) }),
    run: async ({ rows }) => {
      const own = await rows.list('assistants', {}, { sort: { updatedAt: -1, _id: 1 }, limit: MAX_ASSISTANTS })
      return { items: own.map(summaryOf) }
    },
  }),
  query({
    name: 'GetAssistant',
    path: '/assistants/:id',
    roles: ['owner'],
    views: ['assistants'],
    summary: 'One of the shop’s assistants whole: its newest version, its documents and how far they have been read.',
    params,
    response: AssistantDetail,
    problems,
    run: async ({ db }, { params: { id } }, actor) =>
      detailOf(db, found(await madeAssistant(db, actor, id), ...notFound)),
  }),
  query({
    name: 'GetAssistantVersion',
    path: '/assistants/:id/versions/:version',
    roles: ['owner'],
    views: ['assistants', 'assistant_versions'],
    summary: 'One version of an assistant, as it was.',
    params: params.extend({ version: Id.describe('number of the version') }),
    response: Version,
    problems,
    run: async ({ rows }, { params: { id, version } }) =>
      found(await rows.one('assistant_versions', `${id}_${version}`), ...notFound).content,
  }),
  query({
    name: 'ListColleagues',
    path: '/colleagues',
    roles: ['owner'],
    views: ['colleagues'],
    summary: 'Who has an account in the shop, or had one.',
    response: z.object({ items: z.array(Colleague) }),
    run: async ({ rows }) => {
      const known = await rows.list('colleagues', {}, { sort: { _id: 1 }, limit: MAX_COLLEAGUES })
      return {
        items: known.map(({ _id: accountId, name, role, closedAt, secondFactor }) => {
          const shown = { accountId, name, role, hasSecondFactor: secondFactor !== undefined }
          return closedAt ? { ...shown, closedAt } : shown
        }),
      }
    },
  }),
]
