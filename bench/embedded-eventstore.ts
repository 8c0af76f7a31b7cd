import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchEmbedded } from '../embedded/launch.ts'
import { type Row, type RunOptions, row } from './harness.ts'
import type { AppendJob, AppendResult } from './load/append.ts'
import { cpuNote } from './load/cpu.ts'
import type { LiveJob, LiveResult } from './load/live.ts'
import type { ReadAllJob, ReadAllResult } from './load/read-all.ts'
import { runLoad } from './processes.ts'

const APPENDS = { 1: 2_000, 32: 40_000, 256: 40_000 }
const WARM_UP = 5_000
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
      const measured = { pid: server.pid, warmUp: quick ? 0 : WARM_UP }
      const job = { url, atOnce, streams: quick ? count / 10 : count, events: [EVENT], measured } satisfies AppendJob
      const { latencies, seconds, cpu } = await runLoad<AppendResult>('load/append.ts', job)
      const target = atOnce === 32 ? { atLeast: TARGETS[synchronous] } : {}
      const name = `eventstore: appends, ${synchronous}, ${atOnce} at once`
      rows.push(row(name, latencies.length / seconds, '/s', target, cpu && cpuNote(cpu, 'an append')))
    }
    if (synchronous === 'NORMAL') rows.push(...(await reading(url, server.pid, quick ? 10_000 : 100_000)))
    await server.stop()
    await rm(data, { recursive: true })
  }
  return rows
}

async function reading(url: string, pid: number, events: number): Promise<Row[]> {
  const { seconds, cpu } = await runLoad<LiveResult>('load/live.ts', { url, pid, events } satisfies LiveJob)
  const note = `${cpuNote(cpu, 'an event')}; one client process both appends and reads`
  const { read } = await runLoad<ReadAllResult>('load/read-all.ts', { url } satisfies ReadAllJob)
  return [
    row('eventstore: live delivery, appended 100 at a time', events / seconds, 'events/s', { atLeast: 30_000 }, note),
    row('eventstore: $all read', read.events / read.seconds, 'events/s', { atLeast: 80_000 }),
  ]
}
