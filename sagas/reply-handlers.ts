import { textOf } from '../adapters/assistant/chunk-log.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import type { Started } from './consultation-handlers.ts'
import { eventsOf, type OpenTurn, openTurn } from './open-turn.ts'
import type { StopWriting, Turn, WriteReply } from './reply.ts'
import { pauseAmong } from './reply-script.ts'
import type { EffectContext, EffectHandler } from './saga.ts'
import { cutTurn, type WriteDeps, writeTurn } from './write-turn.ts'

export interface ReplyDeps extends WriteDeps {
  store: Pick<EventStore, 'readStream'>
  /** Told of a conversation once its reply has ended, and again where that may have been lost. */
  ended(started: Started, context: EffectContext): Promise<void>
}

/** Replies that are written in this process, by conversation and turn. */
type Writers = Map<string, { stop: AbortController; ended: Promise<void> }>

const nameOf = ({ conversationId, turn }: Turn) => `${conversationId}.${turn}`

/**
 * Handlers of the saga reply, by effect type. What was said is written down piece by piece before anybody is told, and
 * an `end` closes it; whoever comes after a crash finds how far it came, closes it, and records just that.
 */
export function replyHandlers(deps: ReplyDeps): Record<string, EffectHandler<never>> {
  const writers: Writers = new Map()
  return {
    'write-reply': async (effect: WriteReply, context) => {
      const events = await answer(deps, writers, effect, context)
      const started = events.find(({ type }) => type === 'ConversationStarted')?.data
      if (started) await deps.ended(started as Started, context)
    },
    'stop-writing': async (effect: StopWriting, context) => {
      const { conversationId, turn, why } = effect
      const writer = writers.get(nameOf(effect))
      writer?.stop.abort()
      await writer?.ended
      const asked = openTurn(await eventsOf(deps.store, conversationId), turn)
      if (asked) await cutTurn(deps, asked, why, context, why === 'failed' ? 'REPLY_OVERDUE' : undefined)
    },
  }
}

/** Has a turn answered that is still open; gives the events that were there before. */
async function answer(deps: ReplyDeps, writers: Writers, { conversationId, turn }: Turn, context: EffectContext) {
  const name = nameOf({ conversationId, turn })
  const stop = new AbortController()
  const { promise: ended, resolve } = Promise.withResolvers<void>()
  writers.set(name, { stop, ended })
  try {
    const events = await eventsOf(deps.store, conversationId)
    const asked = openTurn(events, turn)
    if (asked) await answerOrClose(deps, writers, asked, stop.signal, context)
    return events
  } finally {
    writers.delete(name)
    resolve()
  }
}

async function answerOrClose(
  deps: ReplyDeps,
  writers: Writers,
  asked: OpenTurn,
  stop: AbortSignal,
  context: EffectContext,
): Promise<void> {
  const { conversationId, turn } = asked.request
  const pieces = context.recovered ? await deps.chunks.ofTurn(conversationId, turn) : []
  const isEnded = pieces.at(-1)?.kind === 'end'
  const wasStopped = asked.open.replies[asked.open.lastReply]?.stopping === true
  if (wasStopped) return cutTurn(deps, asked, 'stopped', context)
  // It must not begin anew before somebody's eyes; unseen, it may.
  if (isEnded || textOf(pieces) !== '') return cutTurn(deps, asked, 'crashed', context)
  const pauseMs = () => pauseAmong(writers.size)
  return writeTurn(deps, asked, { from: pieces.length, stop, pauseMs }, context)
}
