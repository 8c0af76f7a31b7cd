import { setTimeout as delay } from 'node:timers/promises'
import { percentile, type Row, type RunOptions, row } from './harness.ts'
import { rawRequest } from './load/connection.ts'
import type { HttpJob } from './load/http.ts'
import type { LoadResult } from './load/latencies.ts'
import { runLoad } from './processes.ts'
import { besideBareRoute, requestsFor } from './reads-beside-bare-route.ts'
import { commander, makeShops, type Shop } from './shops.ts'
import { type App, openStand, type Stand } from './stand.ts'

const SHOPS = 100
const PEOPLE = 500
const PAUSE_MS = 5_000
const ENTRIES = 40
const CHANGE_EVERY_MS = 10

/** Queries beside a route that only gives the same bytes, and dashboards under many people. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const stand = await openStand()
  const app = await stand.app()
  try {
    const shops = await runningShops(stand, app)
    const calls = quick ? 2_000 : 10_000
    const rows: Row[] = []
    for (const [name, path] of [
      ['promotion', ({ promotionId }: Shop) => `/api/v1/promotions/${promotionId}`],
      ['dashboard', ({ promotionId }: Shop) => `/api/v1/promotions/${promotionId}/dashboard`],
      ['list of promotions', () => '/api/v1/promotions'],
    ] as const) {
      log(name)
      rows.push(...(await besideBareRoute({ app, shops, calls, quick }, name, path)))
    }
    log('dashboard while others change things')
    rows.push(...(await whileChanging(app, shops, calls)))
    log(`${PEOPLE} people`)
    rows.push(...(await underPeople(app, shops, quick ? 4 : 12)))
    return rows
  } finally {
    await app.stop()
    await stand.stop()
  }
}

/** Shops whose promotion runs and has entries. */
async function runningShops(stand: Stand, app: App): Promise<Shop[]> {
  const { shops } = await makeShops(stand, app, SHOPS)
  const { command, get, close } = await commander(app.origin)
  let position = 0
  for (const { promotionId, token } of shops) {
    await command('launch-promotion', token, { promotionId })
    for (let n = 0; n < ENTRIES / 10; n += 1) {
      const person = { name: '김민수', phone: `010${String(20_000_000 + n)}`, source: 'direct', consent: true }
      position = (await command('submit-entry', undefined, { promotionId, ...person })).position
    }
  }
  const last = shops.at(-1)
  while (
    last &&
    (await get(`/api/v1/promotions/${last.promotionId}?min-position=${position}`, last.token)).status !== 200
  )
    await delay(100)
  close()
  return shops
}

/** Dashboards while commands move the read model on, so that no answer can be kept for long. */
async function whileChanging(app: App, shops: readonly Shop[], calls: number): Promise<Row[]> {
  const { command, close } = await commander(app.origin)
  const running = { isOver: false }
  const change = async () => {
    for (let n = 0; !running.isOver; n += 1) {
      const { token } = shops[n % shops.length] as Shop
      await command('create-promotion', token, { purpose: 'regulars' })
      await delay(CHANGE_EVERY_MS)
    }
  }
  const changing = change()
  const requests = requestsFor(shops, calls, ({ promotionId }) => `/api/v1/promotions/${promotionId}/dashboard`)
  const found = await runLoad<LoadResult>('load/http.ts', { origin: app.origin, requests } satisfies HttpJob)
  running.isOver = true
  await changing
  close()
  const note = `a command every ${CHANGE_EVERY_MS} ms beside its own time`
  return [
    row('read API: dashboard, while others change things', found.latencies.length / found.seconds, '/s', {}, note),
  ]
}

/** People who look at a dashboard every few seconds. */
async function underPeople(app: App, shops: readonly Shop[], times: number): Promise<Row[]> {
  const requests = Array.from({ length: PEOPLE }, (_, person) => {
    const { promotionId, token } = shops[person % shops.length] as Shop
    const look = rawRequest('GET', `/api/v1/promotions/${promotionId}/dashboard`, { authorization: `Bearer ${token}` })
    return Array.from({ length: times }, () => look)
  })
  const { latencies } = await runLoad<LoadResult>('load/http.ts', {
    origin: app.origin,
    requests,
    pauseMs: PAUSE_MS,
  } satisfies HttpJob)
  const note = `each looks every ${PAUSE_MS / 1000} s`
  return [
    row(`dashboard under ${PEOPLE} people, p50`, percentile(latencies, 0.5), 'ms', {}, note),
    row(`dashboard under ${PEOPLE} people, p99`, percentile(latencies, 0.99), 'ms', { atMost: 50 }, note),
  ]
}
