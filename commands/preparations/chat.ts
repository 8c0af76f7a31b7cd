import { z } from 'zod'
import { conversation } from '../../domain/conversation.ts'
import { Id, Rejected } from '../../domain/kernel.ts'
import { ChatLanguage } from '../../domain/reply.ts'
import { loadState, type PrepareContext, preparation } from '../preparation.ts'

const PartId = z.string().max(80)
const Text = z.string().trim().min(1).max(4_000)
const own = z.object({ conversationId: Id })

/** Who asks, and the version of the assistant that is to answer. Throws ASSISTANT_NOT_FOUND. */
async function askedBy({ actor, services }: PrepareContext, assistantId: string) {
  const { accountId, role } = actor
  const assistantVersion = await services.assistantVersion(actor, assistantId)
  if (assistantVersion === undefined) throw new Rejected('ASSISTANT_NOT_FOUND', 'There is no such assistant.')
  return { accountId, role, assistantId, assistantVersion }
}

/** A conversation of the caller's; where there is none, a new one has to name its assistant. */
export const sendChatMessage = preparation({
  input: own.extend({
    assistantId: Id.optional(),
    text: Text,
    language: ChatLanguage.default('ko'),
  }),
  prepare: async ({ assistantId, ...input }, context) => {
    const before = await loadState(context.store, conversation, input.conversationId)
    const chosen = before.status === 'none' ? assistantId : before.assistantId
    if (!chosen) throw new Rejected('ASSISTANT_NOT_FOUND', 'Say which assistant you would like to talk to.')
    return { ...input, ...(await askedBy(context, chosen)) }
  },
})

/** Goes on with a reply of a conversation of the caller's. */
export const continueReply = preparation({
  input: own.extend({ replyId: PartId, language: ChatLanguage.default('ko') }),
  prepare: async (input, context) => {
    const before = await loadState(context.store, conversation, input.conversationId)
    const isOwn = before.status === 'open' && before.accountId === context.actor.accountId
    if (!isOwn) throw new Rejected('CONVERSATION_NOT_FOUND', 'There is no such conversation.')
    return { ...input, ...(await askedBy(context, before.assistantId)) }
  },
})

/** What only the caller's own conversation takes: the account comes from the sign-in, never from the body. */
const asCaller = <S extends z.ZodObject>(input: S) =>
  preparation({ input, prepare: async (given, { actor }) => ({ ...given, accountId: actor.accountId }) })

export const chatPreparations = {
  SendChatMessage: sendChatMessage,
  ContinueReply: continueReply,
  StopReply: asCaller(own),
  GiveFeedback: asCaller(
    own.extend({ replyId: PartId, helpful: z.boolean(), reason: z.string().trim().min(1).max(500).optional() }),
  ),
  AcceptProposal: asCaller(own.extend({ replyId: PartId, promotionId: Id })),
  RenameConversation: asCaller(own.extend({ title: z.string().trim().min(1).max(80) })),
  ArchiveConversation: asCaller(own),
}
