import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from 'mongodb'
import { z } from 'zod'
import { authorise } from '../adapters/http/auth.ts'
import type { Nats } from '../adapters/nats/connect.ts'
import { rule } from '../domain/kernel.ts'
import { type Feeds, openFeeds } from './live/feeds.ts'
import { Viewer } from './live/viewer.ts'
import { SHOP } from './query.ts'
import { API_PREFIX } from './routes.ts'

export interface LiveDeps {
  db: Db
  nats: Pick<Nats, 'subscribe'>
  onError(error: unknown): void
  limits?: Partial<LiveLimits>
}

export interface LiveLimits {
  beatMs: number
  maxRows: number
  /** Bytes that may wait for a slow reader before it is cut. */
  maxPendingBytes: number
  streamsPerAccount: number
  /** After so long a stream ends and its reader comes back, with a sign-in that is checked again. */
  maxAgeMs: number
}

const LIMITS: LiveLimits = {
  beatMs: 15_000,
  maxRows: 1_000,
  maxPendingBytes: 1024 * 1024,
  streamsPerAccount: 8,
  maxAgeMs: 30 * 60_000,
}
const MIN_RETRY_MS = 1_000
const RETRY_SPREAD_MS = 2_000

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
}

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
  const streams = new Map<string, number>()
  const count = (accountId: string, change: number) => {
    const left = (streams.get(accountId) ?? 0) + change
    if (left > 0) streams.set(accountId, left)
    else streams.delete(accountId)
  }
  app.addHook('preClose', async () => feeds.close())
  app.get(`${API_PREFIX}${LIVE_PATH}`, { exposeHeadRoute: false }, async (request, reply) => {
    const { accountId } = request.actor
    authorise(request.actor, SHOP)
    const after = startOf(request)
    const isFree = (streams.get(accountId) ?? 0) < limits.streamsPerAccount
    rule(isFree, 'RATE_LIMITED', `At most ${limits.streamsPerAccount} live streams at once; close a window.`)
    count(accountId, 1)
    try {
      await feeds.progress()
      await stream(feeds, limits, request, reply, after)
    } finally {
      count(accountId, -1)
    }
    return reply
  })
}

function startOf(request: FastifyRequest): number | undefined {
  const { after } = LiveQuery.parse(request.query)
  return LiveHeaders.parse(request.headers)['last-event-id'] ?? after
}

async function stream(
  feeds: Feeds,
  { maxPendingBytes, maxAgeMs }: LiveLimits,
  { actor, log }: FastifyRequest,
  reply: FastifyReply,
  after: number | undefined,
): Promise<void> {
  reply.hijack()
  const headers = Object.entries({ ...reply.getHeaders(), ...HEADERS })
  for (const [name, value] of headers) if (value !== undefined) reply.raw.setHeader(name, value)
  reply.raw.write(`retry: ${MIN_RETRY_MS + Math.round(Math.random() * RETRY_SPREAD_MS)}\n\n`)
  const viewer = new Viewer(reply.raw, maxPendingBytes, after)
  const age = setTimeout(() => viewer.end(), maxAgeMs)
  // The answer has begun, so a failure can only end it; the reader comes back with its last id.
  await feeds.follow(actor.merchantId, viewer, after).catch((err: unknown) => log.warn({ err }, 'live stream ended'))
  clearTimeout(age)
}
