import type { Row } from '../api/answer.ts'
import type { ChannelId } from '../api/channel.ts'
import type { Purpose } from '../api/plan.ts'

export interface CatalogueItem {
  id: string
  name: string
  description: string
  starters: string[]
  pack: boolean
  tools: string[]
  /** What it has to have explained before a consultation is complete. */
  duties?: { dutyId: string; title: string }[]
  /** How a ready-made one introduces itself in English. */
  english?: { name: string; description: string; starters: string[] }
}
export interface Conversation extends Row {
  assistantId: string
  title: string
  startedAt: string
  updatedAt: string
  messages: number
  writing: boolean
  archived: boolean
}
export interface ReplySource {
  label: string
  href: string
  asOf: string
}
export interface Citation {
  n: number
  passageId: string
  documentId: string
  title: string
  quote: string
  page?: number
  heading?: string
}
export interface Draft {
  purpose: Purpose
  title: string
  prize: string
  body: string
  hashtags: string[]
  channels: ChannelId[]
  startsAt?: string
  endsAt?: string
}
/** How a reply ended. */
interface Extras {
  citations: Citation[]
  sources: ReplySource[]
  draft?: Draft
  usage?: { provider: string; model: string }
  offline?: 'no-key' | 'budget' | 'failed'
  why?: 'stopped' | 'crashed' | 'failed'
  code?: string
}
export interface Message extends Row, Extras {
  conversationId: string
  by: 'person' | 'assistant'
  text: string
  at: string
  order: number
  status: 'writing' | 'completed' | 'interrupted'
  turn?: number
  feedback?: { helpful: boolean; reason?: string }
  promotionId?: string
}
export interface ConversationView {
  conversation: Conversation
  messages: Message[]
  more: boolean
  live: number
}
/** A piece of a reply as the stream brings it. */
export type Piece = { replyId: string; turn: number; n: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'step'; step: 'reading' | 'summarising' | 'looking-up'; tool?: string }
  | { kind: 'end'; end: Extras & { outcome: 'completed' | 'interrupted' } }
)
export interface AssistantResult {
  id: string
  assistantId: string
  assistantName: string
  model: string
  completed: number
  interrupted: number
  helpful: number
  unhelpful: number
  costUsd: number
  firstTokenMs: number | null
}
