import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'
import { activeCollection } from '../projections/active.ts'
import type { JobRow } from '../projections/rows/jobs.ts'

const POLL_MS = 15

/** Waits until a merchant's job has ended; undefined when it has not within the time. */
export async function waitForJob(
  db: Db,
  jobId: string,
  merchantId: string,
  timeoutMs: number,
): Promise<JobRow | undefined> {
  const deadline = Date.now() + timeoutMs
  const jobs = await activeCollection<JobRow>(db, 'jobs')
  for (;;) {
    const job = await jobs.findOne({ _id: jobId, merchantId })
    if (job && job.status !== 'running') return job
    if (Date.now() >= deadline) return undefined
    await delay(POLL_MS)
  }
}
