import { z } from 'zod'
import { assistant } from '../../domain/assistant.ts'
import { Id, Rejected, rule } from '../../domain/kernel.ts'
import { loadState, preparation } from '../preparation.ts'

const input = z.object({ conversationId: Id })
const notFound = () => new Rejected('CONVERSATION_NOT_FOUND', 'There is no such conversation.')

/** The checklist of the version that the conversation was begun with. */
export const requestConsultationCheck = preparation({
  input,
  prepare: async ({ conversationId }, { store, actor }) => {
    const { events } = await store.readStream(`conversation-${conversationId}`)
    const started = events.find(({ type }) => type === 'ConversationStarted')?.data as
      | { merchantId: string; accountId: string; assistantId: string; assistantVersion: number }
      | undefined
    const isTheirs = actor.role === 'owner' || started?.accountId === actor.accountId
    if (!started || started.merchantId !== actor.merchantId || !isTheirs) throw notFound()
    const { assistantId, assistantVersion, merchantId, accountId } = started
    const made = await loadState(store, assistant, assistantId)
    const versions = made.status === 'none' ? [] : made.versions
    const duties = versions.find(({ version }) => version === assistantVersion)?.duties ?? []
    rule(duties.length > 0, 'NO_DUTIES', 'This assistant has nothing that must be explained.')
    const messages = events.filter(({ type }) => type === 'MessageSent' || type === 'ReplyCompleted').length
    return { conversationId, merchantId, accountId, assistantId, assistantVersion, duties, messages }
  },
})

/** Who closes it. */
export const completeConsultation = preparation({
  input,
  prepare: async ({ conversationId }, { actor: { accountId, role } }) => ({ conversationId, accountId, role }),
})
