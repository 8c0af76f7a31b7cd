import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { EmbeddedServer } from './cli.ts'

const START_MS = 30_000
const STOP_MS = 5_000

/** The embedded servers, by the name of their folder. */
export type EmbeddedName = 'eventstore' | 'mongo' | 'nats' | 'partners'

/**
 * Starts an embedded server in a process of its own, so that its work never stands in our event loop's way. It ends
 * with us, even when we are killed: it sees its channel to us close.
 *
 * @param args command line, `--port` and `--data` among it
 * @param onExit called when it ends without having been asked to
 * @throws Error when it does not become ready
 */
export async function launchEmbedded(
  name: EmbeddedName,
  args: string[],
  onExit: (why: string) => void,
): Promise<EmbeddedServer & { pid: number }> {
  const path = fileURLToPath(new URL(`./${name}/main.ts`, import.meta.url))
  // An interrupt on the terminal reaches the whole process group; a group of its own lets us stop it in our order.
  const child = fork(path, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], detached: true, execArgv: [] })
  let stderr = ''
  child.stderr?.on('data', (chunk) => {
    stderr = `${stderr}${chunk}`.slice(-4_000)
  })
  const exited = once(child, 'exit')
  const ready = once(child, 'message', { signal: AbortSignal.timeout(START_MS) })
  const first = await Promise.race([ready, exited.then(() => undefined)])
  if (!first) throw new Error(`the embedded ${name} did not start:\n${stderr}`)
  const port = (first[0] as { ready: number }).ready
  let stopping = false
  void exited.then(([code, signal]) => stopping || onExit(`the embedded ${name} ended (${signal ?? code}) ${stderr}`))
  const stop = async () => {
    stopping = true
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    await exited
    clearTimeout(timer)
  }
  return { port, pid: child.pid ?? -1, stop }
}
