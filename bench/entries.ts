import { setTimeout as delay } from 'node:timers/promises'
import { percentile, type Row, type RunOptions, row } from './harness.ts'
import { rawRequest } from './load/connection.ts'
import type { HttpJob } from './load/http.ts'
import type { LoadResult } from './load/latencies.ts'
import { memoryMiB, runLoad } from './processes.ts'
import { commander, makeShops, type Shop } from './shops.ts'
import { openStand } from './stand.ts'

const AT_ONCE = 32
const PART = 10_000

/** A crowd at one promotion, each person once, with everything running that an instance runs. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const stand = await openStand()
  const app = await stand.app()
  try {
    const { shops } = await makeShops(stand, app, 1)
    const shop = shops[0] as Shop
    const { command, close } = await commander(app.origin)
    await command('launch-promotion', shop.token, { promotionId: shop.promotionId })
    close()
    const count = quick ? 2_000 : 100_000
    const latencies: number[] = []
    let [seconds, peak] = [0, 0]
    for (let from = 0; from < count; from += PART) {
      const requests = entriesOf(shop.promotionId, from, Math.min(count, from + PART))
      const part = await runLoad<LoadResult>('load/http.ts', { origin: app.origin, requests } satisfies HttpJob)
      if (part.statuses['202'] !== part.latencies.length) throw new Error(JSON.stringify(part.statuses))
      for (const latency of part.latencies) latencies.push(latency)
      seconds += part.seconds
      peak = Math.max(peak, memoryMiB(app.pid))
      log(`${latencies.length} entries, ${Math.round(memoryMiB(app.pid))} MiB`)
    }
    const began = performance.now()
    // A connection of its own: one from before would have been idle for longer than the server keeps it.
    const { get, close: leave } = await commander(app.origin)
    const entered = async () => {
      const { body } = await get(`/api/v1/promotions/${shop.promotionId}/dashboard`, shop.token)
      return (JSON.parse(body) as { entries: number }).entries
    }
    while ((await entered()) < count) await delay(20)
    leave()
    const behind = performance.now() - began
    const what = `${count.toLocaleString('en-US')} entries into one promotion, ${AT_ONCE} at once`
    return [
      row(what, latencies.length / seconds, '/s'),
      row(`${what}, p50`, percentile(latencies, 0.5), 'ms'),
      row(`${what}, p99`, percentile(latencies, 0.99), 'ms'),
      row(`${what}, memory of the application at most`, peak, 'MiB'),
      row(`${what}, dashboard complete after the last answer`, behind, 'ms'),
    ]
  } finally {
    await app.stop()
    await stand.stop()
  }
}

function entriesOf(promotionId: string, from: number, until: number): string[][] {
  return Array.from({ length: AT_ONCE }, (_, worker) => {
    const own = Array.from({ length: until - from }, (_, n) => from + n).filter((n) => n % AT_ONCE === worker)
    return own.map((n) => {
      const phone = `010${String(20_000_000 + n)}`
      const person = { name: '김민수', phone, source: 'instagram', consent: true }
      return rawRequest('POST', '/api/v1/commands/submit-entry', {}, { promotionId, ...person })
    })
  })
}
