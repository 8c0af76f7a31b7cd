import { z } from 'zod'
import type { PassageRow } from '../adapters/knowledge/passage.ts'
import { Id } from '../domain/kernel.ts'
import { CatalogueItem, catalogueItem, Passage } from './answers/assistants.ts'
import { madeAssistant, scopeOf, usableAssistant, usableAssistants } from './assistant-access.ts'
import { found, query, SHOP } from './query.ts'

const params = z.strictObject({ id: Id.describe('id of the assistant') })
const problems = ['ASSISTANT_NOT_FOUND'] as const
const notFound = ['ASSISTANT_NOT_FOUND', 'There is no such assistant for you.'] as const
const MAX_ITEMS = 200
const SEARCH_MS = 10_000
const PassageId = z.string().regex(/^[A-Za-z0-9_.-]{1,80}$/, 'the id of a passage')

/** Queries of those who use assistants: each shows only what is granted to who asks. */
export const catalogueQueries = [
  query({
    name: 'ListCatalogue',
    path: '/catalogue',
    roles: SHOP,
    views: ['assistants'],
    summary: 'Assistants that one may use: published ones of the shop that are granted, and ready-made ones.',
    response: z.object({ items: z.array(CatalogueItem) }),
    run: async ({ db }, _input, actor) => ({
      items: (await usableAssistants(db, actor, MAX_ITEMS)).flatMap(catalogueItem),
    }),
  }),
  query({
    name: 'GetCatalogueItem',
    path: '/catalogue/:id',
    roles: SHOP,
    views: ['assistants'],
    summary: 'One assistant that one may use.',
    params,
    response: CatalogueItem,
    problems,
    run: async ({ db }, { params: { id } }, actor) => {
      const [item] = catalogueItem(found(await usableAssistant(db, actor, id), ...notFound))
      return found(item, ...notFound)
    },
  }),
  query({
    name: 'SearchKnowledge',
    path: '/assistants/:id/search',
    roles: SHOP,
    views: ['assistants'],
    summary: 'Passages of an assistant’s documents that answer a question, the best first.',
    params,
    querystring: z.strictObject({
      q: z.string().trim().min(1).max(500).describe('the question'),
      limit: z.coerce.number().int().min(1).max(20).default(5),
      draft: z.stringbool().default(false).describe('asks the newest version, for who makes the assistant'),
    }),
    response: z.object({ items: z.array(Passage.extend({ score: z.number() })) }),
    problems,
    run: async ({ db, retriever }, { params: { id }, query: { q, limit, draft } }, actor) => {
      const { merchantId, accountId, role } = actor
      found(await (draft ? madeAssistant : usableAssistant)(db, actor, id), ...notFound)
      const asked = { merchantId, accountId, role, assistantId: id, text: q, limit, draft }
      const hits = await retriever.search(asked, AbortSignal.timeout(SEARCH_MS))
      return { items: hits.map(({ passageId, ...hit }) => ({ id: passageId, assistantId: id, ...hit })) }
    },
  }),
  query({
    name: 'GetPassage',
    path: '/passages/:id',
    roles: SHOP,
    views: ['assistants'],
    summary: 'A passage that an answer cites, with the ones around it; only from assistants that one may use.',
    params: z.strictObject({ id: PassageId }),
    response: Passage.extend({ before: z.string().exactOptional(), after: z.string().exactOptional() }),
    problems: ['PASSAGE_NOT_FOUND'],
    run: async ({ db }, { params: { id } }, actor) => {
      const passages = db.collection<PassageRow>('passages')
      const missing = ['PASSAGE_NOT_FOUND', 'There is no such passage for you.'] as const
      const row = found((await passages.findOne({ _id: id })) ?? undefined, ...missing)
      const ask = { ...actor, assistantId: row.assistantId }
      const scopes = [await scopeOf(db, ask), await scopeOf(db, { ...ask, draft: true })]
      const mayRead = scopes.some(
        (scope) => scope?.merchantId === row.merchantId && scope.documentIds.includes(row.documentId),
      )
      found(mayRead || undefined, ...missing)
      const { merchantId, assistantId, documentId, n } = row
      const around = await passages.find({ merchantId, assistantId, documentId, n: { $in: [n - 1, n + 1] } }).toArray()
      const text = (at: number) => around.find((passage) => passage.n === at)?.text
      const { _id, vector: _v, model: _m, merchantId: _s, ...passage } = row
      const [before, after] = [text(n - 1), text(n + 1)]
      return { id: _id, ...passage, ...(before ? { before } : {}), ...(after ? { after } : {}) }
    },
  }),
]
