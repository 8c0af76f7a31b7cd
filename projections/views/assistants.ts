import { granteeKey, Version } from '../../domain/assistant-definition.ts'
import type { Recorded } from '../event.ts'
import type { AssistantRow, AssistantVersionRow, KnowledgeDocument } from '../rows/assistants.ts'
import { insert, update, type View } from '../view.ts'

const SHOWN_VERSIONS = 50

type AboutDocument = Recorded<'KnowledgeRead' | 'KnowledgeIndexed' | 'KnowledgeRefused' | 'KnowledgeRereadRequested'>

/** Changes the row of the assistant that an event is about. */
const row = (
  { data }: { data: { assistantId: string; at: string } },
  change: (row: AssistantRow) => Partial<AssistantRow>,
) => [update<AssistantRow>(data.assistantId, (known) => ({ ...known, updatedAt: data.at, ...change(known) }))]

/** Changes one document; what is known of it from an earlier reading is left behind. */
const document = (event: AboutDocument, status: KnowledgeDocument['status'], more: Partial<KnowledgeDocument> = {}) =>
  row(event, ({ documents, knowledge }) => {
    const known = documents[event.data.documentId]
    if (!known) return {}
    const { title, hash, mime, bytes, addedAt } = known
    const changed = { title, hash, mime, bytes, addedAt, status, ...more }
    return { documents: { ...documents, [event.data.documentId]: changed }, knowledge: knowledge + 1 }
  })

const EMPTY: Version = {
  ...Version.omit({ version: true, knowledgeIds: true }).parse({ name: '-' }),
  version: 1,
  knowledgeIds: [],
}

/** Assistants as their makers see them, and what is published of them. */
export const assistants: View<AssistantRow> = {
  name: 'assistants',
  version: 1,
  private: true,
  indexes: [{ key: { merchantId: 1, updatedAt: -1, _id: 1 } }],
  on: {
    AssistantCreated: ({ data: { assistantId, merchantId, pack, at } }) => [
      insert<AssistantRow>(assistantId, {
        merchantId,
        pack,
        createdAt: at,
        updatedAt: at,
        latest: EMPTY,
        versions: [],
        documents: {},
        readers: ['role:owner'],
        knowledge: 0,
      }),
    ],
    AssistantRevised: (event) =>
      row(event, ({ versions }) => {
        const { version, at, why, name } = event.data
        return {
          latest: Version.parse(event.data),
          versions: [{ version, at, why, name }, ...versions].slice(0, SHOWN_VERSIONS),
        }
      }),
    KnowledgeAdded: (event) =>
      row(event, ({ documents }) => {
        const { documentId, title, hash, mime, bytes, at } = event.data
        return {
          documents: { ...documents, [documentId]: { title, hash, mime, bytes, status: 'reading', addedAt: at } },
        }
      }),
    KnowledgeRereadRequested: (event) => document(event, 'reading'),
    KnowledgeRead: (event) => document(event, 'indexing', { passages: event.data.passages }),
    KnowledgeIndexed: (event) => {
      const { passages, model, note } = event.data
      return document(event, 'ready', { passages, model, ...(note ? { note } : {}) })
    },
    KnowledgeRefused: (event) => document(event, 'refused', { code: event.data.code, reason: event.data.reason }),
    KnowledgeRemoved: (event) =>
      row(event, ({ documents: { [event.data.documentId]: _, ...documents }, knowledge }) => ({
        documents,
        knowledge: knowledge + 1,
      })),
    AssistantPublished: (event) =>
      row(event, () => ({ published: { ...Version.parse(event.data), at: event.data.at } })),
    AssistantWithdrawn: ({ data }) => [
      update<AssistantRow>(data.assistantId, ({ published: _, ...known }) => ({ ...known, updatedAt: data.at })),
    ],
    AssistantGranted: (event) =>
      row(event, ({ readers }) => ({ readers: [...new Set([...readers, granteeKey(event.data.to)])] })),
    GrantRevoked: (event) =>
      row(event, ({ readers }) => ({ readers: readers.filter((key) => key !== granteeKey(event.data.to)) })),
  },
}

/** Every version of every assistant, whole. */
export const assistantVersions: View<AssistantVersionRow> = {
  name: 'assistant_versions',
  version: 1,
  private: true,
  indexes: [{ key: { merchantId: 1, assistantId: 1, 'content.version': -1 } }],
  on: {
    AssistantRevised: ({ data }) => {
      const { assistantId, merchantId, version, at, why } = data
      const content = Version.parse(data)
      return [insert<AssistantVersionRow>(`${assistantId}_${version}`, { merchantId, assistantId, at, why, content })]
    },
  },
}
