import { type NodeIncomingMessageLike, toWebRequest } from '@modelcontextprotocol/node'
import { createMcpHandler, type Server, validateOriginHeader } from '@modelcontextprotocol/server'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Rejected, rule } from '../../domain/kernel.ts'
import type { Actor } from '../http/auth.ts'
import { PROTECTED_RESOURCE_PATH, sendProblem } from '../http/problem.ts'
import type { ApiAnswer, ApiRequest, CallApi } from './tool.ts'

export interface McpRouteDeps {
  /** The server of one person, for one request. */
  serverFor(actor: Actor, callApi: CallApi): Server
  /** Host names from whose pages a browser may call. */
  hosts(): string[]
  publicOrigin(): string
}

interface Caller {
  actor: Actor
  callApi: CallApi
}

/**
 * `/mcp`: streamable HTTP without sessions. Every request brings the person's token and stands for itself, so that any
 * replica can answer it, and nothing is kept that would have to expire.
 */
export function registerMcp(app: FastifyInstance, { serverFor, hosts, publicOrigin }: McpRouteDeps): void {
  const handler = createMcpHandler(
    ({ authInfo }) => {
      const { actor, callApi } = Object(authInfo?.extra).caller as Caller
      return serverFor(actor, callApi)
    },
    // Nothing ever changes in a way that is told, so nobody needs to hold a stream open for it.
    { legacy: 'stateless', maxSubscriptions: 0, onerror: (error) => app.log.info(error) },
  )
  app.addHook('onClose', () => handler.close())
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    errorHandler: (error, request, reply) =>
      sendProblem(error, request, reply, { resourceMetadata: `${publicOrigin()}${PROTECTED_RESOURCE_PATH}/mcp` }),
    handler: async (request, reply) => {
      const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
      if (!token) throw new Rejected('NOT_SIGNED_IN', 'Send your token: `Authorization: Bearer <token>`.')
      // A page that has rebound its name to our address may call us, but its Origin still tells where it is from.
      const { ok } = validateOriginHeader(request.headers.origin, hosts())
      rule(ok, 'FOREIGN_ORIGIN', 'Browsers may call from our own pages only.')
      const left = new AbortController()
      reply.raw.once('close', () => left.abort())
      const authInfo = {
        token,
        clientId: request.actor.via?.clientId ?? request.actor.accountId,
        scopes: [...(request.actor.via?.scopes ?? [])],
        extra: { caller: { actor: request.actor, callApi: callInside(app, request, token) } },
      }
      const web = await toWebRequest(request.raw as NodeIncomingMessageLike, request.body ?? undefined, {
        signal: left.signal,
      })
      return reply.send(await handler.fetch(web, { authInfo, parsedBody: request.body ?? undefined }))
    },
  })
}

/** Calls our own routes as the same person and as part of the same request: what they allow, count and say holds here. */
function callInside(app: FastifyInstance, outer: FastifyRequest, token: string): CallApi {
  const { traceparent } = outer.headers
  return async ({ method, path, headers, body }: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> => {
    const answer = await app.inject({
      method,
      url: path,
      headers: {
        authorization: `Bearer ${token}`,
        'x-request-id': outer.id,
        ...(typeof traceparent === 'string' ? { traceparent } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: body as object }),
      remoteAddress: outer.ip,
      signal,
    })
    const retryAfter = answer.headers['retry-after']
    return { status: answer.statusCode, text: answer.body, ...(retryAfter ? { retryAfter: String(retryAfter) } : {}) }
  }
}
