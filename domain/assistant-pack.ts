import { z } from 'zod'
import { Definition, Document, PACKS_MERCHANT } from './assistant-definition.ts'
import { type Assistant, type AssistantEvent, command, idsOf, revised } from './assistant-state.ts'
import { Id } from './kernel.ts'

const GRANTS = ['staff', 'auditor'] as const

/** A ready-made assistant as its files say, for every shop: whatever differs from what was installed before is recorded. */
export const InstallPack = command({
  summary: 'Install or renew a ready-made assistant that every shop may use.',
  roles: ['system'],
  schema: z.object({ assistantId: Id, definition: Definition, documents: z.array(Document).max(100) }),
  decide: ({ assistantId, definition, documents }, state, { now }) => {
    const own = { assistantId, merchantId: PACKS_MERCHANT, at: now }
    const known: Assistant = state.status === 'none' ? EMPTY : state
    const wanted = Object.fromEntries(documents.map((document) => [document.documentId, document]))
    const events: AssistantEvent[] = []
    if (state.status === 'none') events.push({ type: 'AssistantCreated', data: { ...own, pack: true } })
    for (const documentId of idsOf(known.documents))
      if (!wanted[documentId]) events.push({ type: 'KnowledgeRemoved', data: { ...own, documentId } })
    for (const document of documents)
      if (!known.documents[document.documentId]) events.push({ type: 'KnowledgeAdded', data: { ...document, ...own } })
    const next = { ...definition, knowledgeIds: idsOf(wanted) }
    const changed = revised(known, next, 'pack', own)
    events.push(...changed)
    const version = known.versions.length + changed.length
    if (version !== known.published) events.push({ type: 'AssistantPublished', data: { ...next, version, ...own } })
    for (const role of GRANTS)
      if (!known.grants.includes(`role:${role}`))
        events.push({ type: 'AssistantGranted', data: { ...own, to: { role } } })
    return events
  },
})

const EMPTY: Assistant = {
  status: 'active',
  merchantId: PACKS_MERCHANT,
  versions: [],
  documents: {},
  published: undefined,
  grants: [],
}
