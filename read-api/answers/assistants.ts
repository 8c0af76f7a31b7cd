import { z } from 'zod'
import { Note, Version } from '../../domain/assistant-definition.ts'
import type { AssistantRow } from '../../projections/rows/assistants.ts'
import { at, count } from './fields.ts'

/** A document of an assistant, as its makers see it. */
export const KnowledgeItem = z
  .object({
    id: z.string(),
    title: z.string(),
    mime: z.string(),
    bytes: count,
    status: z.enum(['reading', 'indexing', 'ready', 'refused']),
    percent: z.int().min(0).max(100).describe('how far it has been read'),
    addedAt: at,
    passages: count.exactOptional(),
    model: z.string().exactOptional().describe('model of its vectors'),
    note: Note.exactOptional().describe('what of it was left out'),
    code: z.string().exactOptional().describe('why it was refused'),
    reason: z.string().exactOptional(),
  })
  .meta({ id: 'KnowledgeItem' })
export type KnowledgeItem = z.output<typeof KnowledgeItem>

const identity = { id: z.string(), pack: z.boolean(), updatedAt: at }

/** One line of the studio's list. */
export const AssistantSummary = z
  .object({
    ...identity,
    name: z.string(),
    description: z.string(),
    version: z.int(),
    publishedVersion: z.int().exactOptional(),
    documents: count,
    refused: count.describe('documents that could not be read'),
  })
  .meta({ id: 'AssistantSummary' })

/** An assistant whole, for who makes it. */
export const AssistantDetail = z
  .object({
    ...identity,
    createdAt: at,
    latest: Version,
    published: Version.extend({ at }).exactOptional(),
    versions: z.array(z.object({ version: z.int(), at, why: z.string(), name: z.string() })),
    documents: z.array(KnowledgeItem),
    readers: z.array(z.string()).describe('`role:owner`, `role:staff`, `role:auditor` or `account:<id>`'),
  })
  .meta({ id: 'AssistantDetail' })

/** What someone who may use an assistant sees of it. */
export const CatalogueItem = z
  .object({
    ...identity,
    name: z.string(),
    description: z.string(),
    starters: z.array(z.string()),
    english: z
      .object({ name: z.string(), description: z.string(), starters: z.array(z.string()) })
      .exactOptional()
      .describe('the same for those who read English'),
    version: z.int(),
    tools: z.array(z.string()),
    hooks: z.array(z.string()),
    documents: z.array(z.object({ id: z.string(), title: z.string() })).describe('what it answers from'),
    duties: z.array(z.object({ dutyId: z.string(), title: z.string() })).describe('what it has to have explained'),
  })
  .meta({ id: 'CatalogueItem' })

/** A passage, where it stands and what it says. */
export const Passage = z
  .object({
    id: z.string(),
    assistantId: z.string(),
    documentId: z.string(),
    documentTitle: z.string(),
    n: z.int().min(1).describe('its place in the document'),
    text: z.string(),
    heading: z.string().exactOptional(),
    page: z.int().min(1).exactOptional(),
  })
  .meta({ id: 'Passage' })

export function summaryOf({ _id: id, pack, updatedAt, latest, published, documents }: AssistantRow) {
  const all = Object.values(documents)
  const { name, description, version } = latest
  const refused = all.filter(({ status }) => status === 'refused').length
  const shown = { id, pack, updatedAt, name, description, version, documents: all.length, refused }
  return { ...shown, ...(published ? { publishedVersion: published.version } : {}) }
}

export function catalogueItem({ _id: id, pack, updatedAt, published, documents }: AssistantRow) {
  if (!published) return []
  const { name, description, starters, english, version, tools, hooks, knowledgeIds, duties } = published
  const used = knowledgeIds.flatMap((documentId) => {
    const document = documents[documentId]
    return document?.status === 'ready' ? [{ id: documentId, title: document.title }] : []
  })
  const owed = duties.map(({ dutyId, title }) => ({ dutyId, title }))
  const said = { name, description, starters, ...(english ? { english } : {}) }
  return [{ id, pack, updatedAt, ...said, version, tools, hooks, documents: used, duties: owed }]
}
