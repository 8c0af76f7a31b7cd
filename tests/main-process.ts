import { type ChildProcess, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { type Ready, runMain } from '../demo/instance.ts'

/** `main.ts` in a process of its own, which can be started again once it has ended. */
export interface MainProcess {
  /** Ids of the process and of its embedded servers. */
  pids(): number[]
  start(settings: Record<string, string>): Promise<Ready>
  /** Does what ends it, if it runs, and waits for that; gives the exit code. */
  end(how: (child: ChildProcess) => void): Promise<number | null>
}

/** @returns a process that has not been started */
export function mainProcess(): MainProcess {
  let child: ChildProcess | undefined
  return {
    pids: () => (child?.pid && isRunning(child) ? [child.pid, ...childrenOf(child.pid)] : []),
    start: (settings) => {
      const running = runMain(settings)
      child = running.child
      return running.ready
    },
    end: async (how) => {
      if (child && isRunning(child)) {
        const exited = once(child, 'exit')
        how(child)
        await exited
      }
      return child?.exitCode ?? null
    },
  }
}

const isRunning = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null

/** Ids of the processes that a process has started and that still run: from Linux itself, elsewhere by pgrep. */
export function childrenOf(pid: number): number[] {
  const listed = existsSync('/proc/self')
    ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    : spawnSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' }).stdout
  return listed.split(/\s+/).filter(Boolean).map(Number)
}
