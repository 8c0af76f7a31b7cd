import { z } from 'zod'
import { caller, command, idsOf, own, PartId, PEOPLE, replyOf } from './conversation-events.ts'
import { Id, rule } from './kernel.ts'

export const GiveFeedback = command({
  summary: 'Say whether a reply helped, and why.',
  roles: PEOPLE,
  schema: z.object({
    conversationId: Id,
    ...caller,
    replyId: PartId,
    helpful: z.boolean(),
    reason: z.string().trim().min(1).max(500).optional(),
  }),
  decide: ({ accountId, replyId, helpful, reason }, state, { now }) => {
    const open = own(state, accountId)
    const found = replyOf(open, replyId)
    rule(found.status !== 'writing', 'REPLY_UNDER_WAY', 'The assistant is still answering. Stop it or wait.')
    const { feedback, model } = found
    if (feedback?.helpful === helpful && feedback.reason === reason) return []
    const facts = { replyId, assistantId: open.assistantId, model, helpful }
    const why = { ...(reason ? { reason } : {}), ...(feedback ? { before: feedback.helpful } : {}) }
    return [{ type: 'FeedbackGiven', data: { ...idsOf(open, now), ...facts, ...why } }]
  },
})

export const AcceptProposal = command({
  summary: 'Note that the promotion an assistant drafted has been made.',
  roles: PEOPLE,
  schema: z.object({ conversationId: Id, ...caller, replyId: PartId, promotionId: Id }),
  decide: ({ accountId, replyId, promotionId }, state, { now }) => {
    const open = own(state, accountId)
    const found = replyOf(open, replyId)
    rule(found.drafted, 'NOTHING_PROPOSED', 'This reply proposes nothing.')
    if (found.promotionId) return []
    return [{ type: 'ProposalAccepted', data: { ...idsOf(open, now), replyId, promotionId } }]
  },
})

export const RenameConversation = command({
  summary: 'Give a conversation another title.',
  roles: PEOPLE,
  schema: z.object({ conversationId: Id, ...caller, title: z.string().trim().min(1).max(80) }),
  decide: ({ accountId, title }, state, { now }) => {
    const open = own(state, accountId)
    return open.title === title ? [] : [{ type: 'ConversationRenamed', data: { ...idsOf(open, now), title } }]
  },
})

export const ArchiveConversation = command({
  summary: 'Put a conversation away. A new message brings it back.',
  roles: PEOPLE,
  schema: z.object({ conversationId: Id, ...caller }),
  decide: ({ accountId }, state, { now }) => {
    const open = own(state, accountId)
    return open.archived ? [] : [{ type: 'ConversationArchived', data: idsOf(open, now) }]
  },
})
