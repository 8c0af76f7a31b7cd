import { z } from 'zod'
import { AcceptProposal, ArchiveConversation, GiveFeedback, RenameConversation } from './conversation-care.ts'
import {
  type ConversationEvent,
  type ConversationState,
  caller,
  command,
  idsOf,
  type OpenConversation,
  own,
  PartId,
  PEOPLE,
  type Reply,
  replyOf,
  said,
  shapes,
  Turn,
} from './conversation-events.ts'
import { type Aggregate, eventsOf, evolveBy, Id, rule } from './kernel.ts'
import { AssistantRef, ChatLanguage, InterruptedWhy } from './reply.ts'

/** The reply that is being written in that turn; undefined when it has ended already. */
const writing = (state: ConversationState, turn: number): (Reply & { replyId: string }) | undefined => {
  if (state.status === 'none') return undefined
  const last = state.replies[state.lastReply]
  return last?.status === 'writing' && last.turn === turn ? { ...last, replyId: state.lastReply } : undefined
}

const asked = { ...AssistantRef.shape, role: z.enum(['owner', 'staff']), language: ChatLanguage }

const SendChatMessage = command({
  summary: 'Say something to an assistant; without a conversation, this begins one. The reply is streamed.',
  roles: PEOPLE,
  creates: true,
  continues: true,
  schema: z.object({ conversationId: Id, ...caller, ...asked, text: z.string().trim().min(1).max(4_000) }),
  decide: ({ text, role, language, assistantVersion, ...c }, state, { now, merchantId }) => {
    const open = state.status === 'none' ? undefined : own(state, c.accountId)
    const last = open?.replies[open.lastReply]
    rule(last?.status !== 'writing', 'REPLY_UNDER_WAY', 'The assistant is still answering. Stop it or wait.')
    const { conversationId, accountId } = c
    const ids = { conversationId, merchantId, accountId, at: now }
    const assistantId = open?.assistantId ?? c.assistantId
    const number = (open?.messages ?? 0) + 1
    const turn = (open?.turn ?? 0) + 1
    const started = { ...ids, assistantId, assistantVersion, language }
    return [
      ...(open ? [] : [{ type: 'ConversationStarted' as const, data: started }]),
      { type: 'MessageSent', data: { ...ids, messageId: `${conversationId}_m${number}`, text } },
      {
        type: 'ReplyRequested',
        data: { ...started, replyId: `${conversationId}_r${number}`, turn, role, continues: false },
      },
    ]
  },
})

const ContinueReply = command({
  summary: 'Go on with the last reply where it was cut short.',
  roles: PEOPLE,
  schema: z.object({ conversationId: Id, ...caller, ...asked, replyId: PartId }),
  decide: ({ replyId, accountId, role, language, assistantVersion }, state, { now }) => {
    const open = own(state, accountId)
    const found = replyOf(open, replyId)
    if (found.status === 'writing') return []
    const isCut = found.status === 'interrupted' && open.lastReply === replyId
    rule(isCut, 'REPLY_NOT_INTERRUPTED', 'Only the last reply can be continued, and only when it was cut short.')
    const { assistantId } = open
    const facts = { replyId, turn: open.turn + 1, assistantId, assistantVersion, role, language, continues: true }
    return [{ type: 'ReplyRequested', data: { ...idsOf(open, now), ...facts } }]
  },
})

const StopReply = command({
  summary: 'Stop the reply that is being written; what was said so far is kept.',
  roles: PEOPLE,
  schema: z.object({ conversationId: Id, ...caller }),
  decide: ({ accountId }, state, { now }) => {
    const open = own(state, accountId)
    const last = open.replies[open.lastReply]
    if (last?.status !== 'writing' || last.stopping) return []
    const { lastReply: replyId } = open
    return [{ type: 'ReplyStopRequested', data: { ...idsOf(open, now), replyId, turn: last.turn } }]
  },
})

const CompleteReply = command({
  summary: 'The saga records a whole reply.',
  roles: ['system'],
  schema: z.object({ conversationId: Id, turn: Turn, ...said }),
  decide: ({ turn, ...rest }, state, { now }) => {
    const found = writing(state, turn)
    if (!found || state.status === 'none') return []
    const { assistantId } = state
    return [
      { type: 'ReplyCompleted', data: { ...idsOf(state, now), ...rest, replyId: found.replyId, turn, assistantId } },
    ]
  },
})

const InterruptReply = command({
  summary: 'The saga records what was said of a reply that was cut short.',
  roles: ['system'],
  schema: z.object({ conversationId: Id, turn: Turn, ...said, why: InterruptedWhy, code: z.string().optional() }),
  decide: ({ turn, ...rest }, state, { now }) => {
    const found = writing(state, turn)
    if (!found || state.status === 'none') return []
    const { assistantId } = state
    return [
      { type: 'ReplyInterrupted', data: { ...idsOf(state, now), ...rest, replyId: found.replyId, turn, assistantId } },
    ]
  },
})

const SummariseHistory = command({
  summary: 'The saga keeps a summary of the older turns, so that it is paid for once.',
  roles: ['system'],
  schema: z.object({ conversationId: Id, upTo: Turn, text: z.string().min(1).max(8_000) }),
  decide: ({ upTo, text }, state, { now }) => {
    if (state.status === 'none' || upTo <= state.summarised || upTo > state.turn) return []
    return [{ type: 'HistorySummarised', data: { ...idsOf(state, now), upTo, text } }]
  },
})

type Open = OpenConversation
const onOpen = (state: ConversationState, change: (open: Open) => Open): ConversationState =>
  state.status === 'none' ? state : change(state)
const onReply = (state: ConversationState, replyId: string, change: (reply: Reply) => Reply): ConversationState =>
  onOpen(state, (open) => {
    const found = open.replies[replyId]
    return found ? { ...open, replies: { ...open.replies, [replyId]: change(found) } } : open
  })

/** A chat of one person with one assistant. What was said is sealed under the person's own key. */
export const conversation: Aggregate<ConversationState, ConversationEvent> = {
  name: 'conversation',
  idField: 'conversationId',
  initial: { status: 'none' },
  events: eventsOf(shapes, { v: 1, public: false, subjectField: 'accountId' }),
  commands: {
    SendChatMessage,
    StopReply,
    ContinueReply,
    CompleteReply,
    InterruptReply,
    SummariseHistory,
    GiveFeedback,
    AcceptProposal,
    RenameConversation,
    ArchiveConversation,
  },
  merchantOf: (state) => (state.status === 'none' ? undefined : state.merchantId),
  evolve: evolveBy<ConversationState, ConversationEvent>({
    ConversationStarted: (_, { conversationId, merchantId, accountId, assistantId }) => ({
      status: 'open',
      ...{ conversationId, merchantId, accountId, assistantId },
      ...{ turn: 0, messages: 0, summarised: 0, replies: {}, lastReply: '', archived: false },
    }),
    MessageSent: (state) => onOpen(state, (open) => ({ ...open, messages: open.messages + 1, archived: false })),
    ReplyRequested: (state, { replyId, turn }) =>
      onOpen(state, (open) => {
        const before = open.replies[replyId] ?? { model: '', drafted: false }
        const replies = { ...open.replies, [replyId]: { ...before, turn, status: 'writing' as const, stopping: false } }
        return { ...open, turn, lastReply: replyId, replies }
      }),
    ReplyStopRequested: (state, { replyId }) => onReply(state, replyId, (reply) => ({ ...reply, stopping: true })),
    ReplyCompleted: (state, { replyId, usage, draft }) =>
      onReply(state, replyId, (reply) => ({ ...reply, ...ended('completed', usage?.model, draft) })),
    ReplyInterrupted: (state, { replyId, usage, draft }) =>
      onReply(state, replyId, (reply) => ({ ...reply, ...ended('interrupted', usage?.model, draft) })),
    HistorySummarised: (state, { upTo }) => onOpen(state, (open) => ({ ...open, summarised: upTo })),
    FeedbackGiven: (state, { replyId, helpful, reason }) =>
      onReply(state, replyId, (reply) => ({ ...reply, feedback: { helpful, reason } })),
    ProposalAccepted: (state, { replyId, promotionId }) =>
      onReply(state, replyId, (reply) => ({ ...reply, promotionId })),
    ConversationRenamed: (state, { title }) => onOpen(state, (open) => ({ ...open, title })),
    ConversationArchived: (state) => onOpen(state, (open) => ({ ...open, archived: true })),
  }),
}

function ended(status: 'completed' | 'interrupted', model = '', draft: unknown) {
  return { status, stopping: false, model, drafted: draft !== undefined }
}
