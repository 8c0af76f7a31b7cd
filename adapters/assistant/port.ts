import type { z } from 'zod'
import type { ChatLanguage, Citation, Draft, OfflineWhy, ReplySource, ReplyUsage } from '../../domain/reply.ts'
import type { ChatPart, ChatRequest, ToolSpec } from '../ai/gateway.ts'

/** One published version of an assistant, as far as a reply needs it. */
export interface Assistant {
  assistantId: string
  version: number
  name: string
  instructions: string
  modelPreference: readonly string[]
  /** `merchant-data` opens the shop's own figures. */
  tools: readonly string[]
  /** Names of what is asked before a reply is written. */
  hooks: readonly string[]
}

/** On whose behalf a tool runs: it sees what this person may see, and nothing else. */
export interface ToolCaller {
  merchantId: string
  accountId: string
  role: 'owner' | 'staff'
  language: ChatLanguage
}

/** What a tool found: data for the model, where people can see it, and a draft if it made one. */
export interface ToolAnswer {
  data: unknown
  sources: ReplySource[]
  draft?: Draft
}

/** Something an assistant can look up. It takes no tenant: whose data it reads is decided by who asks. */
export interface Tool<S extends z.ZodObject = z.ZodObject> extends ToolSpec {
  input: S
  run(input: z.output<S>, caller: ToolCaller): Promise<ToolAnswer>
}

/** A passage of a document, ready to be cited. */
export type Passage = Omit<Citation, 'n' | 'quote'> & { text: string }

/** Passages of the documents that the person may read, best first. */
export type FindPassages = (question: string, caller: ToolCaller, signal: AbortSignal) => Promise<Passage[]>

/** Something that answers: a gateway bound to its caller, or the offline assistant. */
export type ChatModel = (request: ChatRequest, signal: AbortSignal) => AsyncIterable<ChatPart>

/** What a reply ends with. */
export interface ReplyExtras {
  citations: Citation[]
  sources: ReplySource[]
  draft?: Draft
  usage?: ReplyUsage
  /** Set when the offline assistant answered. */
  offline?: OfflineWhy
}

/** What the assistant is busy with, for the person who waits. */
export type ReplyStep = 'reading' | 'summarising' | 'looking-up'

export type ReplyPart =
  | { type: 'step'; step: ReplyStep; tool?: string }
  | { type: 'text'; text: string }
  | ({ type: 'end' } & ReplyExtras)
