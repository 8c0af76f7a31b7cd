import type { IncomingHttpHeaders } from 'node:http'
import { z } from 'zod'
import { countsAt, series } from './growth.ts'
import { type Call, type Partner, Refusal, type Reply, type Route } from './http.ts'
import type { Post } from './rows.ts'
import type { Sandbox } from './sandbox.ts'

/** A moment with its offset, as milliseconds. */
export const Moment = z.iso.datetime({ offset: true })

export const fault = (_status: number, code: string, message: string) => ({ error: { code, message } })
export const refuse = (status: number, code: string, message: string, more: object = {}) =>
  new Refusal(status, { error: { code, message, ...more } })

/** Any bearer token will do but `expired-token`. Answers the account that the token stands for. */
export function authorised(headers: IncomingHttpHeaders): string {
  const token = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1]
  if (!token) throw refuse(401, 'UNAUTHENTICATED', 'an Authorization: Bearer header is needed')
  if (token === 'expired-token') throw refuse(401, 'TOKEN_EXPIRED', 'the access token has expired')
  return 'account'
}

/** A body checked against its schema; what is wrong is said field by field. */
export function parsed<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const fields = result.error.issues.map((issue) => ({ field: issue.path.join('.'), message: issue.message }))
  throw refuse(400, 'INVALID_REQUEST', 'the request body is not valid', { fields })
}

export const keyHeader = (headers: IncomingHttpHeaders) => {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key !== '' ? key : null
}

/** The reference a request must carry, or a refusal that says which. */
export function required(reference: string | null, where: string): string {
  if (reference === null) throw refuse(400, 'REFERENCE_REQUIRED', `${where} is needed`)
  return reference
}

/** Refuses a known reference that comes back with another body: the sender has mixed two posts up. */
export function sameBody(known: { data: Record<string, unknown> }, body: unknown): void {
  if (JSON.stringify(known.data) !== JSON.stringify(body))
    throw refuse(409, 'REFERENCE_REUSED', 'this reference was used before with another body')
}

/** What a channel with a REST API of its own says about itself. */
interface ChannelSpec<T extends object> {
  name: string
  /** Path of its posts, such as `/ringobiz/v1/ringbacks`. */
  collection: string
  prefix: string
  schema: z.ZodType<T>
  states: { waiting: string; live: string; ended: string; gone: string }
  /** Where the reference of a create stands, and the query parameter that looks it up. */
  reference: { where: string; query: string; of(call: Pick<Call, 'headers' | 'body'>): string | null }
  period(body: T, now: number): { from: number; until: number | null }
  /** The channel's own rules, after the schema's. */
  check?(body: T, sandbox: Sandbox): void
  mayTakeDown?(post: Post, now: number): void
  operations?: Route[]
}

/** The Idempotency-Key header on creating, `?reference=` on asking. */
export const BY_HEADER = {
  where: 'an Idempotency-Key header',
  query: 'reference',
  of: ({ headers }: Pick<Call, 'headers'>) => keyHeader(headers),
}

/** Builds the contract that Kakao, 우리동네TV, 링고비즈 and 지니TV share: create, look up, status, metrics, take down. */
export function restChannel<T extends object>(spec: ChannelSpec<T>): Partner {
  const { name, collection, reference } = spec
  return {
    name,
    fault,
    reference: (call, box) =>
      reference.of(call) ??
      call.query.get(reference.query) ??
      box.store.post(name, call.params.id ?? '')?.reference ??
      null,
    routes: [
      ...(spec.operations ?? []),
      { method: 'POST', path: collection, operation: 'create', handle: (call, box) => create(spec, call, box) },
      { method: 'GET', path: collection, operation: 'lookup', handle: (call, box) => lookup(spec, call, box) },
      { method: 'GET', path: `${collection}/:id/metrics`, operation: 'metrics', handle: guarded(spec, metrics) },
      { method: 'GET', path: `${collection}/:id`, operation: 'status', handle: guarded(spec, view) },
      { method: 'DELETE', path: `${collection}/:id`, operation: 'delete', handle: guarded(spec, takeDown) },
    ],
  }
}

function create<T extends object>(spec: ChannelSpec<T>, call: Call, box: Sandbox): Reply {
  const account = authorised(call.headers)
  const reference = required(spec.reference.of(call), spec.reference.where)
  const body = parsed(spec.schema, call.body)
  const [known] = box.store.postsByReference(spec.name, reference)
  if (known) {
    sameBody(known, body)
    return { ...view(spec, known, box), headers: { 'idempotent-replayed': 'true' } }
  }
  const now = box.clock.now()
  const { from, until } = spec.period(body, now)
  if (until !== null && until <= Math.max(from, now))
    throw refuse(422, 'PERIOD_OVER', 'the period must end after it begins, and in the future')
  spec.check?.(body, box)
  const postId = `${spec.prefix}_${String(box.store.nextPost()).padStart(8, '0')}`
  const times = { at: now, liveFrom: Math.max(from, now), liveUntil: until }
  const made = { postId, partner: spec.name, account, reference, ...times, requestSeq: call.seq }
  const post = box.store.addPost({ ...made, data: body as Record<string, unknown> })
  return { ...view(spec, post, box), status: 201 }
}

/** "Did my request arrive?": an empty list says no, which no proxy's 404 can be mistaken for. */
function lookup<T extends object>(spec: ChannelSpec<T>, call: Call, box: Sandbox): Reply {
  authorised(call.headers)
  const reference = required(call.query.get(spec.reference.query), `the query parameter ${spec.reference.query}`)
  return {
    status: 200,
    body: { items: box.store.postsByReference(spec.name, reference).map((p) => view(spec, p, box).body) },
  }
}

type OnPost = <T extends object>(spec: ChannelSpec<T>, post: Post, box: Sandbox) => Reply

const guarded =
  <T extends object>(spec: ChannelSpec<T>, handle: OnPost) =>
  (call: Call, box: Sandbox): Reply => {
    authorised(call.headers)
    const post = box.store.post(spec.name, call.params.id ?? '')
    if (!post) throw refuse(404, 'NOT_FOUND', `there is no ${call.params.id}`)
    return handle(spec, post, box)
  }

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())

const view: OnPost = (spec, post, { clock, base }) => {
  const body = {
    id: post.postId,
    reference: post.reference,
    status: state(spec.states, post, clock.now()),
    createdAt: iso(post.at),
    liveFrom: iso(post.liveFrom),
    liveUntil: iso(post.liveUntil),
    takenDownAt: iso(post.takenDownAt),
    url: `${base}/posts/${post.postId}`,
  }
  return { status: 200, body }
}

function state(words: ChannelSpec<object>['states'], post: Post, now: number): string {
  if (post.takenDownAt !== null) return words.gone
  if (now < post.liveFrom) return words.waiting
  return post.liveUntil !== null && now >= post.liveUntil ? words.ended : words.live
}

const metrics: OnPost = (_spec, post, { clock }) => {
  const now = clock.now()
  const body = { id: post.postId, asOf: iso(now), ...countsAt(post, now), series: series(post, now) }
  return { status: 200, body }
}

/** Taking down twice is answered like once. */
const takeDown: OnPost = (spec, post, box) => {
  const now = box.clock.now()
  if (post.takenDownAt === null) {
    spec.mayTakeDown?.(post, now)
    box.store.takeDown(post.postId, now)
  }
  return view(spec, { ...post, takenDownAt: post.takenDownAt ?? now }, box)
}
