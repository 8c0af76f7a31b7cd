import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { runMain } from '../../demo/instance.ts'
import { startCrowd } from './crowd.ts'
import { figuresOf } from './judge.ts'
import { type Phase, watch } from './phases.ts'
import { markdownOf, reportOf } from './report.ts'
import { openShops } from './shops.ts'

const HELP = `npm run load -- [--people 500] [--minutes 5] [--surge 60] [--after 40] [--think 7000]

So many people use an instance as \`npm start\` starts it (settings and limits as they come): of five, two keep a shop with
its board open on a live stream, look at things and change some; three come by a link, read and perhaps take part. Between
two things they think, exponentially distributed as in the TPC-W benchmark. Then three times as many come for --surge
seconds, and go again. Ends with 1 when a target is missed; with the defaults it writes bench/load.md and bench/load.json.`

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '500' },
    minutes: { type: 'string', default: '5' },
    surge: { type: 'string', default: '60' },
    after: { type: 'string', default: '40' },
    think: { type: 'string', default: '7000' },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

const SURGE = 3
const OWNERS = 0.4
const ARRIVE_MS = 10_000
const WARM_UP_SECONDS = 10
const [people, minutes, surge, after, thinkMs] = [
  values.people,
  values.minutes,
  values.surge,
  values.after,
  values.think,
].map(Number) as [number, number, number, number, number]
const isWhole = people >= 500 && minutes >= 5

const tell = (name: string, { calls, seconds }: Phase) => {
  const { p50, p95, p99, shed, errors } = figuresOf(name, calls)
  const times = [p50, p95, p99].map((ms) => ms.toFixed(0)).join(' / ')
  const rate = (calls.length / seconds).toFixed(0)
  console.error(`${name}: ${rate} calls/s, p50/p95/p99 ${times} ms, ${shed} refused, ${errors} errors`)
  const details = Map.groupBy(
    calls.filter(({ outcome }) => outcome !== 'ok'),
    ({ route, detail }) => `${route}: ${detail}`,
  )
  const failedFirst = [...details].toSorted(
    ([, [a]], [, [b]]) => Number(a?.outcome === 'shed') - Number(b?.outcome === 'shed'),
  )
  for (const [what, all] of failedFirst.slice(0, 20)) console.error(`  ${all.length} × ${what}`)
}

const data = await mkdtemp(join(tmpdir(), 'madang-load-'))
const { child, ready } = runMain({ PORT: '0', MADANG_DATA: data, MADANG_SEED: 'false' })
child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk))
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => child.kill('SIGINT') && process.exit(130))
const began = performance.now()
let missed = 1
try {
  const { origin } = await ready
  const shops = await openShops(origin, Math.ceil(people * SURGE * OWNERS))
  console.error(`${shops.length} shops opened in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  const crowd = await startCrowd({ origin, shops, thinkMs })
  const pid = child.pid ?? -1
  await crowd.arrive(people, ARRIVE_MS)
  tell('warm-up', await watch(crowd, pid, WARM_UP_SECONDS))
  const usual = await watch(crowd, pid, minutes * 60)
  tell(`${people} people`, usual)
  const more = people * (SURGE - 1)
  const rush = await watch(crowd, pid, surge, () => crowd.arrive(more, ARRIVE_MS / 2))
  tell(`${people * SURGE} people`, rush)
  await crowd.leave(more)
  const calm = await watch(crowd, pid, after)
  tell(`${people} people again`, calm)
  crowd.stop()
  const report = reportOf({ people, usual, surge: rush, after: calm })
  const text = markdownOf(report, new Date().toISOString().slice(0, 10))
  console.log(text)
  if (isWhole) {
    await writeFile(new URL('../load.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`)
    await writeFile(new URL('../load.md', import.meta.url), `${text}\n`)
  }
  missed = report.rows.filter(({ met }) => met === false).length
} finally {
  child.kill('SIGINT')
  if (child.exitCode === null) await once(child, 'exit')
  await rm(data, { recursive: true, force: true })
}
process.exit(missed > 0 ? 1 : 0)
