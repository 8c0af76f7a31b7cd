import { z } from 'zod'
import { type Definition, Document, Grantee, Note, Version } from './assistant-definition.ts'
import { commandsOf, type DecideContext, type EventOf, Id, Instant, Rejected, rule } from './kernel.ts'

const owned = { assistantId: Id, merchantId: Id, at: Instant }
const aboutDocument = { ...owned, documentId: Id }
const Passages = z.int().min(1).describe('how many pieces it was cut into')

/** What can happen to an assistant. */
export const assistantShapes = {
  AssistantCreated: z.object({ ...owned, pack: z.boolean() }),
  AssistantRevised: Version.extend({
    ...owned,
    why: z.enum(['edited', 'knowledge-added', 'knowledge-removed', 'pack']),
  }),
  KnowledgeAdded: Document.extend(owned),
  KnowledgeRereadRequested: Document.extend(owned),
  KnowledgeRead: z.object({ ...aboutDocument, passages: Passages }),
  KnowledgeIndexed: z.object({
    ...aboutDocument,
    passages: Passages,
    model: z.string().max(80),
    note: Note.optional(),
  }),
  KnowledgeRefused: z.object({ ...aboutDocument, code: z.string().max(40), reason: z.string().max(300) }),
  KnowledgeRemoved: z.object(aboutDocument),
  AssistantPublished: Version.extend(owned),
  AssistantWithdrawn: z.object(owned),
  AssistantGranted: z.object({ ...owned, to: Grantee }),
  GrantRevoked: z.object({ ...owned, to: Grantee }),
}
export type AssistantEvent = EventOf<typeof assistantShapes>

/** An assistant that was created. */
export interface Assistant {
  status: 'active'
  merchantId: string
  versions: Version[]
  documents: Record<string, Document & { state: 'reading' | 'indexed' | 'refused' }>
  /** Number of the version that is in the catalogue. */
  published: number | undefined
  /** Keys of those it is granted to. */
  grants: string[]
}
export type AssistantState = { status: 'none' } | Assistant

/** Makes one of an assistant's commands. */
export const command = commandsOf<AssistantState, AssistantEvent>()

/** The assistant, which has to be there. Throws ASSISTANT_NOT_FOUND. */
export function existing(state: AssistantState): Assistant {
  if (state.status === 'none') throw new Rejected('ASSISTANT_NOT_FOUND', 'There is no such assistant.')
  return state
}

/** What every event about an assistant begins with. */
export const about = (assistantId: string, { merchantId }: Assistant, { now }: DecideContext) => ({
  assistantId,
  merchantId,
  at: now,
})

/** The newest definition, without its number and documents. */
export function definitionOf({ versions }: Assistant): Definition {
  const { version: _v, knowledgeIds: _k, ...definition } = versions.at(-1) as Version
  return definition
}

const MAX_VERSIONS = 2_000
type Why = Extract<AssistantEvent, { type: 'AssistantRevised' }>['data']['why']

/** The event of the next version; nothing when it would be the same as the newest. Throws ASSISTANT_FULL. */
export function revised(
  { versions }: Assistant,
  next: Omit<Version, 'version'>,
  why: Why,
  own: ReturnType<typeof about>,
): AssistantEvent[] {
  const { version: before = 0, ...latest } = versions.at(-1) ?? {}
  if (JSON.stringify(latest) === JSON.stringify(next)) return []
  rule(before < MAX_VERSIONS, 'ASSISTANT_FULL', `An assistant has ${MAX_VERSIONS} versions at most; make a new one.`)
  return [{ type: 'AssistantRevised', data: { ...next, version: before + 1, ...own, why } }]
}

/** Ids of documents in an order that does not depend on when they came. */
export const idsOf = (documents: Record<string, unknown>): string[] => Object.keys(documents).toSorted()
