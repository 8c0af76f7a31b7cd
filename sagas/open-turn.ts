import { type Exchange, historyOf } from '../adapters/assistant/history.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { conversation } from '../domain/conversation.ts'
import type { ConversationEvent, OpenConversation } from '../domain/conversation-events.ts'

/** A turn that is to be answered, with what led to it. */
export interface OpenTurn {
  open: OpenConversation
  exchange: Exchange
  earlier: { exchanges: Exchange[]; summary?: { upTo: number; text: string } }
  request: Extract<ConversationEvent, { type: 'ReplyRequested' }>['data']
}

/** Everything that happened in a conversation. */
export const eventsOf = async (store: Pick<EventStore, 'readStream'>, conversationId: string) =>
  (await store.readStream(`conversation-${conversationId}`)).events as unknown as ConversationEvent[]

/** The turn as the log has it; undefined when it has ended. */
export function openTurn(all: readonly ConversationEvent[], turn: number): OpenTurn | undefined {
  const open = all.reduce(conversation.evolve, conversation.initial)
  if (open.status === 'none') return undefined
  const last = open.replies[open.lastReply]
  const request = all.findLast((event) => event.type === 'ReplyRequested')?.data
  if (last?.status !== 'writing' || last.turn !== turn || request?.turn !== turn) return undefined
  const { exchanges, ...summary } = historyOf(all)
  const exchange = exchanges.at(-1)
  if (!exchange) return undefined
  return { open, exchange, request, earlier: { exchanges: exchanges.slice(0, -1), ...summary } }
}
