import { z } from 'zod'
import { Document } from './assistant-definition.ts'
import { about, assistantShapes, command, definitionOf, existing, idsOf, revised } from './assistant-state.ts'
import { Id, Rejected, rule } from './kernel.ts'

const MAX_DOCUMENTS = 50

const AddKnowledge = command({
  summary: 'Give an assistant a document that was uploaded. It is read in the background.',
  roles: ['owner'],
  schema: Document.extend({ assistantId: Id }),
  decide: ({ assistantId, ...document }, state, context) => {
    const known = existing(state)
    if (known.documents[document.documentId]) return []
    const most = `An assistant has ${MAX_DOCUMENTS} documents at most. Remove one first.`
    rule(Object.keys(known.documents).length < MAX_DOCUMENTS, 'KNOWLEDGE_FULL', most)
    const own = about(assistantId, known, context)
    const knowledgeIds = idsOf({ ...known.documents, [document.documentId]: document })
    const next = { ...definitionOf(known), knowledgeIds }
    return [{ type: 'KnowledgeAdded', data: { ...document, ...own } }, ...revised(known, next, 'knowledge-added', own)]
  },
})

const RemoveKnowledge = command({
  summary: 'Take a document away: from then on no version answers from it.',
  roles: ['owner'],
  schema: z.object({ assistantId: Id, documentId: Id }),
  decide: ({ assistantId, documentId }, state, context) => {
    const known = existing(state)
    if (!known.documents[documentId]) return []
    const { [documentId]: _, ...left } = known.documents
    const own = about(assistantId, known, context)
    const next = { ...definitionOf(known), knowledgeIds: idsOf(left) }
    const removed = { type: 'KnowledgeRemoved' as const, data: { ...own, documentId } }
    return [removed, ...revised(known, next, 'knowledge-removed', own)]
  },
})

const RereadKnowledge = command({
  summary: 'Read a document once more: after it was refused, or when the model that finds passages has changed.',
  roles: ['owner'],
  schema: z.object({ assistantId: Id, documentId: Id }),
  decide: ({ assistantId, documentId }, state, context) => {
    const known = existing(state)
    const document = known.documents[documentId]
    if (!document) throw new Rejected('KNOWLEDGE_NOT_FOUND', 'This assistant has no such document.')
    if (document.state === 'reading') return []
    const { state: _, ...facts } = document
    return [{ type: 'KnowledgeRereadRequested', data: { ...facts, ...about(assistantId, known, context) } }]
  },
})

const RecordKnowledgeRead = command({
  summary: 'The saga records how many passages a document has.',
  roles: ['system'],
  schema: assistantShapes.KnowledgeRead.omit({ at: true, merchantId: true }),
  decide: (c, state, context) => {
    const known = existing(state)
    if (known.documents[c.documentId]?.state !== 'reading') return []
    return [{ type: 'KnowledgeRead', data: { ...c, ...about(c.assistantId, known, context) } }]
  },
})

const RecordKnowledgeIndexed = command({
  summary: 'The saga records that a document can be answered from.',
  roles: ['system'],
  schema: assistantShapes.KnowledgeIndexed.omit({ at: true, merchantId: true }),
  decide: (c, state, context) => {
    const known = existing(state)
    const at = known.documents[c.documentId]?.state
    // What came too late for its deadline came all the same.
    if (at === undefined || at === 'indexed') return []
    return [{ type: 'KnowledgeIndexed', data: { ...c, ...about(c.assistantId, known, context) } }]
  },
})

const RefuseKnowledge = command({
  summary: 'The saga records why a document cannot be answered from.',
  roles: ['system'],
  schema: assistantShapes.KnowledgeRefused.omit({ at: true, merchantId: true }),
  decide: (c, state, context) => {
    const known = existing(state)
    if (known.documents[c.documentId]?.state !== 'reading') return []
    return [{ type: 'KnowledgeRefused', data: { ...c, ...about(c.assistantId, known, context) } }]
  },
})

/** Commands about an assistant's documents, and the saga's reports on them. */
export const knowledgeCommands = {
  AddKnowledge,
  RemoveKnowledge,
  RereadKnowledge,
  RecordKnowledgeRead,
  RecordKnowledgeIndexed,
  RefuseKnowledge,
}
