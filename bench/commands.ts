import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installEmmett } from './emmett/install.ts'
import { percentile, type Row, type RunOptions, row } from './harness.ts'
import type { AppendJob } from './load/append.ts'
import { rawRequest } from './load/connection.ts'
import type { HttpJob } from './load/http.ts'
import type { LoadResult } from './load/latencies.ts'
import { runLoad, startServer } from './processes.ts'
import { openStand } from './stand.ts'

/** Commands that are measured of one promotion: made, then revised. */
const REVISIONS = 3
const BODY = '이웃과 함께하는 가을 나눔 이벤트입니다. 참여하신 분들께 선물을 드립니다.'

/** The requests of a number of promotions, shared out to connections. */
function requestsFor(token: string, atOnce: number, promotions: number): string[][] {
  const post = (name: string, body: object) =>
    rawRequest('POST', `/api/v1/commands/${name}`, { authorization: `Bearer ${token}` }, body)
  return Array.from({ length: atOnce }, () =>
    Array.from({ length: Math.ceil(promotions / atOnce) }, () => crypto.randomUUID()).flatMap((promotionId) => [
      post('create-promotion', { promotionId, purpose: 'new-customers' }),
      ...Array.from({ length: REVISIONS }, (_, index) =>
        post('revise-promotion', { promotionId, title: `가을맞이 ${index}`, body: BODY }),
      ),
    ]),
  )
}

/** The same events, as large as the command path writes them, without anything around them. */
function eventsFor(): AppendJob['events'] {
  const ids = { promotionId: crypto.randomUUID(), merchantId: 'bench', at: new Date().toISOString() }
  const id = crypto.randomUUID()
  const metadata = {
    $correlationId: id,
    $causationId: id,
    merchantId: 'bench',
    actor: 'bench',
    at: ids.at,
    v: 1,
    hash: '0'.repeat(64),
  }
  const revised = Array.from({ length: REVISIONS }, (_, index) => ({
    type: 'BenchRevised',
    data: { ...ids, changes: { title: `가을맞이 ${index}`, body: BODY } },
    metadata,
  }))
  return [{ type: 'BenchCreated', data: { ...ids, purpose: 'new-customers' }, metadata }, ...revised]
}

interface Tally {
  calls: number
  seconds: number
  latencies: number[]
  again: number
}
const nothing = (): Tally => ({ calls: 0, seconds: 0, latencies: [], again: 0 })
const perSecond = ({ calls, seconds }: Tally) => calls / seconds

function add(tally: Tally, { seconds, latencies, statuses, again = 0 }: LoadResult, expected: string): void {
  if (statuses[expected] !== latencies.length)
    throw new Error(`not every call was ${expected}: ${JSON.stringify(statuses)}`)
  tally.calls += latencies.length
  tally.seconds += seconds
  tally.again += again
  for (const latency of latencies) tally.latencies.push(latency)
}

/**
 * Runs them in turn, several times, so that what else the machine does falls on all of them. Each run makes its calls
 * twice and the second time counts: V8 has compiled by then what a server that runs for days has compiled long since.
 */
async function compare(contestants: Record<string, () => Promise<[LoadResult, string]>>, rounds: number) {
  const tallies: Record<string, Tally> = {}
  for (let round = 0; round < rounds; round += 1)
    for (const [name, run] of Object.entries(contestants)) {
      tallies[name] ??= nothing()
      add(tallies[name], ...(await run()))
    }
  return tallies as unknown as Tallies
}

/** The size of a comparison at each number of calls at once: promotions, four commands each. */
const SIZES = [
  [1, 150],
  [32, 1_500],
  [256, 1_500],
] as const

/** Command path beside the bare client and beside Emmett. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const stand = await openStand()
  const folder = await mkdtemp(join(tmpdir(), 'madang-bench-emmett-'))
  const missing = installEmmett(log)
  if (missing) log(`Emmett is left out: ${missing}`)
  const emmett = missing ? undefined : await startServer('emmett/server.js', { fileName: join(folder, 'events.db') })
  const app = await stand.app({ MADANG_ROLES: 'http' })
  const token = await stand.token({})
  const rows: Row[] = []
  try {
    await http(app.origin, token, 32, quick ? 100 : 1_000)
    if (emmett) await http(emmett.origin, token, 8, 50, BUSY)
    for (const [atOnce, size] of SIZES) {
      const promotions = quick ? Math.ceil(size / 10) : size
      log(`${atOnce} at once`)
      const contestants = {
        bare: () => bare(stand.eventStoreUrl, atOnce, promotions),
        ours: () => http(app.origin, token, atOnce, promotions),
        ...(emmett ? { emmett: () => http(emmett.origin, token, atOnce, Math.max(atOnce, promotions / 4), BUSY) } : {}),
      }
      rows.push(...rowsOf(atOnce, await compare(contestants, quick ? 1 : 3)))
    }
    return rows
  } finally {
    await Promise.all([app.stop(), emmett?.stop()])
    await stand.stop()
    await rm(folder, { recursive: true })
  }
}

async function http(
  origin: string,
  token: string,
  atOnce: number,
  promotions: number,
  more: Pick<HttpJob, 'againAfter'> = {},
): Promise<[LoadResult, string]> {
  const [warmUp, requests] = [requestsFor(token, atOnce, promotions), requestsFor(token, atOnce, promotions)]
  const job = { origin, requests, warmUp, ...more } satisfies HttpJob
  return [await runLoad('load/http.ts', job), '202']
}

async function bare(url: string, atOnce: number, streams: number): Promise<[LoadResult, string]> {
  const job = { url, atOnce, streams, warmUp: streams, events: eventsFor() } satisfies AppendJob
  return [await runLoad('load/append.ts', job), 'appended']
}

/** What Emmett answers when its store is busy; its client sends the same again. */
const BUSY = { againAfter: 500 }

/** What a command costs, and what 0.6 would: the store, the load and the application share two cores. */
const LIMIT =
  'profiled: one thread, which is never idle, has some 195 µs a command: the client’s append 75, HTTP with Fastify 45, the write that wakes who waits for the answer 35, garbage 12, hash chain 12, the rest sign-in, schemas, decision; the other core has 155 (store 60, load 75, V8’s own threads 20). 0.6 of a warm bare loop would take all of both cores: docs/adr/0016, docs/adr/0021, docs/adr/0025'

const busyNote = ({ again, calls }: Tally) =>
  `one at a time, since its SQLite store cannot do two; ${again} of ${calls} were answered 500 (SQLITE_BUSY) and sent again`

type Tallies = { bare: Tally; ours: Tally; emmett?: Tally }

function rowsOf(atOnce: number, { bare, ours, emmett }: Tallies): Row[] {
  const at = `${atOnce} at once`
  const is32 = atOnce === 32
  const rows = [
    row(`bare append loop, ${at}`, perSecond(bare), '/s'),
    row(`command path, ${at}`, perSecond(ours), '/s', {}, `p99 ${percentile(ours.latencies, 0.99).toFixed(1)} ms`),
    row(
      `command path beside the bare append loop, ${at}`,
      perSecond(ours) / perSecond(bare),
      '×',
      is32 ? { atLeast: 0.6 } : {},
      is32 ? LIMIT : undefined,
    ),
  ]
  if (!emmett) return rows
  return [
    ...rows,
    row(`the same commands with Emmett, ${at}`, perSecond(emmett), '/s', {}, busyNote(emmett)),
    row(`command path beside Emmett, ${at}`, perSecond(ours) / perSecond(emmett), '×', is32 ? { atLeast: 1.5 } : {}),
  ]
}
