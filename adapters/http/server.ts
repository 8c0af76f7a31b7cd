import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import Fastify, { type FastifyInstance } from 'fastify'
import { Rejected, rule } from '../../domain/kernel.ts'
import { isApiAddress, isMcpAddress } from './api-address.ts'
import { authenticate, type KnownTokens } from './auth.ts'
import { boundCrowd } from './back-pressure.ts'
import { sendProblem } from './problem.ts'
import { securityHeaders } from './security-headers.ts'

export interface ServerOptions {
  tokens: KnownTokens
  /** Calls a minute for one signed-in user; callers without a token share {@link publicCallsPerMinute} an address. */
  callsPerMinute: number
  publicCallsPerMinute: number
  /** Requests under way at once before more are refused, while the event loop is on time. */
  callsAtOnce?: number
  /** One line of JSON a request on standard output. */
  accessLog: boolean
  /** While it says so, nobody is let in but who checks the health. */
  isShut?: () => boolean
}

const CALLS_AT_ONCE = 400
const BODY_LIMIT_BYTES = 256 * 1024
/**
 * So much longer than it says a connection is kept. One that a client takes at the last moment would be cut with its call
 * unread, as a busy loop is late: Node's own second is less than that lasts.
 */
const KEEP_ALIVE_BUFFER_MS = 15_000
const HEALTH = /^\/(healthz|metrics)([?#]|$)/

/** Names requests by their process and a count: a random name for each would cost what finding its route does. */
function requestIds(): () => string {
  const ours = crypto.randomUUID()
  let count = 0
  return () => {
    count += 1
    return `${ours}-${count}`
  }
}

/** A Fastify server with everything that every API route shares: errors, sign-in, limits, security headers. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    logger: options.accessLog ? { level: 'info', redact: ['req.headers.authorization', 'req.headers.cookie'] } : false,
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: 'loopback',
    forceCloseConnections: 'idle',
    requestIdHeader: 'x-request-id',
    // Stream names of entries are longer than the router's usual limit.
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: (error, request, reply) => sendProblem(error, request, reply),
    genReqId: requestIds(),
  })
  app.server.keepAliveTimeoutBuffer = KEEP_ALIVE_BUFFER_MS
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply))
  const headers = securityHeaders()
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers)
    done()
  })
  app.addHook('onRequest', ({ url }, _reply, done) => {
    const isShut = options.isShut?.() && !HEALTH.test(url)
    rule(!isShut, 'UNAVAILABLE', 'Madang is getting ready. Nothing was done; try again in a moment.')
    done()
  })
  boundCrowd(app, options.callsAtOnce ?? CALLS_AT_ONCE)
  // Cookies are read where they are looked for: most calls have a token in their header.
  await app.register(cookie, { hook: false })
  await app.register(rateLimit, {
    allowList: (request) => !isApiAddress(request.url),
    hook: 'preHandler',
    keyGenerator: (request) => {
      const { actor, url } = request
      // Their address is looked for among what proxies say, so only where it counts.
      const who = actor.role === 'public' ? `ip:${request.ip}` : actor.accountId
      // What a tool does is counted where it is done; here only how often a client comes at all.
      return isMcpAddress(url) ? `mcp:${who}` : who
    },
    max: ({ actor }) => (actor.role === 'public' ? options.publicCallsPerMinute : options.callsPerMinute),
    timeWindow: '1 minute',
    errorResponseBuilder: (_request, { after }) => {
      return Object.assign(new Rejected('RATE_LIMITED', `Too many calls; try again in ${after}.`), { statusCode: 429 })
    },
  })
  authenticate(app, options.tokens)
  return app
}
