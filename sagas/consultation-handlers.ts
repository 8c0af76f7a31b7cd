import { evidenceByRules, type judgeDuties, type Said } from '../adapters/assistant/duties.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import type { Duty } from '../domain/assistant-definition.ts'
import type { CheckDuties } from './consultation-check.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

export interface ConsultationServices {
  store: Pick<EventStore, 'readStream'>
  /** Finds evidence; throws when it has to be tried again. */
  judge(
    material: Parameters<typeof judgeDuties>[1],
    about: CheckDuties,
    signal: AbortSignal,
  ): ReturnType<typeof judgeDuties>
}

/** What was said in a conversation, in order; a reply that was cut short counts as far as it came. */
export async function transcriptOf(store: Pick<EventStore, 'readStream'>, conversationId: string): Promise<Said[]> {
  const { events } = await store.readStream(`conversation-${conversationId}`)
  return events.flatMap(({ type, data }): Said[] => {
    const { messageId, replyId, text } = data as { messageId?: string; replyId?: string; text?: string }
    if (type === 'MessageSent' && text) return [{ messageId: String(messageId), by: 'person', text }]
    const isReply = type === 'ReplyCompleted' || type === 'ReplyInterrupted'
    return isReply && text ? [{ messageId: String(replyId), by: 'assistant', text }] : []
  })
}

/** Who talks with which version of which assistant. */
export interface Started {
  conversationId: string
  merchantId: string
  accountId: string
  assistantId: string
  assistantVersion: number
}

/**
 * Notes what the newest exchange of a conversation explained, by phrases: that costs nothing, so it is done after every
 * reply. What was said before has been looked at before, and a model's verdict on it stays.
 */
export async function noteExplained(
  { store, dutiesOf }: Pick<ConsultationServices, 'store'> & { dutiesOf(started: Started): Promise<Duty[]> },
  started: Started,
  send: SendAsSaga,
  context: EffectContext,
): Promise<void> {
  const duties = await dutiesOf(started)
  if (duties.length === 0) return
  const transcript = await transcriptOf(store, started.conversationId)
  const newest = transcript.slice(transcript.findLastIndex(({ by }) => by === 'person'))
  const evidence = evidenceByRules(duties, newest)
  const { conversationId, merchantId, accountId, assistantId, assistantVersion } = started
  const facts = { conversationId, merchantId, accountId, assistantId, assistantVersion, duties, evidence }
  await send('NoteEvidence', facts, { ...context, effectId: `${context.effectId}/explained` })
}

/** Handler of the saga consultation-check. */
export const consultationHandlers = (
  { store, judge }: ConsultationServices,
  send: SendAsSaga,
): Record<string, EffectHandler<never>> => ({
  'check-duties': async (effect: CheckDuties, context) => {
    const { conversationId, duties } = effect
    const transcript = await transcriptOf(store, conversationId)
    const { evidence, model } = await judge({ duties, transcript }, effect, context.signal)
    await send('RecordEvidence', { conversationId, messages: transcript.length, model, evidence }, context)
  },
})
