import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Db } from 'mongodb'
import { z } from 'zod'
import { authorise } from '../adapters/http/authorise.ts'
import type { SessionEnds } from '../adapters/http/session-ends.ts'
import type { Nats } from '../adapters/nats/connect.ts'
import { beginEventStream, endInTime, limitStreams, STREAM_LIMITS, type StreamLimits } from './live/event-stream.ts'
import { openFeeds } from './live/feeds.ts'
import { Viewer } from './live/viewer.ts'
import { SHOP } from './query.ts'
import { API_PREFIX } from './routes.ts'

export interface LiveDeps {
  db: Db
  nats: Pick<Nats, 'subscribe'>
  ends: Pick<SessionEnds, 'whenOver'>
  onError(error: unknown): void
  limits?: Partial<LiveLimits>
}

export interface LiveLimits extends StreamLimits {
  beatMs: number
  maxRows: number
}

const LIMITS: LiveLimits = { ...STREAM_LIMITS, beatMs: 15_000, maxRows: 1_000 }

export const LIVE_PATH = '/live'
const Position = z.coerce.number().int().min(0)
export const LiveQuery = z.strictObject({
  after: Position.optional().describe('`Madang-Position` of what is on the screen, for the first connection'),
})
export const LiveHeaders = z.object({ 'last-event-id': Position.optional() })

/** The live stream: rows as they change, beats in between. See {@link Viewer} for what the ids mean. */
export function registerLive(app: FastifyInstance, { limits: own, ...deps }: LiveDeps): void {
  const limits = { ...LIMITS, ...own }
  const feeds = openFeeds({ ...deps, ...limits })
  const enter = limitStreams(limits.streamsPerAccount)
  const inTime = endInTime(app, deps.ends, limits.maxAgeMs)
  app.get(`${API_PREFIX}${LIVE_PATH}`, { exposeHeadRoute: false }, async (request, reply) => {
    const { accountId } = request.actor
    authorise(request.actor, SHOP, 'read')
    const after = startOf(request)
    const leave = enter(accountId)
    try {
      await feeds.progress()
      const viewer = new Viewer(beginEventStream(reply), limits.maxPendingBytes, after)
      const ended = inTime(request, () => viewer.end())
      // The answer has begun, so a failure can only end it; the reader comes back with its last id.
      const { merchantId } = request.actor
      await feeds
        .follow(merchantId, viewer, after)
        .catch((err: unknown) => request.log.warn({ err }, 'live stream ended'))
      ended()
    } finally {
      leave()
    }
    return reply
  })
}

function startOf(request: FastifyRequest): number | undefined {
  const { after } = LiveQuery.parse(request.query)
  return LiveHeaders.parse(request.headers)['last-event-id'] ?? after
}
