import { setTimeout as delay } from 'node:timers/promises'
import { Region, Trade } from '../domain/merchant.ts'
import { startAiDouble } from '../embedded/ai-double/server.ts'
import { percentile, type Row, type RunOptions, row } from './harness.ts'
import { openConnection, rawRequest } from './load/connection.ts'
import { commander } from './shops.ts'
import { openStand } from './stand.ts'

/** How long the model takes for each of the two steps. */
const MODEL_MS = 1_500
const IDENTICAL = 100
const PATH = '/api/v1/commands/request-recommendation'
/** A recommendation has two steps, each one call to a model. */
const STEPS = 2

type Criteria = Record<'trade' | 'region' | 'purpose' | 'season', string>

/** How fast recommendations are there, and how few of them a model is paid for. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const double = await startAiDouble({ port: 0, behave: () => ({ kind: 'answer', delayMs: MODEL_MS }) })
  const stand = await openStand()
  const app = await stand.app({ ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: double.anthropicUrl })
  try {
    const token = await stand.token({})
    const { command, get, close } = await commander(app.origin)
    const request = async (criteria: Criteria) => {
      const began = performance.now()
      const { jobId, position } = await command('request-recommendation', token, criteria)
      const answered = performance.now() - began
      const job = await get(`/api/v1/jobs/${jobId}?min-position=${position}`, token)
      const { status } = JSON.parse(job.body) as { status: string }
      return { jobId, answered, shown: performance.now() - began, isDone: status === 'done' }
    }
    const until = async (jobId: string | undefined) => {
      for (;;) {
        const { body } = await get(`/api/v1/jobs/${jobId}`, token)
        if (JSON.parse(body).status === 'done') return
        await delay(50)
      }
    }
    log('misses')
    const few = quick ? 8 : 20
    const kinds = criteriaOf('new-customers').slice(0, few)
    const misses = []
    for (const criteria of kinds) misses.push(await request(criteria))
    for (const { jobId } of misses) await until(jobId)
    log('hits')
    const hits = []
    for (let n = 0; n < (quick ? 40 : 400); n += 1) hits.push(await request(kinds[n % few] as Criteria))
    log('a repeated workload')
    const workload = await repeated(kinds.length, criteriaOf('regulars'), request, until, quick ? 60 : 300)
    log(`${IDENTICAL} identical at once`)
    const before = double.requests.length
    await identicalAtOnce(app.origin, token, criteriaOf('sales')[0] as Criteria, until)
    const calls = (double.requests.length - before) / STEPS
    close()
    const shown = hits.filter(({ isDone }) => isDone)
    return [
      row('recommendation, cache miss: job id, p99', p99(misses.map(({ answered }) => answered)), 'ms', {
        atMost: 100,
      }),
      row('recommendation, cache hit: the plans, p99', p99(shown.map((hit) => hit.shown)), 'ms', { atMost: 100 }),
      row('recommendations answered from the cache when asked again', (100 * shown.length) / hits.length, '%', {
        atLeast: 100,
      }),
      row(
        'recommendation hit rate on a repeated workload',
        100 * workload,
        '%',
        { atLeast: 80 },
        'each of 20 kinds first asked for once, then by chance',
      ),
      row(`model calls for ${IDENTICAL} identical requests at once, a step`, calls, 'calls', { atMost: 1 }),
    ]
  } finally {
    await app.stop()
    await stand.stop()
    await double.stop()
  }
}

const p99 = (values: number[]) => percentile(values, 0.99)

const criteriaOf = (purpose: string): Criteria[] =>
  Trade.options.flatMap((trade) =>
    Region.options.slice(0, 8).map((region) => ({ trade, region, purpose, season: 'autumn' })),
  )

/** Shops of the same kinds ask again and again; gives the share of requests that were answered at once. */
async function repeated(
  kinds: number,
  criteria: Criteria[],
  request: (criteria: Criteria) => Promise<{ jobId: string | undefined; isDone: boolean }>,
  until: (jobId: string | undefined) => Promise<void>,
  times: number,
): Promise<number> {
  let hits = 0
  for (let n = 0; n < times; n += 1) {
    // The first kinds are the ones most asked for, as trades and regions are.
    const { isDone, jobId } = await request(criteria[Math.floor(kinds * Math.random() ** 2)] as Criteria)
    if (isDone) hits += 1
    else await until(jobId)
  }
  return hits / times
}

async function identicalAtOnce(
  origin: string,
  token: string,
  criteria: Criteria,
  until: (jobId: string | undefined) => Promise<void>,
): Promise<void> {
  const connections = await Promise.all(Array.from({ length: IDENTICAL }, () => openConnection(origin)))
  const headers = { authorization: `Bearer ${token}` }
  const answers = await Promise.all(connections.map(({ send }) => send(rawRequest('POST', PATH, headers, criteria))))
  for (const { body } of answers) await until((JSON.parse(body) as { jobId: string }).jobId)
  for (const { socket } of connections) socket.destroy()
}
