import { z } from 'zod'
import { authorised, graphError, inputs, pick } from './graph.ts'
import { countsAt } from './growth.ts'
import { type Call, type Partner, type Reply, text } from './http.ts'
import { marker } from './marker.ts'
import type { Draft, Post } from './rows.ts'
import type { Sandbox } from './sandbox.ts'

const NAME = 'instagram'
const DAY = 86_400_000
const DAILY_QUOTA = 100
const CAPTION_LIMIT = 2_200

const missing = (id: string | undefined) =>
  graphError(400, 100, `Unsupported request. Object with ID '${id}' does not exist or cannot be loaded.`, 33)

const Container = z.object({
  image_url: z.string().optional(),
  video_url: z.string().optional(),
  caption: z.string().default(''),
  media_type: z.enum(['IMAGE', 'REELS', 'STORIES', 'VIDEO']).optional(),
})

/** What identifies a post is its marker, or else its caption: the real thing has no idempotency keys. */
const referenceOf = (caption: string) => marker(caption) ?? (caption || null)

function createContainer(call: Call, { store, processingMs }: Sandbox): Reply {
  authorised(call)
  const given = Container.safeParse(inputs(call))
  if (!given.success) throw graphError(400, 100, `Invalid parameter: ${given.error.issues[0]?.path.join('.')}`)
  const { image_url, video_url, caption } = given.data
  const url = image_url ?? video_url
  if (!url) throw graphError(400, 100, 'The parameter image_url is required')
  if (!/^https?:\/\//.test(url)) throw graphError(400, 9004, 'Only photo or video can be accepted as media.', 2207052)
  if (caption.length > CAPTION_LIMIT) throw graphError(400, 36004, 'The caption was too long.', 2207010)
  const id = String(17_000_000_000_000_000n + BigInt(store.nextDraft()))
  const account = call.params.user ?? ''
  const made = { id, partner: NAME, account, reference: referenceOf(caption), readyAt: Date.now() + processingMs }
  store.addDraft({ ...made, data: { ...given.data } })
  return { status: 200, body: { id } }
}

function statusCode(draft: Draft): 'PUBLISHED' | 'FINISHED' | 'IN_PROGRESS' {
  if (draft.publishedAs) return 'PUBLISHED'
  return Date.now() < draft.readyAt ? 'IN_PROGRESS' : 'FINISHED'
}

function publish(call: Call, { store, clock }: Sandbox): Reply {
  authorised(call)
  const account = call.params.user ?? ''
  const creation = z.object({ creation_id: z.string().min(1) }).safeParse(inputs(call))
  if (!creation.success) throw graphError(400, 100, 'The parameter creation_id is required')
  const draft = store.draft(NAME, creation.data.creation_id)
  if (!draft || draft.account !== account) throw graphError(400, 24, 'The requested resource does not exist', 2207006)
  const code = statusCode(draft)
  if (code === 'IN_PROGRESS') throw graphError(400, 9007, 'Media ID is not available', 2207027)
  if (code === 'PUBLISHED') throw graphError(400, 100, 'The container has been published already')
  const at = clock.now()
  if (store.countSince(NAME, account, at - DAY) >= DAILY_QUOTA)
    throw graphError(403, 9, 'Application request limit reached', 2207042)
  const postId = String(18_000_000_000_000_000n + BigInt(store.nextPost()))
  const times = { at, liveFrom: at, liveUntil: null, requestSeq: call.seq }
  store.together(() => {
    store.addPost({ postId, partner: NAME, account, reference: draft.reference, ...times, data: draft.data })
    store.setPublished(draft.id, postId)
  })
  return { status: 200, body: { id: postId } }
}

function mediaFields(post: Post, { clock, base }: Sandbox): Record<string, unknown> {
  return {
    id: post.postId,
    caption: post.data.caption,
    media_type: post.data.media_type ?? 'IMAGE',
    media_url: post.data.image_url ?? post.data.video_url,
    permalink: `${base}/posts/${post.postId}`,
    timestamp: new Date(post.at).toISOString().replace(/\.\d+Z$/, '+0000'),
    like_count: Math.floor(countsAt(post, clock.now()).views * 0.06),
  }
}

function one(call: Call, sandbox: Sandbox): Reply {
  authorised(call)
  const id = call.params.id ?? ''
  const draft = sandbox.store.draft(NAME, id)
  if (draft) return { status: 200, body: pick(call, { id, status_code: statusCode(draft) }, ['status_code']) }
  return { status: 200, body: pick(call, mediaFields(liveMedia(id, sandbox), sandbox), []) }
}

function liveMedia(id: string, { store }: Sandbox): Post {
  const post = store.post(NAME, id)
  if (!post || post.takenDownAt !== null) throw missing(id)
  return post
}

function listMedia(call: Call, sandbox: Sandbox): Reply {
  authorised(call)
  const limit = Math.min(100, Math.max(1, Math.floor(Number(call.query.get('limit'))) || 25))
  const shown = sandbox.store.standing(NAME, call.params.user ?? '', call.query.get('after'), limit)
  const data = shown.map((post) => pick(call, mediaFields(post, sandbox), []))
  const cursors = { before: shown[0]?.postId, after: shown.at(-1)?.postId }
  return { status: 200, body: shown.length > 0 ? { data, paging: { cursors } } : { data } }
}

function publishingLimit(call: Call, { store, clock }: Sandbox): Reply {
  authorised(call)
  const usage = store.countSince(NAME, call.params.user ?? '', clock.now() - DAY)
  const config = { quota_total: DAILY_QUOTA, quota_duration: DAY / 1000 }
  return { status: 200, body: { data: [pick(call, { quota_usage: usage, config }, ['quota_usage'])] } }
}

function insights(call: Call, sandbox: Sandbox): Reply {
  authorised(call)
  const post = liveMedia(call.params.id ?? '', sandbox)
  const { views, reach, clicks } = countsAt(post, sandbox.clock.now())
  const likes = Math.floor(views * 0.06)
  const known: Record<string, number> = { views, reach, likes, profile_activity: clicks, saved: Math.floor(likes / 5) }
  const asked = (call.query.get('metric') ?? '').split(',')
  const unknown = asked.find((metric) => !(metric in known))
  if (unknown !== undefined) throw graphError(400, 100, `(#100) metric[0] must be one of: ${Object.keys(known)}`)
  const data = asked.map((name) => ({
    name,
    period: 'lifetime',
    values: [{ value: known[name] }],
    id: `${post.postId}/insights/${name}/lifetime`,
  }))
  return { status: 200, body: { data } }
}

function remove(call: Call, sandbox: Sandbox): Reply {
  authorised(call)
  const post = liveMedia(call.params.id ?? '', sandbox)
  sandbox.store.takeDown(post.postId, sandbox.clock.now())
  return { status: 200, body: { success: true } }
}

const ROOT = '/instagram/v21.0'

/** Instagram's Graph API, as far as publishing goes: container, status, publish, list, insights, delete. */
export const instagram: Partner = {
  name: NAME,
  reference(call, { store }) {
    const caption = text(inputs(call), 'caption')
    if (caption !== null) return referenceOf(caption)
    const id = text(inputs(call), 'creation_id') ?? call.params.id ?? ''
    return (store.draft(NAME, id) ?? store.post(NAME, id))?.reference ?? null
  },
  fault: (_status, code, message) => ({ error: { message, type: code, code: 2, fbtrace_id: 'sandbox' } }),
  routes: [
    { method: 'POST', path: `${ROOT}/:user/media`, operation: 'create-container', handle: createContainer },
    { method: 'POST', path: `${ROOT}/:user/media_publish`, operation: 'publish', handle: publish },
    { method: 'GET', path: `${ROOT}/:user/media`, operation: 'list-media', handle: listMedia },
    { method: 'GET', path: `${ROOT}/:user/content_publishing_limit`, operation: 'limit', handle: publishingLimit },
    { method: 'GET', path: `${ROOT}/:id/insights`, operation: 'insights', handle: insights },
    { method: 'GET', path: `${ROOT}/:id`, operation: 'status', handle: one },
    { method: 'DELETE', path: `${ROOT}/:id`, operation: 'delete', handle: remove },
  ],
}
