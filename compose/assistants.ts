import type { Gateway } from '../adapters/ai/gateway.ts'
import { type Chunk, type ChunkLog, ensureChunkIndexes, openChunkLog } from '../adapters/assistant/chunk-log.ts'
import type { FindPassages } from '../adapters/assistant/port.ts'
import { type WriterDeps, writeReply } from '../adapters/assistant/write-reply.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import type { PassageHit, Retriever } from '../adapters/knowledge/port.ts'
import type { Nats } from '../adapters/nats/connect.ts'
import type { PrepareServices } from '../commands/preparation.ts'
import type { ChatLanguage } from '../domain/reply.ts'
import { replyHooks } from '../packs/hooks.ts'
import { usableAssistant } from '../read-api/assistant-access.ts'
import type { RowSource } from '../read-api/read-model.ts'
import { merchantTools } from '../read-api/tools/merchant-tools.ts'
import type { TryDeps } from '../read-api/try-assistant.ts'
import { noteExplained, type Started } from '../sagas/consultation-handlers.ts'
import { replyHandlers } from '../sagas/reply-handlers.ts'
import type { SendAsSaga } from '../sagas/send-as-saga.ts'
import { assistantVersions } from './assistant-versions.ts'

export interface AssistantDeps extends RowSource {
  nats: Pick<Nats, 'connection'>
  gateway: Gateway
  retriever: Retriever
  now: () => string
  onError: (error: unknown) => void
}

/** What conversations need of the rest. */
export interface Assistants {
  chunks: ChunkLog
  assistantVersion: PrepareServices['assistantVersion']
  handlers(send: SendAsSaga, store: Pick<EventStore, 'readStream'>): ReturnType<typeof replyHandlers>
  answerDraft: TryDeps['answerDraft']
}

const PASSAGES = 6

/** Where replies come from: models, documents, the shop's figures. */
export async function connectAssistants(deps: AssistantDeps): Promise<Assistants> {
  const { db, nats, gateway, retriever, now, onError } = deps
  const rows = db.collection<Chunk>('reply_chunks')
  await ensureChunkIndexes(rows)
  const chunks = openChunkLog(rows, publisher(nats, onError))
  const writer = { gateway, tools: merchantTools(deps, now), before: firstWords, now, onError }
  const assistantOf = assistantVersions(db)
  const dutiesOf = async ({ assistantId, assistantVersion }: Started) =>
    (await assistantOf(assistantId, assistantVersion))?.duties ?? []
  return {
    chunks,
    assistantVersion: async (actor, assistantId) => (await usableAssistant(db, actor, assistantId))?.published?.version,
    answerDraft: (...asked) => answerDraft(retriever, writer, ...asked),
    handlers: (send, store) =>
      replyHandlers({
        ...{ store, chunks, assistantOf, send },
        ended: (started, context) => noteExplained({ store, dutiesOf }, started, send, context),
        write: (job, signal) => {
          const findPassages = passagesOf(retriever, job.assistant.assistantId)
          return writeReply({ ...writer, findPassages }, job, signal)
        },
      }),
  }
}

/** A closed connection throws; whoever looks on then finds the rows. */
const publisher =
  ({ connection }: AssistantDeps['nats'], onError: (error: unknown) => void) =>
  (subject: string, data: string) => {
    try {
      connection.publish(subject, data)
    } catch (error) {
      onError(error)
    }
  }

async function* answerDraft(
  retriever: Retriever,
  writer: Omit<WriterDeps, 'findPassages'>,
  ...[{ text: question, language, merchantId, accountId }, draft, signal]: Parameters<TryDeps['answerDraft']>
): ReturnType<TryDeps['answerDraft']> {
  const found: PassageHit[][] = []
  const findPassages = passagesOf(retriever, draft.assistantId, { draft: true, tell: (hits) => found.push(hits) })
  // Only owners make assistants.
  const caller = { merchantId, accountId, role: 'owner' as const, language }
  const nothing = { history: { exchanges: [] }, prior: '', keepSummary: async () => {} }
  const job = { conversationId: 'draft', assistant: draft, caller, question, ...nothing }
  for await (const part of writeReply({ ...writer, findPassages }, job, signal)) {
    for (const hits of found.splice(0)) yield { type: 'passages', hits }
    yield part
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
