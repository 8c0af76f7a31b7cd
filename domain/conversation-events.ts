import { z } from 'zod'
import { commandsOf, type EventOf, Id, personal, Rejected, rule } from './kernel.ts'
import {
  AssistantRef,
  ChatLanguage,
  Citation,
  Draft,
  InterruptedWhy,
  OfflineWhy,
  ReplySource,
  ReplyUsage,
} from './reply.ts'

/** Id of a message or a reply within a conversation: `<conversationId>_m3`, `<conversationId>_r3`. */
export const PartId = z.string().max(80)
const at = z.iso.datetime()
/** Every event names the person, whose key seals what was said. */
const owned = z.object({ conversationId: Id, merchantId: Id, accountId: Id, at })
export const Turn = z.int().min(1)

/** What there is of a reply when it ends, whichever way. */
export const said = {
  text: personal(z.string().max(100_000)),
  citations: personal(z.array(Citation).max(30)),
  sources: personal(z.array(ReplySource).max(30)),
  draft: personal(Draft.optional()),
  usage: ReplyUsage.optional(),
  offline: OfflineWhy.optional(),
}
const reply = owned.extend({ replyId: PartId, turn: Turn, assistantId: Id })

export const shapes = {
  ConversationStarted: owned.extend({ ...AssistantRef.shape, language: ChatLanguage }),
  MessageSent: owned.extend({ messageId: PartId, text: personal(z.string()) }),
  ReplyRequested: reply.extend({
    assistantVersion: z.int().min(1),
    /** What the person may see is what the tools may see. */
    role: z.enum(['owner', 'staff']),
    language: ChatLanguage,
    /** Goes on with a reply that was cut short. */
    continues: z.boolean(),
  }),
  ReplyStopRequested: owned.extend({ replyId: PartId, turn: Turn }),
  ReplyCompleted: reply.extend(said),
  ReplyInterrupted: reply.extend({ ...said, why: InterruptedWhy, code: z.string().optional() }),
  HistorySummarised: owned.extend({
    /** The last turn that the summary covers. */
    upTo: Turn,
    text: personal(z.string()),
  }),
  FeedbackGiven: owned.extend({
    replyId: PartId,
    assistantId: Id,
    model: z.string(),
    helpful: z.boolean(),
    reason: personal(z.string().optional()),
    /** What was said before, when somebody changes their mind. */
    before: z.boolean().optional(),
  }),
  ProposalAccepted: owned.extend({ replyId: PartId, promotionId: Id }),
  ConversationRenamed: owned.extend({ title: personal(z.string()) }),
  ConversationArchived: owned,
}
export type ConversationEvent = EventOf<typeof shapes>

/** What a decision must know of a reply: never its text. */
export interface Reply {
  turn: number
  status: 'writing' | 'completed' | 'interrupted'
  stopping: boolean
  model: string
  drafted: boolean
  feedback?: { helpful: boolean; reason?: string | undefined }
  promotionId?: string
}
export interface OpenConversation {
  status: 'open'
  conversationId: string
  merchantId: string
  accountId: string
  assistantId: string
  turn: number
  messages: number
  /** The last turn that a summary covers; 0 without one. */
  summarised: number
  replies: Record<string, Reply>
  lastReply: string
  archived: boolean
  title?: string
}
export type ConversationState = { status: 'none' } | OpenConversation

/** Builds one command of a conversation. */
export const command = commandsOf<ConversationState, ConversationEvent>()
/** Who may chat. */
export const PEOPLE = ['owner', 'staff'] as const
/** Whose conversation it is; filled in by the server. */
export const caller = { accountId: Id }
const notFound = () => new Rejected('CONVERSATION_NOT_FOUND', 'There is no such conversation.')

/** The caller's own conversation: a colleague's is answered as if it did not exist. */
export function own(state: ConversationState, accountId: string): OpenConversation {
  if (state.status === 'none' || state.accountId !== accountId) throw notFound()
  return state
}
/** The reply of that id. Throws REPLY_NOT_FOUND. */
export function replyOf(state: OpenConversation, replyId: string): Reply {
  const found = state.replies[replyId]
  rule(found !== undefined, 'REPLY_NOT_FOUND', 'There is no such reply in this conversation.')
  return found
}
/** What every event of a conversation names. */
export const idsOf = ({ conversationId, merchantId, accountId }: OpenConversation, at: string) => ({
  conversationId,
  merchantId,
  accountId,
  at,
})
