import { percentile, type Row, type RunOptions, row } from './harness.ts'
import type { PushJob, PushResult } from './load/push.ts'
import { runLoad } from './processes.ts'
import { makeShops } from './shops.ts'
import { openStand } from './stand.ts'

const SHOPS = 100
const PER_SECOND = 100

/** From a command to the browsers that look on. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const stand = await openStand()
  const app = await stand.app()
  try {
    const { shops } = await makeShops(stand, app, SHOPS)
    const viewers = 5
    const looking = await Promise.all(
      shops.map(async ({ merchantId, promotionId, token }, n) => ({
        promotionId,
        owner: token,
        viewers: await Promise.all(
          Array.from({ length: viewers }, (_, v) => stand.token({ merchantId, accountId: `viewer-${n}-${v}` })),
        ),
      })),
    )
    const load = (seconds: number) =>
      runLoad<PushResult>('load/push.ts', {
        origin: app.origin,
        shops: looking,
        perSecond: PER_SECOND,
        seconds,
      } satisfies PushJob)
    log(`${SHOPS * viewers} streams, ${PER_SECOND} commands/s`)
    await load(2)
    const { latencies, answers, missing } = await load(quick ? 5 : 30)
    return [
      row('command → SSE push, 100 commands/s, 500 streams, p50', percentile(latencies, 0.5), 'ms'),
      row('command → SSE push, 100 commands/s, 500 streams, p99', percentile(latencies, 0.99), 'ms', { atMost: 100 }),
      row('rows not pushed', missing, 'rows', { atMost: 0 }),
      row('command → answer under that load, p99', percentile(answers, 0.99), 'ms'),
    ]
  } finally {
    await app.stop()
    await stand.stop()
  }
}
