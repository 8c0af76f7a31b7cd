import { makerCommands } from './assistant-commands.ts'
import { granteeKey, Version } from './assistant-definition.ts'
import { knowledgeCommands } from './assistant-knowledge.ts'
import { InstallPack } from './assistant-pack.ts'
import { type Assistant, type AssistantEvent, type AssistantState, assistantShapes } from './assistant-state.ts'
import { type Aggregate, type EventSpec, evolveBy } from './kernel.ts'

const change = (state: AssistantState, make: (state: Assistant) => Partial<Assistant>): AssistantState =>
  state.status === 'none' ? state : { ...state, ...make(state) }

const documentIs =
  (to: 'reading' | 'indexed' | 'refused') =>
  (state: AssistantState, { documentId }: { documentId: string }): AssistantState =>
    change(state, ({ documents }) => {
      const known = documents[documentId]
      return known ? { documents: { ...documents, [documentId]: { ...known, state: to } } } : {}
    })

/** Instructions and titles are the shop's own: integrators are told that something is, not what it says. */
const OWN = new Set(['AssistantRevised', 'KnowledgeAdded', 'KnowledgeRereadRequested', 'AssistantPublished'])
const events = Object.fromEntries(
  Object.entries(assistantShapes).map(([type, schema]): [string, EventSpec] => [
    type,
    { v: 1, schema, public: !OWN.has(type) },
  ]),
)

/** A chat application: instructions, documents, versions, and who may use it. */
export const assistant: Aggregate<AssistantState, AssistantEvent> = {
  name: 'assistant',
  idField: 'assistantId',
  initial: { status: 'none' },
  events,
  commands: { ...makerCommands, ...knowledgeCommands, InstallPack },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<AssistantState, AssistantEvent>({
    AssistantCreated: (_, { merchantId }) => ({
      status: 'active',
      merchantId,
      versions: [],
      documents: {},
      published: undefined,
      grants: [],
    }),
    AssistantRevised: (state, data) =>
      change(state, ({ versions }) => ({ versions: [...versions, Version.parse(data)] })),
    KnowledgeAdded: (state, { at: _a, merchantId: _m, assistantId: _i, ...document }) =>
      change(state, ({ documents }) => ({
        documents: { ...documents, [document.documentId]: { ...document, state: 'reading' } },
      })),
    KnowledgeRereadRequested: documentIs('reading'),
    KnowledgeIndexed: documentIs('indexed'),
    KnowledgeRefused: documentIs('refused'),
    KnowledgeRemoved: (state, { documentId }) =>
      change(state, ({ documents: { [documentId]: _, ...documents } }) => ({ documents })),
    AssistantPublished: (state, { version }) => change(state, () => ({ published: version })),
    AssistantWithdrawn: (state) => change(state, () => ({ published: undefined })),
    AssistantGranted: (state, { to }) => change(state, ({ grants }) => ({ grants: [...grants, granteeKey(to)] })),
    GrantRevoked: (state, { to }) =>
      change(state, ({ grants }) => ({ grants: grants.filter((key) => key !== granteeKey(to)) })),
  }),
}
