import { z } from 'zod'
import { fault, parsed, refuse } from './channel-api.ts'
import { countsAt, series } from './growth.ts'
import { type Call, type Partner, type Reply, text } from './http.ts'
import { marker } from './marker.ts'
import { page } from './pages.ts'
import type { Post } from './rows.ts'
import type { Sandbox } from './sandbox.ts'

const NAME = 'naver-blog'
const Page = z.strictObject({ title: z.string().min(1), body: z.string(), reference: z.string().optional() })

function live(call: Call, { store }: Sandbox): Post {
  const post = store.post(NAME, call.params.id ?? '')
  if (!post || post.takenDownAt !== null) throw refuse(404, 'NOT_FOUND', '삭제되었거나 존재하지 않는 게시물입니다.')
  return post
}

/** The merchant's own hand: Naver's write API closed in 2020, so a test or a demo pastes the package here. */
function paste(call: Call, { store, clock, base }: Sandbox): Reply {
  const id = call.params.id ?? ''
  const data = parsed(Page, call.body)
  if (store.post(NAME, id)) throw refuse(409, 'PAGE_EXISTS', `there is a page ${id} already`)
  const reference = data.reference ?? marker(data.body)
  const at = clock.now()
  const times = { at, liveFrom: at, liveUntil: null }
  store.addPost({ postId: id, partner: NAME, account: 'merchant', reference, ...times, requestSeq: call.seq, data })
  return { status: 201, body: { id, reference, url: `${base}/naver-blog/${id}` } }
}

function read(call: Call, sandbox: Sandbox): Reply {
  return page(live(call, sandbox), sandbox.clock.now())
}

function views(call: Call, sandbox: Sandbox): Reply {
  const post = live(call, sandbox)
  const now = sandbox.clock.now()
  const counted = { ...countsAt(post, now), series: series(post, now) }
  return { status: 200, body: { id: post.postId, asOf: new Date(now).toISOString(), ...counted } }
}

function remove(call: Call, sandbox: Sandbox): Reply {
  const post = live(call, sandbox)
  sandbox.store.takeDown(post.postId, sandbox.clock.now())
  return { status: 200, body: { id: post.postId, takenDown: true } }
}

/** Naver Blog: no write API, just the pages, so that the URL a merchant confirms can be checked. */
export const naverBlog: Partner = {
  name: NAME,
  fault,
  reference: ({ body }) => text(body, 'reference') ?? marker(text(body, 'body') ?? ''),
  routes: [
    { method: 'PUT', path: '/naver-blog/:id', operation: 'paste', handle: paste },
    { method: 'GET', path: '/naver-blog/:id/views', operation: 'metrics', handle: views },
    { method: 'GET', path: '/naver-blog/:id', operation: 'page', handle: read },
    { method: 'DELETE', path: '/naver-blog/:id', operation: 'delete', handle: remove },
  ],
}
