import type { Citation, Draft, InterruptedWhy, OfflineWhy, ReplySource, ReplyUsage } from '../../domain/reply.ts'
import type { Row } from './row.ts'

/** View `conversations`: one person's chats. `_id` is the conversation id. */
export interface ConversationRow extends Row {
  accountId: string
  assistantId: string
  /** What the first message says, until it is given one; a list shows its beginning. */
  title: string
  startedAt: string
  updatedAt: string
  messages: number
  /** The newest turn, of which the pieces of the live stream are. */
  turn: number
  /** Whether a reply is being written. */
  writing: boolean
  archived: boolean
}

/** View `messages`: what a person said, and what was answered. `_id` is the message's or the reply's id. */
export interface MessageRow extends Row {
  conversationId: string
  accountId: string
  by: 'person' | 'assistant'
  text: string
  at: string
  /** Place in the conversation. */
  order: number
  status: 'writing' | 'completed' | 'interrupted'
  turn?: number
  endedAt?: string
  why?: InterruptedWhy
  code?: string
  citations: Citation[]
  sources: ReplySource[]
  draft?: Draft
  usage?: ReplyUsage
  /** Why the offline assistant answered, if it did. */
  offline?: OfflineWhy
  feedback?: { helpful: boolean; reason?: string }
  /** The promotion that the draft became. */
  promotionId?: string
}
