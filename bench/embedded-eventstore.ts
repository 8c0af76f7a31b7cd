import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchEmbedded } from '../embedded/launch.ts'
import { type Row, type RunOptions, row } from './harness.ts'
import type { AppendJob } from './load/append.ts'
import type { LoadResult } from './load/latencies.ts'
import type { LiveJob } from './load/live.ts'
import type { ReadAllJob, ReadAllResult } from './load/read-all.ts'
import { runLoad } from './processes.ts'

const APPENDS = { 1: 2_000, 32: 20_000, 256: 20_000 }
const TARGETS = { NORMAL: 12_000, FULL: 6_000 }
const EVENT = { type: 'Happened', data: { text: 'x'.repeat(100) }, metadata: { at: 'now' } }

/** The embedded EventStoreDB by its official client. */
export async function run({ quick, log }: RunOptions): Promise<Row[]> {
  const rows: Row[] = []
  for (const synchronous of ['NORMAL', 'FULL'] as const) {
    const data = await mkdtemp(join(tmpdir(), 'madang-bench-'))
    const server = await launchEmbedded('eventstore', ['--data', data, '--synchronous', synchronous], console.error)
    const url = `esdb://127.0.0.1:${server.port}?tls=false`
    for (const [atOnce, count] of Object.entries(APPENDS).map(([a, c]) => [Number(a), c] as const)) {
      log(`${synchronous}, ${atOnce} at once`)
      const job = { url, atOnce, streams: quick ? count / 10 : count, events: [EVENT] } satisfies AppendJob
      const { latencies, seconds } = await runLoad<LoadResult>('load/append.ts', job)
      const target = atOnce === 32 ? { atLeast: TARGETS[synchronous] } : {}
      rows.push(row(`eventstore: appends, ${synchronous}, ${atOnce} at once`, latencies.length / seconds, '/s', target))
    }
    if (synchronous === 'NORMAL') rows.push(...(await reading(url, quick ? 10_000 : 100_000)))
    await server.stop()
    await rm(data, { recursive: true })
  }
  return rows
}

async function reading(url: string, events: number): Promise<Row[]> {
  const { seconds } = await runLoad<{ seconds: number }>('load/live.ts', { url, events } satisfies LiveJob)
  const { read } = await runLoad<ReadAllResult>('load/read-all.ts', { url } satisfies ReadAllJob)
  return [
    row('eventstore: live delivery, appended 100 at a time', events / seconds, 'events/s', { atLeast: 30_000 }),
    row('eventstore: $all read', read.events / read.seconds, 'events/s', { atLeast: 80_000 }),
  ]
}
