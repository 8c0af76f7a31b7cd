import { z } from 'zod'
import { fault, Moment, parsed, refuse } from './channel-api.ts'
import type { Call, Partner, Reply } from './http.ts'
import { page } from './pages.ts'
import type { Post } from './rows.ts'
import type { Sandbox } from './sandbox.ts'
import { Script } from './script.ts'

const ClockSetting = z.strictObject({ now: z.union([Moment, z.null()]), held: z.boolean().default(false) })

function script(names: string[]) {
  return (call: Call, { scripts }: Sandbox): Reply => {
    const wanted = parsed(Script, call.body)
    // A script for a partner that does not exist would never fire, and its test would pass for nothing.
    if (wanted.partner !== '*' && !names.includes(wanted.partner))
      throw refuse(400, 'UNKNOWN_PARTNER', `partner is one of *, ${names.join(', ')}`)
    return { status: 201, body: { id: scripts.add(wanted) } }
  }
}

function setClock(call: Call, { clock }: Sandbox): Reply {
  const { now, held } = parsed(ClockSetting, call.body)
  clock.set(now === null ? null : Date.parse(now), held)
  return readClock(call, { clock })
}

const readClock = (_call: Call, { clock }: Pick<Sandbox, 'clock'>): Reply => ({
  status: 200,
  body: { now: new Date(clock.now()).toISOString() },
})

/** The judge: every request that came in, and every post that was really made. */
function record(call: Call, { store }: Sandbox): Reply {
  const partner = call.query.get('partner')
  const reference = call.query.get('reference')
  const posts = store.posts(partner, reference).map((post: Post) => ({
    partner: post.partner,
    reference: post.reference,
    postId: post.postId,
    at: new Date(post.at).toISOString(),
    ...(post.takenDownAt === null ? {} : { takenDownAt: new Date(post.takenDownAt).toISOString() }),
    content: post.data,
    request: store.request(post.requestSeq),
  }))
  return { status: 200, body: { posts, requests: store.requests(partner, reference) } }
}

function requests({ query }: Call, { store }: Sandbox): Reply {
  return { status: 200, body: { requests: store.requests(query.get('partner'), query.get('reference')) } }
}

function publicPage(call: Call, { store, clock }: Sandbox): Reply {
  const post = store.anyPost(call.params.id ?? '')
  if (!post || post.takenDownAt !== null) throw refuse(404, 'NOT_FOUND', 'there is no such post')
  return page(post, clock.now())
}

/** The tests' hands on the sandbox: scripts, the clock, the record. Never scripted or slowed down itself. */
export const control = (names: string[]): Partner => ({
  name: 'control',
  fault,
  reference: () => null,
  routes: [
    { method: 'POST', path: '/control/script', operation: 'script', handle: script(names) },
    {
      method: 'GET',
      path: '/control/script',
      operation: 'scripts',
      handle: (_call, { scripts }) => ({ status: 200, body: { scripts: scripts.list() } }),
    },
    {
      method: 'DELETE',
      path: '/control/script',
      operation: 'clear',
      handle(call, { scripts }) {
        scripts.clear(call.query.get('partner'))
        return { status: 200, body: { scripts: scripts.list() } }
      },
    },
    { method: 'POST', path: '/control/clock', operation: 'set-clock', handle: setClock },
    { method: 'GET', path: '/control/clock', operation: 'clock', handle: readClock },
    { method: 'GET', path: '/control/record', operation: 'record', handle: record },
    { method: 'GET', path: '/control/requests', operation: 'requests', handle: requests },
    { method: 'GET', path: '/posts/:id', operation: 'page', handle: publicPage },
  ],
})
