import { z } from 'zod'
import type { ChannelId, PostContent } from '../../domain/channel.ts'
import { createHttp, type Http, type Trouble } from '../resilience/http.ts'
import { safeRead } from '../resilience/safe-read.ts'
import { garbage, repeatable, unanswered } from './outcomes.ts'
import type {
  Channel,
  ChannelDeps,
  FindOutcome,
  MetricsOutcome,
  Post,
  PreflightProblem,
  PublishOutcome,
} from './port.ts'

/** Our contract with the channels that have a REST API: how one of them differs from the others. */
export interface RestSpec {
  id: ChannelId
  base: string
  token: string
  /** Path of its posts, below the base. */
  collection: string
  /** The body field and query parameter that carries the reference; else the Idempotency-Key header does. */
  referenceField?: string
  /** Must answer the same for the same content at any time, or a repeat would look like another post. */
  bodyOf(content: PostContent, handle: string | undefined): Record<string, unknown>
  problems(content: PostContent): PreflightProblem[]
  /** What a post costs when it is made, and what it has cost by the time it reached so many. */
  costWon: { ofPost: number; ofReach?: (reach: number) => number }
  /** This channel's own reading of a refusal. */
  refusal?(trouble: Trouble, body: unknown): Trouble
}

const PostView = z.object({ id: z.string(), reference: z.string().nullable(), url: z.url().nullish() })
const Found = z.object({ items: z.array(PostView) })
const Measures = z.object({ reach: z.int().min(0), clicks: z.int().min(0) })
const Fault = z.object({ error: z.object({ code: z.string(), message: z.string().default('') }) })

/** The HTTP side of such a channel; errors are `{error: {code, message}}`. */
export const restHttp = ({ base, token }: Pick<RestSpec, 'base' | 'token'>, { guard }: ChannelDeps): Http =>
  createHttp({
    guard,
    base,
    headers: { authorization: `Bearer ${token}` },
    errorOf: (body) => Fault.safeParse(body).data?.error,
  })

type Wired = { spec: RestSpec; http: Http; pauseMs: number }

/** A channel that posts by `POST collection`, finds by reference, measures, and takes down by `DELETE`. */
export function restChannel(spec: RestSpec, deps: ChannelDeps): Channel {
  const wired = { spec, http: restHttp(spec, deps), pauseMs: deps.pauseMs ?? 200 }
  return {
    id: spec.id,
    mode: 'direct',
    preflight: spec.problems,
    holdUntil: () => undefined,
    publish: (content, handle, signal) => publish(wired, content, handle, signal),
    find: (content, _handle, signal) => find(wired, content.reference, signal),
    metrics: (postId, signal) => metrics(wired, postId, signal),
    async takeDown(postId, signal) {
      const reply = await wired.http('DELETE', `${spec.collection}/${encodeURIComponent(postId)}`, { signal })
      const isGone = reply.ok || reply.trouble.code === 'NOT_FOUND'
      return isGone ? { outcome: 'taken-down' } : reply.trouble
    },
  }
}

async function publish(
  { spec, http, pauseMs }: Wired,
  content: PostContent,
  handle: string | undefined,
  signal: AbortSignal,
): Promise<PublishOutcome> {
  const { reference } = content
  const field = spec.referenceField
  const body = { ...spec.bodyOf(content, handle), ...(field ? { [field]: reference } : {}) }
  const headers: Record<string, string> = field ? {} : { 'idempotency-key': reference }
  const reply = await http('POST', spec.collection, { body, headers, signal })
  if (reply.ok) {
    const view = PostView.safeParse(reply.body)
    if (view.success) return { outcome: 'published', post: postOf(spec, view.data) }
    return garbage(`${spec.id} answered with no post`)
  }
  // The reference stands for another body (a setting has changed since): there is a post already.
  if (reply.trouble.code === 'REFERENCE_REUSED') {
    const found = await find({ spec, http, pauseMs }, reference, signal)
    return found.outcome === 'published' ? found : { ...reply.trouble, outcome: 'unknown' }
  }
  return spec.refusal?.(reply.trouble, reply.body) ?? reply.trouble
}

async function find({ spec, http, pauseMs }: Wired, reference: string, signal: AbortSignal): Promise<FindOutcome> {
  const query = new URLSearchParams({ [spec.referenceField ?? 'reference']: reference })
  const reply = await safeRead(() => http('GET', `${spec.collection}?${query}`, { signal }), { signal, pauseMs })
  if (!reply.ok) return unanswered(reply.trouble)
  const list = Found.safeParse(reply.body)
  if (!list.success) return garbage(`${spec.id} answered with no list`)
  const view = list.data.items.find((item) => item.reference === reference)
  if (view) return { outcome: 'published', post: postOf(spec, view) }
  return list.data.items.length === 0 ? { outcome: 'absent' } : garbage(`${spec.id} answered with another's posts`)
}

async function metrics({ spec, http, pauseMs }: Wired, postId: string, signal: AbortSignal): Promise<MetricsOutcome> {
  const path = `${spec.collection}/${encodeURIComponent(postId)}/metrics`
  const reply = await safeRead(() => http('GET', path, { signal }), { signal, pauseMs })
  if (!reply.ok) return repeatable(reply.trouble)
  const measures = Measures.safeParse(reply.body)
  if (!measures.success) return repeatable(garbage(`${spec.id} answered with no counts`))
  const { reach, clicks } = measures.data
  const { ofPost, ofReach } = spec.costWon
  return { outcome: 'measured', reach, clicks, costWon: ofReach ? ofReach(reach) : ofPost }
}

const postOf = ({ costWon }: RestSpec, { id, url }: z.infer<typeof PostView>): Post => ({
  postId: id,
  ...(url ? { url } : {}),
  costWon: costWon.ofPost,
})
