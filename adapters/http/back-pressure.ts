import type { FastifyInstance } from 'fastify'
import { rule } from '../../domain/kernel.ts'
import { type AdaptiveLimit, afterLook } from './adaptive-limit.ts'
import { isApiAddress } from './api-address.ts'

/**
 * A page asks the API in its turn, and takes ten times as long: pages are refused first, so that what was let in is
 * finished soon.
 */
const PAGES_SHARE = 0.2
/**
 * What must answer in any crowd; files of pages that were let in, which come from memory; and the live streams, which stay
 * open and are bounded by account.
 */
const EXEMPT = /^\/(_app\/|(healthz|metrics|api\/v1\/(live|conversations\/[^/?]+\/live))([?#]|$))/
/** Pictures that are drawn wait for another thread, which bounds them itself: they stand in nobody's way meanwhile. */
const DRAWN = /^\/p\/[^/?]+\/card\.png([?#]|$)/
const LOOK_MS = 50

/**
 * Bounds how many requests are under way at once, by how late the event loop is: one more would only make all of them
 * wait. It is refused at once with 503 and `Retry-After`, before anything is done for it. See docs/adr/0020-bounded-by-time.md.
 *
 * @param atOnce how many calls of the API at most, when the loop is never late; pages get a fifth of that
 */
export function boundCrowd(app: FastifyInstance, atOnce: number): void {
  let underWay = 0
  let now: AdaptiveLimit = { limit: atOnce, lateLooks: 0 }
  let due = performance.now() + LOOK_MS
  const look = setInterval(() => {
    now = afterLook(now, performance.now() - due, underWay, atOnce)
    due = performance.now() + LOOK_MS
  }, LOOK_MS).unref()
  app.addHook('onClose', async () => clearInterval(look))
  const leave = () => {
    underWay -= 1
  }
  app.addHook('onRequest', (request, reply, done) => {
    const { url } = request
    if (EXEMPT.test(url)) return done()
    const limit = isApiAddress(url) ? now.limit : Math.ceil(now.limit * PAGES_SHARE)
    rule(underWay < limit, 'UNAVAILABLE', 'Too many people are here at once. Nothing was done; try again in a moment.')
    if (DRAWN.test(url)) return done()
    underWay += 1
    reply.raw.once('close', leave)
    done()
  })
}
