import { setup } from 'xstate'
import type { RecordedEvent } from '../adapters/event-store/event-store.ts'
import type { Effect, Routed, Saga } from './saga.ts'

/** Reads a document, cuts it, has it embedded and writes its passages. Handlers are in knowledge-handlers.ts. */
export type IndexDocument = { type: 'index-document' } & Added
/** Removes its passages. */
export type RemoveDocument = { type: 'remove-document'; assistantId: string; documentId: string; merchantId: string }

interface Added {
  assistantId: string
  documentId: string
  merchantId: string
  title: string
  hash: string
}
type Input = { at: string } & (
  | ({ type: 'KnowledgeAdded' | 'KnowledgeRereadRequested' } & Added)
  | { type: 'KnowledgeIndexed' | 'KnowledgeRefused' }
  | ({ type: 'KnowledgeRemoved' } & Omit<RemoveDocument, 'type'>)
)
type Ids = Pick<Added, 'assistantId' | 'documentId' | 'merchantId'>

/** A document that is not read by then is refused, so that nobody waits for ever; it may still come after. */
const DEADLINE_MS = 15 * 60_000

const machine = setup({
  types: { context: {} as Ids, events: {} as Input, input: {} as Added },
  actions: {
    /** Recorded, and done by the effect runner. */
    effect: (_, _effect: Effect) => {},
  },
}).createMachine({
  id: 'knowledge-indexing',
  context: ({ input: { assistantId, documentId, merchantId } }) => ({ assistantId, documentId, merchantId }),
  initial: 'reading',
  states: {
    reading: {
      entry: {
        type: 'effect',
        params: ({ event }) => {
          // The first entry is by the machine's own start, whose event carries the input.
          const { assistantId, documentId, merchantId, title, hash } = addedOf(event)
          return { type: 'index-document', assistantId, documentId, merchantId, title, hash } satisfies IndexDocument
        },
      },
      after: { [DEADLINE_MS]: 'overdue' },
      on: { KnowledgeIndexed: 'settled', KnowledgeRefused: 'settled' },
    },
    overdue: {
      entry: {
        type: 'effect',
        params: ({ context: { assistantId, documentId } }) => ({
          type: 'command',
          command: 'RefuseKnowledge',
          input: {
            assistantId,
            documentId,
            code: 'KNOWLEDGE_OVERDUE',
            reason: 'This document could not be read in time. Try again later.',
          },
        }),
      },
      on: { KnowledgeIndexed: 'settled', KnowledgeRefused: 'settled' },
    },
    settled: {},
    removed: {
      entry: {
        type: 'effect',
        params: ({ context }) => ({ type: 'remove-document', ...context }) satisfies RemoveDocument,
      },
      // A reading that was under way may have written on.
      after: { [DEADLINE_MS]: 'gone' },
    },
    gone: {
      entry: {
        type: 'effect',
        params: ({ context }) => ({ type: 'remove-document', ...context }) satisfies RemoveDocument,
      },
    },
  },
  on: {
    KnowledgeRemoved: '.removed',
    KnowledgeRereadRequested: { target: '.reading', reenter: true },
    // The same document may come back after it was removed.
    KnowledgeAdded: { target: '.reading', reenter: true },
  },
})

const addedOf = (event: unknown): Added => {
  const { input } = event as { input?: Added }
  return input ?? (event as Added)
}

const toDocument =
  (starts = false) =>
  ({ type, data }: RecordedEvent): Routed[] => [{ sagaId: `${data.documentId}`, starts, input: { ...data, type } }]

/** Makes a document answerable, once it is added; one instance a document. */
export const knowledgeIndexing: Saga = {
  name: 'knowledge-indexing',
  version: 1,
  machine,
  routes: {
    KnowledgeAdded: toDocument(true),
    KnowledgeRereadRequested: toDocument(),
    KnowledgeIndexed: toDocument(),
    KnowledgeRefused: toDocument(),
    KnowledgeRemoved: toDocument(),
  },
}
