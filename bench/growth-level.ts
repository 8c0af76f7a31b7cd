import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from './harness.ts'
import { rawRequest } from './load/connection.ts'
import type { HttpJob } from './load/http.ts'
import type { LoadResult } from './load/latencies.ts'
import { memoryMiB, runLoad } from './processes.ts'
import { commander } from './shops.ts'
import type { App, Stand } from './stand.ts'

const CALLS_AT_ONCE = 4
const LAGS = 100

/** What it is like with so many events stored. */
export interface Level {
  commandMs: number
  queryMs: number
  startSeconds: number
  /** Resident memory in MiB. */
  memory: number
  lagMs: number
}

/** Measures an application whose read model is up to date. */
export async function measureLevel(stand: Stand, mongoUrl: string, calls: number): Promise<Level> {
  const app = await stand.app({ MONGODB_URL: mongoUrl })
  try {
    const token = await stand.token({ merchantId: 'shop-7' })
    await latencies(app, token, calls / 4, true)
    await latencies(app, token, calls / 4, false)
    const commandMs = await latencies(app, token, calls, true)
    const queryMs = await latencies(app, token, calls, false)
    const lagMs = await lagOf(app, token)
    await delay(1_000)
    return { commandMs, queryMs, startSeconds: app.startSeconds, memory: memoryMiB(app.pid), lagMs }
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
  for (let n = 0; n < LAGS; n += 1) {
    const { id, position } = await command('create-promotion', token, { purpose: 'new-customers' })
    const began = performance.now()
    const { status } = await get(`/api/v1/promotions/${id}?min-position=${position}`, token)
    if (status !== 200) throw new Error(`the read model answered ${status}`)
    lags.push(performance.now() - began)
  }
  close()
  return percentile(lags, 0.5)
}
