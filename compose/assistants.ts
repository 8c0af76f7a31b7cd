import type { Gateway } from '../adapters/ai/gateway.ts'
import { type Chunk, type ChunkLog, ensureChunkIndexes, openChunkLog } from '../adapters/assistant/chunk-log.ts'
import type { Assistant, FindPassages } from '../adapters/assistant/port.ts'
import { writeReply } from '../adapters/assistant/write-reply.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import type { PassageHit, Retriever } from '../adapters/knowledge/port.ts'
import type { Nats } from '../adapters/nats/connect.ts'
import { newest } from '../adapters/newest.ts'
import type { PrepareServices } from '../commands/preparation.ts'
import type { Duty } from '../domain/assistant-definition.ts'
import type { ChatLanguage } from '../domain/reply.ts'
import { replyHooks } from '../packs/hooks.ts'
import { activeCollection } from '../projections/active.ts'
import type { AssistantVersionRow } from '../projections/rows/assistants.ts'
import { usableAssistant } from '../read-api/assistant-access.ts'
import type { RowSource } from '../read-api/read-model.ts'
import { merchantTools } from '../read-api/tools/merchant-tools.ts'
import type { TryDeps } from '../read-api/try-assistant.ts'
import { noteExplained, type Started } from '../sagas/consultation-handlers.ts'
import { replyHandlers } from '../sagas/reply-handlers.ts'
import type { SendAsSaga } from '../sagas/send-as-saga.ts'

export interface AssistantDeps extends RowSource {
  nats: Pick<Nats, 'connection'>
  store: Pick<EventStore, 'readStream'>
  gateway: Gateway
  retriever: Retriever
  now: () => string
  onError: (error: unknown) => void
}

/** What conversations need of the rest. */
export interface Assistants {
  chunks: ChunkLog
  assistantVersion: PrepareServices['assistantVersion']
  /** @param remembered the store, as this process remembers it */
  handlers(send: SendAsSaga, remembered: Pick<EventStore, 'readStream'>): ReturnType<typeof replyHandlers>
  answerDraft: TryDeps['answerDraft']
}

/** With what it has to explain. */
type Owing = Assistant & { duties: Duty[] }

const PASSAGES = 6
const KEPT_VERSIONS = 500

/** Where replies come from: models, documents, the shop's figures. */
export async function connectAssistants(deps: AssistantDeps): Promise<Assistants> {
  const { db, nats, store, gateway, retriever, now, onError } = deps
  const rows = db.collection<Chunk>('reply_chunks')
  await ensureChunkIndexes(rows)
  // A closed connection throws; whoever looks on then finds the rows.
  const publish = (subject: string, data: string) => {
    try {
      nats.connection.publish(subject, data)
    } catch (error) {
      onError(error)
    }
  }
  const chunks = openChunkLog(rows, publish)
  const tools = merchantTools(deps, now)
  /** A version never changes. */
  const kept = newest<Owing>(KEPT_VERSIONS)
  const assistantOf = async (assistantId: string, version: number): Promise<Owing | undefined> => {
    const id = `${assistantId}_${version}`
    const known = kept.get(id)
    if (known) return known
    const versions = await activeCollection<AssistantVersionRow>(db, 'assistant_versions')
    const found = await versions.findOne({ _id: id })
    if (!found) return undefined
    const assistant = { ...found.content, assistantId }
    kept.set(id, assistant)
    return assistant
  }
  const dutiesOf = async ({ assistantId, assistantVersion }: Started) =>
    (await assistantOf(assistantId, assistantVersion))?.duties ?? []
  return {
    chunks,
    assistantVersion: async (actor, assistantId) => (await usableAssistant(db, actor, assistantId))?.published?.version,
    answerDraft: async function* ({ text: question, language, merchantId, accountId }, draft, signal) {
      const found: PassageHit[][] = []
      const findPassages = passagesOf(retriever, draft.assistantId, { draft: true, tell: (hits) => found.push(hits) })
      const writer = { gateway, findPassages, tools, before: firstWords, now, onError }
      // Only owners make assistants.
      const caller = { merchantId, accountId, role: 'owner' as const, language }
      const nothing = { history: { exchanges: [] }, prior: '', keepSummary: async () => {} }
      const job = { conversationId: 'draft', assistant: draft, caller, question, ...nothing }
      for await (const part of writeReply(writer, job, signal)) {
        for (const hits of found.splice(0)) yield { type: 'passages', hits }
        yield part
      }
    },
    handlers: (send, remembered) =>
      replyHandlers({
        ...{ store, remembered, chunks, assistantOf, send },
        ended: (started, context) => noteExplained({ store, dutiesOf }, started, send, context),
        write: (job, signal) => {
          const findPassages = passagesOf(retriever, job.assistant.assistantId)
          return writeReply({ gateway, findPassages, tools, before: firstWords, now, onError }, job, signal)
        },
      }),
  }
}

interface Looking {
  /** Asks the newest version. */
  draft: boolean
  /** Told of what was found. */
  tell?: (hits: PassageHit[]) => void
}

/** Passages within what the person may read: the bounds are part of the search itself. */
const passagesOf =
  (retriever: Retriever, assistantId: string, { draft, tell }: Looking = { draft: false }): FindPassages =>
  async (text, { merchantId, accountId, role }, signal) => {
    const asked = { merchantId, accountId, role, assistantId, text, limit: PASSAGES, draft }
    const hits = await retriever.search(asked, signal)
    tell?.(hits)
    return hits.map(({ passageId, documentId, documentTitle, text: said, page, heading }) => ({
      ...{ passageId, documentId, title: documentTitle, text: said },
      ...(page ? { page } : {}),
      ...(heading ? { heading } : {}),
    }))
  }

/** What is to be said before any model is asked. */
function firstWords(hooks: readonly string[], question: string, language: ChatLanguage): string | undefined {
  return hooks.includes('emergency') ? replyHooks.emergency(question, language) : undefined
}
