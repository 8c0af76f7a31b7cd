import { type ChunkLog, Fenced, type ReplyEnd, textOf } from '../adapters/assistant/chunk-log.ts'
import type { Assistant, ReplyPart } from '../adapters/assistant/port.ts'
import { ReplyCut, type ReplyJob } from '../adapters/assistant/write-reply.ts'
import type { InterruptedWhy } from '../domain/reply.ts'
import type { OpenTurn } from './open-turn.ts'
import { openScript } from './reply-script.ts'
import type { EffectContext } from './saga.ts'
import type { SendAsSaga } from './send-as-saga.ts'

export interface WriteDeps {
  chunks: ChunkLog
  /** One published version; undefined when it is no longer there. */
  assistantOf(assistantId: string, version: number): Promise<Assistant | undefined>
  write(job: ReplyJob, signal: AbortSignal): AsyncIterable<ReplyPart>
  send: SendAsSaga
}

/** How a turn is written. */
export interface Writing {
  /** How many pieces of it are there already. */
  from: number
  /** Somebody wants it to stop. */
  stop: AbortSignal
  /** How long to wait after a piece of text, milliseconds. */
  pauseMs: () => number
}

const keyOf = ({ request }: OpenTurn) => {
  const { merchantId, conversationId, replyId, turn } = request
  return { merchantId, conversationId, replyId, turn }
}

/** Records what the pieces say: theirs is the truth, also about how it ended. */
async function record({ chunks, send }: WriteDeps, turn: OpenTurn, end: ReplyEnd, context: EffectContext) {
  const pieces = await chunks.seal(keyOf(turn), end)
  const last = pieces.at(-1)
  const { outcome, ...facts } = last?.kind === 'end' ? last.end : end
  const text = `${turn.exchange.answer}${textOf(pieces)}`
  const { conversationId, turn: number } = turn.request
  const input = { conversationId, turn: number, text, ...facts }
  await send(outcome === 'completed' ? 'CompleteReply' : 'InterruptReply', input, context)
}

/** Ends a turn with what has been said, and records why. */
export const cutTurn = (deps: WriteDeps, turn: OpenTurn, why: InterruptedWhy, context: EffectContext, code?: string) =>
  record(deps, turn, { outcome: 'interrupted', why, citations: [], sources: [], ...(code ? { code } : {}) }, context)

/** Writes a turn down piece by piece, and records how it ended. */
export async function writeTurn(deps: WriteDeps, turn: OpenTurn, writing: Writing, context: EffectContext) {
  const { assistantId, assistantVersion, replyId } = turn.request
  const assistant = await deps.assistantOf(assistantId, assistantVersion)
  if (!assistant) return cutTurn(deps, turn, 'failed', context, 'ASSISTANT_NOT_FOUND')
  const signal = AbortSignal.any([context.signal, writing.stop])
  const script = openScript(deps.chunks, keyOf(turn), writing.from, writing.pauseMs)
  try {
    for await (const part of deps.write(jobOf(deps, turn, assistant, context), signal)) {
      signal.throwIfAborted()
      if (part.type !== 'end') await script.add(part)
      else {
        const { type: _, ...extras } = part
        await script.flush()
        return await record(deps, turn, { outcome: 'completed', ...extras }, context)
      }
    }
    throw new Error(`the reply ${replyId} has no end`)
  } catch (error) {
    // Another has taken over, or this process is to stop: whoever comes next records what was said.
    if (error instanceof Fenced) throw error
    context.signal.throwIfAborted()
    await script.flush()
    if (writing.stop.aborted) return await cutTurn(deps, turn, 'stopped', context)
    if (!(error instanceof ReplyCut)) throw error
    const { code, extras } = error
    await record(deps, turn, { outcome: 'interrupted', why: 'failed', code, ...extras }, context)
  }
}

function jobOf({ send }: WriteDeps, turn: OpenTurn, assistant: Assistant, context: EffectContext): ReplyJob {
  const { request, exchange, earlier } = turn
  const { conversationId, merchantId, accountId, role, language } = request
  const summarising = { ...context, effectId: `${context.effectId}/summary` }
  return {
    conversationId,
    caller: { merchantId, accountId, role, language },
    assistant,
    history: earlier,
    question: exchange.question,
    prior: exchange.answer,
    keepSummary: (upTo, text) => send('SummariseHistory', { conversationId, upTo, text }, summarising),
  }
}
