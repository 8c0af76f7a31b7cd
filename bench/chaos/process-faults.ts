import { setTimeout as delay } from 'node:timers/promises'
import { ALL, type Cluster } from './cluster.ts'
import type { ProcessFault } from './plan.ts'

/** Does to the processes what the plan says, and comes back once each of them may run again. */
export async function harm(cluster: Cluster, faults: readonly ProcessFault[]): Promise<void> {
  await Promise.all(
    faults.map(async (fault) => {
      await delay(fault.atMs)
      const targets = fault.target === 'everything' ? ALL : [fault.target]
      if (fault.kind === 'freeze') return Promise.all(targets.map((target) => freeze(cluster.pid(target), fault.forMs)))
      for (const target of targets) {
        const app = cluster.app(target)
        if (app) app.kill(fault.forMs)
        else signal(cluster.pid(target), 'SIGKILL')
      }
      return delay(fault.forMs)
    }),
  )
}

async function freeze(pid: number, forMs: number): Promise<void> {
  signal(pid, 'SIGSTOP')
  await delay(forMs)
  signal(pid, 'SIGCONT')
}

/** A process that another fault has ended meanwhile needs no more. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    if (pid > 0) process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
