import type { ServerResponse } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Chunk, ChunkLog } from '../adapters/assistant/chunk-log.ts'
import { authorise } from '../adapters/http/authorise.ts'
import type { SessionEnds } from '../adapters/http/session-ends.ts'
import type { Nats } from '../adapters/nats/connect.ts'
import { Id } from '../domain/kernel.ts'
import { liveFrom, ownConversation } from './conversations.ts'
import { type ChatViewer, followChat } from './live/chat.ts'
import { beginEventStream, endInTime, limitStreams, STREAM_LIMITS } from './live/event-stream.ts'
import { WORKERS } from './query.ts'
import { type RowSource, tenantRows } from './read-model.ts'
import { API_PREFIX } from './routes.ts'

export interface ConversationLiveDeps extends RowSource {
  chunks: Pick<ChunkLog, 'after'>
  nats: Pick<Nats, 'subscribe' | 'connection'>
  ends: Pick<SessionEnds, 'whenOver'>
  onError(error: unknown): void
  sweepMs?: number
}

/** Also the heartbeat. */
const SWEEP_MS = 5_000

export const CONVERSATION_LIVE_PATH = '/conversations/:id/live'
export const ConversationLiveParams = z.strictObject({ id: Id.describe('id of the conversation') })
const Place = z.coerce.number().int().min(0)
export const ConversationLiveQuery = z.strictObject({
  after: Place.optional().describe('`live` of the conversation, for the first connection'),
})
export const ConversationLiveHeaders = z.object({ 'last-event-id': Place.optional() })

/** The pieces of a conversation's replies as they are said; whoever comes back goes on from the last id. */
export function registerConversationLive(app: FastifyInstance, deps: ConversationLiveDeps): void {
  const inTime = endInTime(app, deps.ends, STREAM_LIMITS.maxAgeMs)
  const enter = limitStreams(STREAM_LIMITS.streamsPerAccount)
  app.get(`${API_PREFIX}${CONVERSATION_LIVE_PATH}`, { exposeHeadRoute: false }, async (request, reply) => {
    const { accountId, merchantId } = request.actor
    authorise(request.actor, WORKERS)
    const { id } = ConversationLiveParams.parse(request.params)
    const { after } = ConversationLiveQuery.parse(request.query)
    const conversation = await ownConversation(tenantRows(deps, merchantId), accountId, id)
    const from = ConversationLiveHeaders.parse(request.headers)['last-event-id'] ?? after ?? liveFrom(conversation)
    const leave = enter(accountId)
    const response = beginEventStream(reply)
    const ended = inTime(request, () => response.end())
    try {
      const key = { merchantId, conversationId: id }
      await followChat({ sweepMs: SWEEP_MS, ...deps }, key, from, viewerOf(response, from))
    } catch (err) {
      // The answer has begun, so a failure can only end it; the reader comes back with its last id.
      request.log.warn({ err }, 'conversation stream ended')
      response.end()
    } finally {
      ended()
      leave()
    }
    return reply
  })
}

function viewerOf(response: ServerResponse, from: number): ChatViewer {
  let seq = from
  const send = (event: string, data: unknown) => {
    if (response.writableEnded || response.destroyed) return
    response.write(`event: ${event}\nid: ${seq}\ndata: ${JSON.stringify(data)}\n\n`)
    // One that reads too slowly is cut before it fills our memory; it comes back with its last id.
    if (response.writableLength > STREAM_LIMITS.maxPendingBytes) response.destroy()
  }
  return {
    piece: (chunk) => {
      seq = chunk.seq
      send('piece', pieceOf(chunk))
    },
    beat: () => send('beat', { at: new Date().toISOString() }),
    startOver: () => {
      send('reset', {})
      response.end()
    },
    closed: new Promise((resolve) => {
      if (response.closed) resolve()
      else response.once('close', () => resolve())
    }),
  }
}

/** What a viewer needs of a piece. */
const pieceOf = ({ _id, merchantId: _merchantId, at: _at, seq: _seq, conversationId: _c, ...piece }: Chunk) => piece
