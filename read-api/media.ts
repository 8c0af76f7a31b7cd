import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Db } from 'mongodb'
import type { KnownTokens } from '../adapters/http/auth.ts'
import type { Storage } from '../adapters/storage/port.ts'
import { Rejected } from '../domain/kernel.ts'
import { isOfShop } from './card.ts'
import { viewRows } from './read-model.ts'

export interface MediaDeps {
  db: Db
  storage: Storage
  /** Checks the sign-in of who asks for pictures that are not approved yet. */
  tokens: KnownTokens
}

const NAME = /^([0-9a-f]{64})\.(png|jpg|mp4)$/
const MIMES: Record<string, string> = { png: 'image/png', jpg: 'image/jpeg', mp4: 'video/mp4' }
/** What a hash stands for never changes. */
const FOR_EVER = 'max-age=31536000, immutable'

/** `GET /media/{hash}.{png|jpg|mp4}`: a promotion's picture or clip, public once approved, before that for its own shop. */
export function registerMedia(app: FastifyInstance, deps: MediaDeps): void {
  app.get<{ Params: { name: string } }>('/media/:name', (request, reply) => answer(deps, request, reply))
}

const notFound = () => new Rejected('NOT_FOUND', 'There is no such picture here.')

async function answer(
  { db, storage, tokens }: MediaDeps,
  request: FastifyRequest<{ Params: { name: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // Nobody may keep a refusal: it may be approved a moment later.
  reply.header('cache-control', 'no-store')
  const [, hash, extension = ''] = NAME.exec(request.params.name) ?? []
  if (hash === undefined) throw notFound()
  const contents = await viewRows(db, 'contents')
  const isPublic = (await contents.findOne({ hashes: hash, published: hash })) !== null
  if (!isPublic && !(await isOwn(db, request, tokens, hash))) throw notFound()
  const kept = await storage.get(hash)
  if (!kept || kept.mime !== MIMES[extension]) throw notFound()
  reply.header('etag', `"${hash}"`).header('cache-control', `${isPublic ? 'public' : 'private'}, ${FOR_EVER}`)
  // Other sites show the picture too, where shops post it.
  reply.header('cross-origin-resource-policy', 'cross-origin').header('accept-ranges', 'bytes')
  if (request.headers['if-none-match']?.includes(hash)) return reply.status(304).send()
  return sendPart(request, reply.type(kept.mime), Buffer.from(kept.bytes))
}

/** Whether the file is of the shop whose person asks. */
async function isOwn(db: Db, request: FastifyRequest, tokens: KnownTokens, hash: string): Promise<boolean> {
  const rows = await (await viewRows(db, 'contents')).find({ hashes: hash }).limit(MOST_SHOPS).toArray()
  for (const merchantId of new Set(rows.map((row) => row.merchantId)))
    if (await isOfShop(request, tokens, merchantId)) return true
  return false
}

/** The same bytes can be several shops' own. */
const MOST_SHOPS = 50

/** Players of films ask for parts (RFC 9110, one range). */
function sendPart(request: FastifyRequest, reply: FastifyReply, bytes: Buffer): FastifyReply {
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? '')
  if (!range || (range[1] === '' && range[2] === '')) return reply.send(bytes)
  const [, first = '', last = ''] = range
  const from = first === '' ? Math.max(0, bytes.length - Number(last)) : Number(first)
  const to = first === '' || last === '' ? bytes.length - 1 : Math.min(Number(last), bytes.length - 1)
  if (from > to) return reply.status(416).header('content-range', `bytes */${bytes.length}`).send()
  reply.status(206).header('content-range', `bytes ${from}-${to}/${bytes.length}`)
  return reply.send(bytes.subarray(from, to + 1))
}
