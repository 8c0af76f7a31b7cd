import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { EmbeddedServer } from './cli.ts'

const START_MS = 30_000
const STOP_MS = 5_000
const MIN_PAUSE_MS = 50
const MAX_PAUSE_MS = 5_000
/** One that has lived so long did not die of its start. */
const STEADY_MS = 10_000
/** MiB. V8's own grows in steps up to 16 as the load goes on, and shrinks again; that made no server faster. */
const YOUNG_GENERATION = 4
const V8_FLAGS = ['min', 'max'].map((bound) => `--${bound}-semi-space-size=${YOUNG_GENERATION}`)

/** The embedded servers, by the name of their folder. */
export type EmbeddedName = 'eventstore' | 'mongo' | 'nats' | 'partners' | 'ai-double'

/** An embedded server in a process of its own. */
export interface LaunchedServer extends EmbeddedServer {
  /** Id of its present process. */
  readonly pid: number
}

/**
 * Starts an embedded server in a process of its own, so that its work never stands in our event loop's way. It ends
 * with us, even when we are killed: it sees its channel to us close. When it ends without having been asked to, it is
 * started again on the same port and data.
 *
 * @param args command line, `--data` among it
 * @param onEnd told why each time it ends by itself
 * @throws Error when it does not become ready the first time
 */
export async function launchEmbedded(
  name: EmbeddedName,
  args: string[],
  onEnd: (why: string) => void,
): Promise<LaunchedServer> {
  let current = startProcess(name, args)
  const ready = await Promise.race([current.ready, current.ended])
  if (typeof ready === 'string') throw new Error(`the embedded ${name} did not start: ${ready}`)
  const stopping = new AbortController()
  const { signal } = stopping
  const keepUp = async () => {
    for (let pause = MIN_PAUSE_MS; ; pause = Math.min(pause * 2, MAX_PAUSE_MS)) {
      const startedAt = performance.now()
      const why = await current.ended
      if (signal.aborted) return
      onEnd(`the embedded ${name} ended and is started again: ${why}`)
      if (performance.now() - startedAt > STEADY_MS) pause = MIN_PAUSE_MS
      await delay(pause, undefined, { signal }).catch(() => {})
      if (signal.aborted) return
      current = startProcess(name, [...args, '--port', String(ready)])
    }
  }
  const kept = keepUp()
  const stop = async () => {
    stopping.abort()
    const { child } = current
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await kept
    clearTimeout(timer)
  }
  return {
    port: ready,
    get pid() {
      return current.child.pid ?? -1
    },
    stop,
  }
}

interface Process {
  child: ChildProcess
  /** Its port, once it listens. */
  ready: Promise<number>
  /** What it died of, and its last words. */
  ended: Promise<string>
}

function startProcess(name: EmbeddedName, args: string[]): Process {
  const path = fileURLToPath(new URL(`./${name}/main.ts`, import.meta.url))
  // An interrupt on the terminal reaches the whole process group; a group of its own lets us stop it in our order.
  const child = fork(path, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true, execArgv: V8_FLAGS })
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-4_000)
  })
  const silent = setTimeout(() => child.kill('SIGKILL'), START_MS)
  child.once('message', () => clearTimeout(silent))
  child.once('exit', () => clearTimeout(silent))
  return {
    child,
    ready: once(child, 'message').then(([message]) => (message as { ready: number }).ready),
    ended: once(child, 'exit').then(([code, signal]) => `${signal ?? `code ${code}`} ${stderr}`.trim()),
  }
}
