import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchEmbedded } from '../embedded/launch.ts'
import { type Row, type RunOptions, row } from './harness.ts'
import type { AppendJob, AppendResult } from './load/append.ts'
import { cpuNote } from './load/cpu.ts'
import type { LiveJob, LiveResult } from './load/live.ts'
import type { LiveAppendJob, LiveAppendResult } from './load/live-append.ts'
import type { ReadAllJob, ReadAllResult } from './load/read-all.ts'
import { runLoad, startLoad } from './processes.ts'

const APPENDS = { 1: 2_000, 32: 40_000, 256: 40_000 }
const WARM_UP = 15_000
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
      const size = quick ? { streams: count / 10, warmUp: 0 } : { streams: count, warmUp: WARM_UP }
      const job = { url, atOnce, events: [EVENT], pid: server.pid, ...size } satisfies AppendJob
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
  const live = await delivery(url, pid, events)
  const { read } = await runLoad<ReadAllResult>('load/read-all.ts', { url, pid, isWarm: true } satisfies ReadAllJob)
  const rate = read.events / read.seconds
  return [
    live,
    row('eventstore: $all read', rate, 'events/s', { atLeast: 80_000 }, read.cpu && cpuNote(read.cpu, 'an event')),
  ]
}

/** One process appends, another has a live subscription. */
async function delivery(url: string, pid: number, events: number): Promise<Row> {
  const prefix = `live-${crypto.randomUUID()}`
  const warmUp = events / 5
  const job = { url, pid, prefix, warmUp, events } satisfies LiveJob
  const subscriber = await startLoad<LiveResult>('load/live.ts', job)
  const appends = { url, prefix, events: warmUp + events } satisfies LiveAppendJob
  const appender = await runLoad<LiveAppendResult>('load/live-append.ts', appends)
  const { seconds, cpu } = await subscriber.answer
  const note = `${cpuNote(cpu, 'an event')}, and the client that appends ${Math.round(appender.cpu)} µs`
  return row(
    'eventstore: live delivery, appended 100 at a time',
    events / seconds,
    'events/s',
    { atLeast: 30_000 },
    note,
  )
}
