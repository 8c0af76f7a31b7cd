import { refreshAll } from '$app/navigation'
import type { JobRow } from '../api/job.ts'

const POLL_MS = 4_000

/** While a job runs, looks again from time to time: the push is faster, but may be down. */
export function followJob(job: () => JobRow | undefined): void {
  $effect(() => {
    if (job()?.status !== 'running') return
    const timer = setInterval(() => void refreshAll(), POLL_MS)
    return () => clearInterval(timer)
  })
}
