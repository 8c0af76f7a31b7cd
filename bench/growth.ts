import { setTimeout as delay } from 'node:timers/promises'
import { percentile, type Row, type RunOptions, row } from './harness.ts'
import { rawRequest } from './load/connection.ts'
import type { HttpJob } from './load/http.ts'
import type { LoadResult } from './load/latencies.ts'
import { memoryMiB, runLoad } from './processes.ts'
import { headOf, untilProjected } from './progress.ts'
import { EVENTS_A_PROMOTION, seedEvents } from './seed-events.ts'
import { commander } from './shops.ts'
import { type App, openStand, type Stand } from './stand.ts'

const CALLS_AT_ONCE = 4

interface Level {
  events: number
  commandMs: number
  queryMs: number
  startSeconds: number
  memory: number
  lagMs: number
  rebuildSeconds: number
}

/** How cost grows with what is stored. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const stand = await openStand()
  try {
    const sizes = quick ? [1_000, 4_000] : [10_000, 100_000, 1_000_000]
    const mongoUrls = sizes.map((events) => stand.mongoUrl.replace(/madang$/, `growth_${events}`))
    const levels: Level[] = []
    let there = 0
    for (const [index, events] of sizes.entries()) {
      const promotions = events / EVENTS_A_PROMOTION
      // A later size's database needs the keys of the events before it too.
      await seedEvents({ ...stand, mongoUrls: mongoUrls.slice(index) }, there, promotions)
      there = promotions
      log(`${events} events are there`)
      levels.push(await measure(stand, events, mongoUrls[index] as string, quick ? 400 : 4_000, log))
    }
    return rowsOf(levels)
  } finally {
    await stand.stop()
  }
}

async function measure(
  stand: Stand,
  events: number,
  mongoUrl: string,
  calls: number,
  log: (line: string) => void,
): Promise<Level> {
  const position = await headOf(stand.eventStoreUrl)
  const filling = await stand.app({ MONGODB_URL: mongoUrl })
  const rebuildSeconds = await untilProjected(mongoUrl, position, log)
  await filling.stop()
  const app = await stand.app({ MONGODB_URL: mongoUrl })
  try {
    const token = await stand.token({ merchantId: 'shop-7' })
    await latencies(app, token, calls / 4, true)
    const commandMs = await latencies(app, token, calls, true)
    const queryMs = await latencies(app, token, calls, false)
    const lagMs = await lagOf(app, token)
    await delay(1_000)
    return {
      events,
      commandMs,
      queryMs,
      startSeconds: app.startSeconds,
      memory: memoryMiB(app.pid),
      lagMs,
      rebuildSeconds,
    }
  } finally {
    await app.stop()
  }
}

async function latencies(app: App, token: string, calls: number, isCommand: boolean): Promise<number> {
  const headers = { authorization: `Bearer ${token}` }
  const requests = Array.from({ length: CALLS_AT_ONCE }, () =>
    Array.from({ length: calls / CALLS_AT_ONCE }, () =>
      isCommand
        ? rawRequest('POST', '/api/v1/commands/create-promotion', headers, { purpose: 'new-customers' })
        : rawRequest('GET', '/api/v1/promotions/seeded-7/dashboard', headers),
    ),
  )
  const { latencies: found } = await runLoad<LoadResult>('load/http.ts', {
    origin: app.origin,
    requests,
  } satisfies HttpJob)
  return percentile(found, 0.5)
}

/** From a command's answer until the read model shows it. */
async function lagOf(app: App, token: string): Promise<number> {
  const { command, get, close } = await commander(app.origin)
  const lags: number[] = []
  for (let n = 0; n < 100; n += 1) {
    const { id, position } = await command('create-promotion', token, { purpose: 'new-customers' })
    const began = performance.now()
    const { status } = await get(`/api/v1/promotions/${id}?min-position=${position}`, token)
    if (status !== 200) throw new Error(`the read model answered ${status}`)
    lags.push(performance.now() - began)
  }
  close()
  return percentile(lags, 0.5)
}

function rowsOf(levels: readonly Level[]): Row[] {
  const rows = levels.flatMap(({ events, ...level }) => {
    const at = `at ${events.toLocaleString('en-US')} events`
    return [
      row(`command p50 ${at}`, level.commandMs, 'ms'),
      row(`query p50 ${at}`, level.queryMs, 'ms'),
      row(`start-up ${at}`, level.startSeconds, 's', { atMost: 15 }),
      row(`memory of the application ${at}`, level.memory, 'MiB'),
      row(`projection lag p50 ${at}`, level.lagMs, 'ms'),
      row(`rebuild of every view ${at}`, level.rebuildSeconds, 's'),
    ]
  })
  const [first, last] = [levels[0], levels.at(-1)]
  if (!first || !last) return rows
  const growth = `largest beside smallest store`
  return [
    ...rows,
    row(`command p50, ${growth}`, last.commandMs / first.commandMs, '×', { atMost: 1.3 }),
    row(`query p50, ${growth}`, last.queryMs / first.queryMs, '×', { atMost: 1.3 }),
  ]
}
