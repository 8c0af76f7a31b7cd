import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from 'mongodb'
import { z } from 'zod'
import { authorise } from '../adapters/http/auth.ts'
import { Rejected, rule } from '../domain/kernel.ts'
import { waitForPosition } from '../projections/positions.ts'
import { queries } from './queries.ts'
import type { Query, ReadDeps } from './query.ts'
import { progressOf, tenantRows, type ViewName } from './read-model.ts'

/** Every query is below it. */
export const API_PREFIX = '/api/v1'
const WAIT_MS = 2_000
const MAX_SHOWN = 80

/** What every query takes beside its own. */
export const Common = z.strictObject({
  'min-position': z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('`position` of a command’s answer: waits until the read model shows it, 2 s at most'),
})

/** One GET route for every query; every address below `/api` that is none is a problem document, not a page. */
export function registerQueries(app: FastifyInstance, deps: ReadDeps): void {
  for (const query of queries) {
    const querystring = z.strictObject({ ...query.querystring.shape, ...Common.shape })
    app.get(`${API_PREFIX}${query.path}`, (request, reply) => answer(deps, query, querystring, request, reply))
  }
  app.all('/api/*', async ({ method, url }) => {
    throw new Rejected('NOT_FOUND', `There is no ${method} ${url.slice(0, MAX_SHOWN)} here; see /api/docs.`)
  })
}

async function answer(
  deps: ReadDeps,
  query: Query,
  querystring: z.ZodObject,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { actor } = request
  authorise(actor, query.roles)
  const params = query.params.parse(request.params)
  const input = { params, query: querystring.parse(request.query) }
  const { position, asOf } = await reach(deps.db, query.views, input.query['min-position'] as number | undefined)
  const body = await query.run({ ...deps, rows: tenantRows(deps.db, actor.merchantId) }, input, actor)
  reply.header('madang-position', position).header('madang-as-of', asOf)
  return sendTagged(request, reply, JSON.stringify(body))
}

/** Waits for the read model where the caller asks for it; what is read after this is at least as new. */
async function reach(db: Db, views: readonly ViewName[], minPosition: number | undefined) {
  const progress = await progressOf(db, views)
  if (minPosition === undefined || progress.position >= minPosition) return progress
  const inTime = await waitForPosition(db, minPosition, WAIT_MS, views)
  rule(inTime, 'READ_MODEL_BEHIND', 'What was just recorded is not in the view yet. It is safe; ask again in a second.')
  return progressOf(db, views)
}

/** The tag is made of the answer itself, so it can never stand for another caller's. */
function sendTagged(request: FastifyRequest, reply: FastifyReply, body: string): FastifyReply {
  const tag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`
  reply.header('etag', tag).header('cache-control', 'private, no-cache').header('vary', 'authorization, cookie')
  const known = request.headers['if-none-match']?.split(/\s*,\s*/) ?? []
  if (known.some((candidate) => candidate.replace(/^W\//, '') === tag)) return reply.status(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}
