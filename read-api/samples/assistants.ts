import { embedLocally, LOCAL_EMBEDDING_MODEL } from '../../adapters/ai/local-embedder.ts'
import { type PassageRow, passageRow } from '../../adapters/knowledge/passage.ts'
import { Definition } from '../../domain/assistant-definition.ts'
import type { AssistantResultRow, AssistantRow, ConsultationRow } from '../../projections/rows/assistants.ts'
import type { ConversationRow, MessageRow } from '../../projections/rows/conversations.ts'
import { NOW } from '../harness.ts'

/** Rows of a shop's assistants and what is said to them, as the projections would make them. */
export const assistantSamples = {
  assistant: (merchantId: string): AssistantRow => {
    const version = { ...Definition.parse({ name: '안내 도우미' }), version: 1, knowledgeIds: [`${merchantId}-doc`] }
    const document = { title: '안내.md', hash: 'a'.repeat(64), mime: 'text/markdown', bytes: 900, addedAt: NOW }
    return {
      _id: `${merchantId}-as1`,
      merchantId,
      position: 800,
      pack: false,
      createdAt: NOW,
      updatedAt: NOW,
      latest: version,
      published: { ...version, at: NOW },
      versions: [{ version: 1, at: NOW, why: 'edited', name: version.name }],
      documents: {
        [`${merchantId}-doc`]: { ...document, status: 'ready', passages: 1, model: LOCAL_EMBEDDING_MODEL },
      },
      readers: ['role:owner', 'role:staff', 'role:auditor'],
      knowledge: 1,
    }
  },
  conversation: (merchantId: string): ConversationRow => ({
    _id: `${merchantId}-v1`,
    merchantId,
    accountId: `${merchantId}-owner`,
    position: 802,
    assistantId: `${merchantId}-as1`,
    title: '주차 안내',
    startedAt: NOW,
    updatedAt: NOW,
    messages: 1,
    turn: 1,
    writing: false,
    archived: false,
  }),
  message: (merchantId: string): MessageRow => ({
    _id: `${merchantId}-v1_m1`,
    conversationId: `${merchantId}-v1`,
    merchantId,
    accountId: `${merchantId}-owner`,
    position: 802,
    by: 'person',
    text: '주차는 얼마 동안 되나요?',
    at: NOW,
    order: 1,
    status: 'completed',
    citations: [],
    sources: [],
  }),
  assistantResult: (merchantId: string): AssistantResultRow => ({
    _id: `${merchantId}_${merchantId}-as1_local`,
    merchantId,
    position: 802,
    assistantId: `${merchantId}-as1`,
    model: 'local',
    completed: 3,
    interrupted: 1,
    helpful: 2,
    unhelpful: 1,
    inputTokens: 900,
    outputTokens: 300,
    costUsd: 0.01,
    timed: 3,
    firstTokenMs: 600,
  }),
  consultation: (merchantId: string): ConsultationRow => ({
    _id: `${merchantId}-c9`,
    merchantId,
    position: 801,
    accountId: `${merchantId}-owner`,
    assistantId: `${merchantId}-as1`,
    assistantVersion: 1,
    openedAt: NOW,
    duties: [{ dutyId: 'refund', title: '환불 안내', text: '7일 안에 된다고 알린다.', by: 'assistant' }],
    isChecking: false,
  }),
  passage: (merchantId: string): PassageRow => {
    const text = 'Parking is free for one hour.'
    const ref = {
      merchantId,
      assistantId: `${merchantId}-as1`,
      documentId: `${merchantId}-doc`,
      documentTitle: '안내.md',
    }
    const [vector] = embedLocally([text])
    return passageRow({ ...ref, model: LOCAL_EMBEDDING_MODEL }, { n: 1, text }, vector as Float32Array)
  },
}
