import type { FastifyInstance } from 'fastify'
import { rule } from '../../domain/kernel.ts'
import { isApiAddress } from './api-address.ts'

/**
 * A page asks the API in its turn, and takes ten times as long: pages are refused first, so that what was let in is
 * finished soon, with the files that it needs.
 */
const PAGES_SHARE = 0.2
const FILES = /^\/_app\//
/** What must answer in any crowd, and the live streams, which stay open and are bounded by account. */
const EXEMPT = /^\/(healthz|metrics|api\/v1\/(live|conversations\/[^/?]+\/live))([?#]|$)/

/**
 * Bounds how many requests are under way at once. One more would only make all of them wait: it is refused at once with
 * 503 and `Retry-After`, before anything is done for it.
 *
 * @param atOnce how many calls of the API and files; pages get a fifth of that
 */
export function boundCrowd(app: FastifyInstance, atOnce: number): void {
  let underWay = 0
  app.addHook('onRequest', async ({ url }, reply) => {
    if (EXEMPT.test(url)) return
    const limit = isApiAddress(url) || FILES.test(url) ? atOnce : Math.ceil(atOnce * PAGES_SHARE)
    rule(underWay < limit, 'UNAVAILABLE', 'Too many people are here at once. Nothing was done; try again in a moment.')
    underWay += 1
    reply.raw.once('close', () => {
      underWay -= 1
    })
  })
}
