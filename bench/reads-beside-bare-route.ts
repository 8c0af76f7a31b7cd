import { type Row, type RunOptions, row } from './harness.ts'
import { rawRequest } from './load/connection.ts'
import type { HttpJob } from './load/http.ts'
import type { LoadResult } from './load/latencies.ts'
import { runLoad, startServer } from './processes.ts'
import { commander, type Shop } from './shops.ts'
import type { App } from './stand.ts'

const LIMIT =
  'profiled: some 33 µs a query beside 17 of the bare route: the rate limit, the count of the request and the look at the position take 1.5 µs each, sign-in, schemas, the kept answer and hooks less; the write of the answer (12 µs) is the same in both'
/** Not counted: V8 goes on compiling for some 30,000 calls, and whichever query came first was a sixth slower. */
const WARM_UP_ROUNDS = 4
/** A round takes half a second: with three, one disturbance was a tenth of the figure. */
const ROUNDS = 9
/** Headers that belong to one answer or one connection, not to what is said. */
const PASSING = /^(date|connection|keep-alive|content-length)$/i

interface Asked {
  app: App
  shops: readonly Shop[]
  calls: number
  quick: RunOptions['quick']
}
type Address = (shop: Shop) => string

/** Requests of shops in turn, shared out to 32 connections. */
export const requestsFor = (shops: readonly Shop[], calls: number, of: Address): string[][] =>
  Array.from({ length: 32 }, (_, connection) =>
    Array.from({ length: Math.ceil(calls / 32) }, (_unused, n) => {
      const shop = shops[(connection * 7 + n) % shops.length] as Shop
      return rawRequest('GET', of(shop), { authorization: `Bearer ${shop.token}` })
    }),
  )

/** A query of the read API beside a bare Fastify route that gives the same bytes, in turns. */
export async function besideBareRoute({ app, shops, calls, quick }: Asked, name: string, path: Address) {
  const bare = await bareRouteLike(app, shops, path)
  const tallies = { ours: nothing(), bare: nothing() }
  for (let round = -WARM_UP_ROUNDS; round < (quick ? 1 : ROUNDS); round += 1) {
    const seen = {
      bare: await load(
        bare.origin,
        requestsFor(shops, calls, () => '/same'),
      ),
      ours: await load(app.origin, requestsFor(shops, calls, path)),
    }
    for (const whose of round < 0 ? [] : (['bare', 'ours'] as const)) {
      tallies[whose].calls += seen[whose].calls
      tallies[whose].seconds += seen[whose].seconds
    }
  }
  await bare.stop()
  return rowsOf(name, perSecond(tallies.ours), perSecond(tallies.bare))
}

const nothing = () => ({ calls: 0, seconds: 0 })
const perSecond = ({ calls, seconds }: ReturnType<typeof nothing>) => calls / seconds

const rowsOf = (name: string, ours: number, bare: number): Row[] => [
  row(`bare Fastify route, bytes of: ${name}`, bare, '/s'),
  row(`read API: ${name}`, ours, '/s'),
  row(`read API beside the bare route: ${name}`, ours / bare, '×', { atLeast: 0.5 }, LIMIT),
]

/** A server with one route that answers as the query does: same body, same headers. */
async function bareRouteLike(app: App, [first]: readonly Shop[], path: Address) {
  if (!first) throw new Error('there are no shops')
  const { get, close } = await commander(app.origin)
  const { head, body } = await get(path(first), first.token)
  close()
  const lines = head.split('\r\n').slice(1)
  const all = lines.map((line) => line.split(': ') as [string, string])
  const headers = Object.fromEntries(all.filter(([header]) => !PASSING.test(header)))
  return startServer('load/fastify.ts', { body, headers })
}

async function load(origin: string, requests: string[][]) {
  const job = { origin, requests } satisfies HttpJob
  const { seconds, latencies, statuses } = await runLoad<LoadResult>('load/http.ts', job)
  if (statuses['200'] !== latencies.length) throw new Error(`not every query was answered: ${JSON.stringify(statuses)}`)
  return { calls: latencies.length, seconds }
}
