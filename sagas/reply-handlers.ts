import { type ChunkLog, Fenced, type ReplyEnd, textOf } from '../adapters/assistant/chunk-log.ts'
import { type Exchange, historyOf } from '../adapters/assistant/history.ts'
import type { Assistant, ReplyPart } from '../adapters/assistant/port.ts'
import { ReplyCut, type ReplyJob } from '../adapters/assistant/write-reply.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { conversation } from '../domain/conversation.ts'
import type { ConversationEvent, OpenConversation } from '../domain/conversation-events.ts'
import type { InterruptedWhy } from '../domain/reply.ts'
import type { Started } from './consultation-handlers.ts'
import type { StopWriting, Turn, WriteReply } from './reply.ts'
import { openScript, pauseAmong } from './reply-script.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

export interface ReplyDeps {
  store: Pick<EventStore, 'readStream'>
  /** The same, of what this process remembers: it may be a moment old. */
  remembered: Pick<EventStore, 'readStream'>
  chunks: ChunkLog
  /** One published version; undefined when it is no longer there. */
  assistantOf(assistantId: string, version: number): Promise<Assistant | undefined>
  write(job: ReplyJob, signal: AbortSignal): AsyncIterable<ReplyPart>
  /** Told of a conversation once its reply has ended, and again where that may have been lost. */
  ended(started: Started, context: EffectContext): Promise<void>
  send: SendAsSaga
}

/** A turn that is open, with what led to it. */
interface Asked {
  open: OpenConversation
  exchange: Exchange
  earlier: { exchanges: Exchange[]; summary?: { upTo: number; text: string } }
  request: Extract<ConversationEvent, { type: 'ReplyRequested' }>['data']
}

const eventsOf = async (store: ReplyDeps['store'], conversationId: string) =>
  (await store.readStream(`conversation-${conversationId}`)).events as unknown as ConversationEvent[]

/** The turn as the log has it; undefined when it has ended. */
function askedIn(all: readonly ConversationEvent[], turn: number): Asked | undefined {
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

const keyOf = ({ request }: Asked) => {
  const { merchantId, conversationId, replyId, turn } = request
  return { merchantId, conversationId, replyId, turn }
}

/**
 * Handlers of the saga reply, by effect type. What was said is written down piece by piece before anybody is told, and
 * an `end` closes it; whoever comes after a crash finds how far it came, closes it, and records just that.
 */
export function replyHandlers(deps: ReplyDeps): Record<string, EffectHandler<never>> {
  const { chunks, send } = deps
  const writers = new Map<string, { stop: AbortController; ended: Promise<void> }>()

  /** Records what the pieces say: theirs is the truth, also about how it ended. */
  const record = async (asked: Asked, end: ReplyEnd, context: EffectContext) => {
    const pieces = await chunks.seal(keyOf(asked), end)
    const last = pieces.at(-1)
    const { outcome, ...facts } = last?.kind === 'end' ? last.end : end
    const text = `${asked.exchange.answer}${textOf(pieces)}`
    const { conversationId, turn } = asked.request
    const input = { conversationId, turn, text, ...facts }
    await send(outcome === 'completed' ? 'CompleteReply' : 'InterruptReply', input, context)
  }
  const cut = (asked: Asked, why: InterruptedWhy, context: EffectContext, code?: string) =>
    record(asked, { outcome: 'interrupted', why, citations: [], sources: [], ...(code ? { code } : {}) }, context)

  const write = async (asked: Asked, from: number, stop: AbortSignal, context: EffectContext) => {
    const { request, exchange, earlier } = asked
    const { conversationId, assistantId, assistantVersion, merchantId, accountId, role, language } = request
    const assistant = await deps.assistantOf(assistantId, assistantVersion)
    if (!assistant) return cut(asked, 'failed', context, 'ASSISTANT_NOT_FOUND')
    const job: ReplyJob = {
      conversationId,
      caller: { merchantId, accountId, role, language },
      assistant,
      history: earlier,
      question: exchange.question,
      prior: exchange.answer,
      keepSummary: (upTo, text) =>
        send(
          'SummariseHistory',
          { conversationId, upTo, text },
          { ...context, effectId: `${context.effectId}/summary` },
        ),
    }
    const signal = AbortSignal.any([context.signal, stop])
    const script = openScript(chunks, keyOf(asked), from, () => pauseAmong(writers.size))
    try {
      for await (const part of deps.write(job, signal)) {
        signal.throwIfAborted()
        if (part.type !== 'end') await script.add(part)
        else {
          const { type: _, ...extras } = part
          await script.flush()
          return await record(asked, { outcome: 'completed', ...extras }, context)
        }
      }
      throw new Error(`the reply ${request.replyId} has no end`)
    } catch (error) {
      // Another has taken over, or this process is to stop: whoever comes next records what was said.
      if (error instanceof Fenced) throw error
      context.signal.throwIfAborted()
      await script.flush()
      if (stop.aborted) return await cut(asked, 'stopped', context)
      if (!(error instanceof ReplyCut)) throw error
      const { code, extras } = error
      await record(asked, { outcome: 'interrupted', why: 'failed', code, ...extras }, context)
    }
  }

  /** Has a turn answered that is still open; gives the events that were there before. */
  const answer = async ({ conversationId, turn }: Turn, context: EffectContext) => {
    const key = `${conversationId}.${turn}`
    const stop = new AbortController()
    const { promise: ended, resolve } = Promise.withResolvers<void>()
    writers.set(key, { stop, ended })
    try {
      let events = await eventsOf(deps.remembered, conversationId)
      // That there is nothing to answer is believed of the store alone.
      if (!askedIn(events, turn)) events = await eventsOf(deps.store, conversationId)
      const asked = askedIn(events, turn)
      if (asked) await answerOrClose(asked, stop.signal, context)
      return events
    } finally {
      writers.delete(key)
      resolve()
    }
  }
  const answerOrClose = async (asked: Asked, stop: AbortSignal, context: EffectContext) => {
    const { conversationId, turn } = asked.request
    const pieces = context.recovered ? await chunks.ofTurn(conversationId, turn) : []
    const isEnded = pieces.at(-1)?.kind === 'end'
    const wasStopped = asked.open.replies[asked.open.lastReply]?.stopping === true
    if (wasStopped) return cut(asked, 'stopped', context)
    // It must not begin anew before somebody's eyes; unseen, it may.
    if (isEnded || textOf(pieces) !== '') return cut(asked, 'crashed', context)
    return write(asked, pieces.length, stop, context)
  }

  return {
    'write-reply': async ({ conversationId, turn }: WriteReply, context) => {
      const events = await answer({ conversationId, turn }, context)
      const started = events.find(({ type }) => type === 'ConversationStarted')?.data
      if (started) await deps.ended(started as Started, context)
    },
    'stop-writing': async ({ conversationId, turn, why }: StopWriting, context) => {
      const writer = writers.get(`${conversationId}.${turn}`)
      writer?.stop.abort()
      await writer?.ended
      const asked = askedIn(await eventsOf(deps.store, conversationId), turn)
      if (asked) await cut(asked, why, context, why === 'failed' ? 'REPLY_OVERDUE' : undefined)
    },
  }
}
