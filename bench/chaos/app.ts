import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { type Running, runMain } from '../../demo/instance.ts'

/** An application process that is kept up: whenever it ends it is started again on the same port. */
export interface App {
  readonly origin: string
  /** Id of its present process. */
  readonly pid: number
  /** How often it has been started. */
  readonly starts: number
  /** SIGKILL; it stays away for so long. */
  kill(downMs: number): void
  stop(): Promise<void>
}

/**
 * @param settings made anew for each start, as the clock has gone on
 * @param log takes everything it prints
 * @throws Error when it does not start the first time
 */
export async function keepApp(settings: () => Record<string, string>, log: (text: string) => void): Promise<App> {
  const stopping = new AbortController()
  const { signal } = stopping
  let [port, downMs, starts] = ['0', 0, 0]
  const start = (): Running & { ended: Promise<unknown> } => {
    starts += 1
    const running = runMain({ ...settings(), PORT: port })
    running.child.stderr?.on('data', (chunk: Buffer) => log(chunk.toString()))
    return { ...running, ended: once(running.child, 'exit') }
  }
  let current = start()
  const { origin } = await current.ready
  port = new URL(origin).port
  const keepUp = async () => {
    while (!signal.aborted) {
      await current.ended
      if (signal.aborted) return
      await delay(downMs, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      downMs = 0
      current = start()
      const { child, ready } = current
      // What it cannot reach now it may reach the next time.
      ready.catch((error: unknown) => {
        log(String(error))
        child.kill('SIGKILL')
      })
    }
  }
  const kept = keepUp()
  return {
    origin,
    get pid() {
      return current.child.pid ?? -1
    },
    get starts() {
      return starts
    },
    kill: (forMs) => {
      downMs = forMs
      current.child.kill('SIGKILL')
    },
    stop: async () => {
      stopping.abort()
      current.child.kill('SIGTERM')
      await current.ended
      await kept
    },
  }
}
