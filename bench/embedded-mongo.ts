import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchEmbedded } from '../embedded/launch.ts'
import { type Row, type RunOptions, row } from './harness.ts'
import { cpuNote } from './load/cpu.ts'
import type { MongoJob, MongoResult } from './load/mongo.ts'
import { runLoad } from './processes.ts'

/** The embedded MongoDB by the official driver. */
export async function run({ quick }: RunOptions): Promise<Row[]> {
  const data = await mkdtemp(join(tmpdir(), 'madang-bench-'))
  const server = await launchEmbedded('mongo', ['--data', data], console.error)
  const job = {
    url: `mongodb://127.0.0.1:${server.port}`,
    pid: server.pid,
    documents: quick ? 10_000 : 100_000,
    calls: quick ? 2_000 : 20_000,
  }
  const { pointReads, upserts, bulkDocuments, pageMs } = await runLoad<MongoResult>(
    'load/mongo.ts',
    job satisfies MongoJob,
  )
  await server.stop()
  await rm(data, { recursive: true })
  const count = job.documents.toLocaleString('en-US')
  return [
    row('mongo: point reads, 16 at once', pointReads.rate, '/s', { atLeast: 8_000 }, cpuNote(pointReads.cpu, 'a read')),
    row('mongo: upserts, 16 at once', upserts.rate, '/s', { atLeast: 5_000 }, cpuNote(upserts.cpu, 'an upsert')),
    row('mongo: bulk upserts of 500', bulkDocuments, 'documents/s', { atLeast: 20_000 }),
    row(`mongo: indexed page of 20 of ${count}, p50`, pageMs, 'ms', { atMost: 1 }),
  ]
}
