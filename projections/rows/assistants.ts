import type { Document, Duty, Version } from '../../domain/assistant-definition.ts'
import type { Evidence } from '../../domain/consultation.ts'
import type { Row } from './row.ts'

/** One document of an assistant, and how far it has been read. */
export interface KnowledgeDocument extends Omit<Document, 'documentId'> {
  status: 'reading' | 'indexing' | 'ready' | 'refused'
  addedAt: string
  /** Pieces it was cut into; with those written so far it gives the progress. */
  passages?: number
  /** Model that its passages were embedded with: a question has to be embedded with the same. */
  model?: string
  note?: { code: string; read: number; of: number }
  code?: string
  reason?: string
}

/** View `assistants`: the studio's and the catalogue's; never published, since not everybody of a shop may see every one. */
export interface AssistantRow extends Row {
  pack: boolean
  createdAt: string
  updatedAt: string
  /** The newest version, which the studio shows. */
  latest: Version
  /** The version in the catalogue; conversations use it. */
  published?: Version & { at: string }
  /** The newest versions, newest first; all of them are in `assistant_versions`. */
  versions: { version: number; at: string; why: string; name: string }[]
  documents: Record<string, KnowledgeDocument>
  /** Who may use it once it is published: `role:owner` always, `role:staff`, `account:<id>`. */
  readers: string[]
  /** Counts what changed about its documents, so that what is kept of them in memory can be told to be stale. */
  knowledge: number
}

/** View `consultations`: a conversation's duties of explanation and their evidence; never published. `_id` is the conversation's. */
export interface ConsultationRow extends Row {
  accountId: string
  assistantId: string
  assistantVersion: number
  openedAt: string
  duties: (Omit<Duty, 'phrases'> & { evidence?: Omit<Evidence, 'dutyId'> & { at: string } })[]
  /** A check was asked for and has not ended. */
  isChecking: boolean
  checked?: { messages: number; model: string; at: string }
  completedAt?: string
}

/** View `assistant_versions`: every version whole. `_id` is `<assistantId>_<version>`. */
export interface AssistantVersionRow extends Row {
  assistantId: string
  at: string
  why: string
  content: Version
}

/** View `assistant_results`: how well an assistant does with a model. `_id` is `<merchantId>_<assistantId>_<model>`. */
export interface AssistantResultRow extends Row {
  assistantId: string
  model: string
  completed: number
  interrupted: number
  helpful: number
  unhelpful: number
  inputTokens: number
  outputTokens: number
  costUsd: number
  /** How many replies said how long the first word took, and the sum of it in milliseconds. */
  timed: number
  firstTokenMs: number
}
