import type { ChildProcess } from 'node:child_process'

/** The bounds of one process of ours. */
export interface ChildDeadline {
  /** Whether its time ran out. */
  isLate(): boolean
  kill(): void
  /** Takes the bounds away, once it has ended. */
  end(): void
}

/** Kills a process after so many milliseconds, or when the signal aborts. */
export function childDeadline(child: ChildProcess, timeoutMs: number, signal: AbortSignal): ChildDeadline {
  let isLate = false
  const kill = () => void child.kill('SIGKILL')
  const timer = setTimeout(() => {
    isLate = true
    kill()
  }, timeoutMs)
  signal.addEventListener('abort', kill, { once: true })
  return {
    isLate: () => isLate,
    kill,
    end: () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', kill)
    },
  }
}
