import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from 'mongodb'
import { z } from 'zod'
import { authorise } from '../adapters/http/auth.ts'
import { Rejected, rule } from '../domain/kernel.ts'
import { type Reached, readModelPosition, waitForPosition } from '../projections/positions.ts'
import { type KeptAnswers, keepAnswers, type Tagged, tagged } from './kept-answers.ts'
import { queries } from './queries.ts'
import type { Query, ReadDeps } from './query.ts'
import { tenantRows, type ViewName } from './read-model.ts'

/** Every query is below it. */
export const API_PREFIX = '/api/v1'
const WAIT_MS = 2_000
const MAX_SHOWN = 80
/** So old may be what is known of how far the read model is; in a crowd one look serves many. */
const MAX_AGE_MS = 2

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
  const kept = keepAnswers()
  for (const query of queries) {
    const querystring = z.strictObject({ ...query.querystring.shape, ...Common.shape })
    app.get(`${API_PREFIX}${query.path}`, (request, reply) =>
      answer({ ...deps, kept, query, querystring }, request, reply),
    )
  }
  app.all('/api/*', async ({ method, url }) => {
    throw new Rejected('NOT_FOUND', `There is no ${method} ${url.slice(0, MAX_SHOWN)} here; see /api/docs.`)
  })
}

interface Route extends ReadDeps {
  kept: KeptAnswers
  query: Query
  /** What the query takes in its address, with {@link Common}. */
  querystring: z.ZodObject
}

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { query, querystring } = route
  authorise(request.actor, query.roles)
  const params = query.params.parse(request.params)
  const input = { params, query: querystring.parse(request.query) }
  const reached = await reach(route.db, query.views, input.query['min-position'] as number | undefined)
  const body = await answerAt(reached, route, input, request)
  reply.header('madang-position', reached.position).header('madang-as-of', reached.asOf.toISOString())
  return sendTagged(request, reply, body)
}

/** The answer that was kept, where it depends on nothing but rows that have not changed; else the query's. */
async function answerAt(
  reached: Reached,
  { kept, query, ...deps }: Route,
  input: Parameters<Query['run']>[1],
  { actor, url }: FastifyRequest,
): Promise<Tagged> {
  const question = `${actor.merchantId} ${url}`
  const found = query.ofRows ? kept.find(question, reached) : undefined
  if (found) return found
  const answer = tagged(
    JSON.stringify(await query.run({ ...deps, rows: tenantRows(deps, actor.merchantId) }, input, actor)),
  )
  if (query.ofRows) kept.keep(question, reached, answer)
  return answer
}

/** Waits for the read model where the caller asks for it; what is read after this is at least as new. Throws Rejected. */
export async function reach(db: Db, views: readonly ViewName[], minPosition: number | undefined): Promise<Reached> {
  const progress = await readModelPosition(db, views, MAX_AGE_MS)
  if (minPosition === undefined || progress.position >= minPosition) return progress
  const inTime = await waitForPosition(db, minPosition, WAIT_MS, views)
  rule(inTime, 'READ_MODEL_BEHIND', 'What was just recorded is not in the view yet. It is safe; ask again in a second.')
  return readModelPosition(db, views)
}

function sendTagged(request: FastifyRequest, reply: FastifyReply, { body, tag }: Tagged): FastifyReply {
  reply.header('etag', tag).header('cache-control', 'private, no-cache').header('vary', 'authorization, cookie')
  const known = request.headers['if-none-match']?.split(/\s*,\s*/) ?? []
  if (known.some((candidate) => candidate.replace(/^W\//, '') === tag)) return reply.status(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}
