import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from 'mongodb'
import { z } from 'zod'
import type { Actor } from '../adapters/http/auth.ts'
import { authorise } from '../adapters/http/authorise.ts'
import { Rejected, rule } from '../domain/kernel.ts'
import { START_POSITION } from '../projections/checkpoints.ts'
import { type Reached, readModelPosition, recentPosition, waitForPosition } from '../projections/positions.ts'
import { type KeptAnswers, keepAnswers, type Tagged, tagged } from './kept-answers.ts'
import { queries } from './queries.ts'
import type { Query, ReadDeps } from './query.ts'
import { tenantRows, type ViewName } from './read-model.ts'

/** Every query is below it. */
export const API_PREFIX = '/api/v1'
const WAIT_MS = 2_000
const MAX_SHOWN = 80
/**
 * So old may be what is known of how far the read model is, as long as nobody was pushed anything newer; in a crowd one
 * look serves many.
 */
const MAX_AGE_MS = 5

/** What every query takes beside its own. */
export const Common = z.strictObject({
  'min-position': z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('`position` of a command’s answer: waits until the read model shows it, 2 s at most'),
})

/** One route for every query; every address below `/api` that is none is a problem document, not a page. */
export function registerQueries(app: FastifyInstance, deps: ReadDeps): void {
  const kept = keepAnswers()
  for (const query of queries) {
    const querystring = z.strictObject({ ...query.querystring.shape, ...Common.shape })
    const route = { ...deps, kept, query, querystring }
    app.route({
      method: query.body ? 'POST' : 'GET',
      url: `${API_PREFIX}${query.path}`,
      handler: (request, reply) => answer(route, request, reply),
    })
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

/** The answer that was kept, where it depends on nothing but rows that have not changed; else the query's. */
async function answer(route: Route, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { db, kept, query, querystring } = route
  const { actor, url } = request
  authorise(actor, query.roles, query.notForThirdParties ? undefined : 'read')
  const params = query.params.parse(request.params)
  const input = {
    params,
    query: querystring.parse(request.query),
    body: query.body?.parse(request.body) ?? {},
  }
  const minPosition = input.query['min-position'] as number | undefined
  // Nothing is waited for that is at hand: most who come meet an answer that was kept.
  const reached = reachedBefore(db, query.views, minPosition) ?? (await reach(db, query.views, minPosition))
  const question = `${actor.merchantId} ${url}`
  const before = query.ofRows && kept.find(question, reached)
  const now = before || (await answerAnew(route, input, actor))
  if (query.ofRows && !before) kept.keep(question, reached, now)
  reply.header('madang-position', reached.position).header('madang-as-of', reached.asOf)
  return query.body ? sendOnce(reply, now) : sendTagged(request, reply, now)
}

async function answerAnew({ query, ...deps }: Route, input: Parameters<Query['run']>[1], actor: Actor) {
  return tagged(JSON.stringify(await query.run({ ...deps, rows: tenantRows(deps, actor.merchantId) }, input, actor)))
}

/** How far the read model was a moment ago, where that is enough. */
function reachedBefore(db: Db, views: readonly ViewName[], minPosition = START_POSITION): Reached | undefined {
  const recent = recentPosition(db, views, MAX_AGE_MS)
  return recent && recent.position >= minPosition ? recent : undefined
}

/** Waits for the read model where the caller asks for it; what is read after this is at least as new. Throws Rejected. */
export async function reach(db: Db, views: readonly ViewName[], minPosition: number | undefined): Promise<Reached> {
  const progress = await readModelPosition(db, views)
  if (minPosition === undefined || progress.position >= minPosition) return progress
  const inTime = await waitForPosition(db, minPosition, WAIT_MS, views)
  rule(inTime, 'READ_MODEL_BEHIND', 'What was just recorded is not in the view yet. It is safe; ask again in a second.')
  return readModelPosition(db, views)
}

const sendOnce = (reply: FastifyReply, { body }: Tagged): FastifyReply =>
  reply.header('cache-control', 'no-store').type('application/json; charset=utf-8').send(body)

function sendTagged(request: FastifyRequest, reply: FastifyReply, { body, tag }: Tagged): FastifyReply {
  reply.header('etag', tag).header('cache-control', 'private, no-cache').header('vary', 'authorization, cookie')
  const known = request.headers['if-none-match']?.split(/\s*,\s*/) ?? []
  if (known.some((candidate) => candidate.replace(/^W\//, '') === tag)) return reply.status(304).send()
  return reply.type('application/json; charset=utf-8').send(body)
}
