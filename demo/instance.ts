import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const START_MS = 180_000
const STOP_MS = 20_000
const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A Madang of its own in a process of its own, on a free port and a temporary folder. */
export interface Instance {
  origin: string
  /** Control address of the sandbox that stands in for the outside APIs. */
  sandbox: string
  /** @returns the process's exit code */
  stop(): Promise<number | null>
}

/**
 * Starts an empty instance whose clock stands in the afternoon, so that no channel keeps its quiet hours.
 *
 * @param more settings beside its own
 * @throws Error with what it printed when it does not become ready
 */
export async function startInstance(more: Record<string, string> = {}): Promise<Instance> {
  const data = await mkdtemp(join(tmpdir(), 'madang-demo-'))
  const today = new Date().toISOString().slice(0, 10)
  const settings = { PORT: '0', MADANG_DATA: data, MADANG_SEED: 'false', MADANG_CLOCK: `${today}T05:00:00.000Z` }
  const limits = { MADANG_SANDBOX_LATENCY_MS: '120', MADANG_CALLS_PER_MINUTE: '600' }
  const { child, ready } = runMain({ ...settings, ...limits, ...more })
  const stop = async () => {
    const exited = child.exitCode === null ? once(child, 'exit', { signal: AbortSignal.timeout(STOP_MS) }) : undefined
    child.kill('SIGINT')
    await exited
    await rm(data, { recursive: true, force: true })
    return child.exitCode
  }
  const addresses = await ready.catch(async (error) => {
    await stop()
    throw error
  })
  return { ...addresses, stop }
}

/** What an instance prints when it is ready. */
export interface Ready extends Pick<Instance, 'origin' | 'sandbox'> {
  /** Milliseconds by which its clock is ahead of the real one. */
  ahead: number
}

/** `main.ts` in a process of its own. */
export interface Running {
  child: ChildProcess
  /** Rejects with what it printed when it does not become ready. */
  ready: Promise<Ready>
}

/** @param settings beside those of this process's environment */
export function runMain(settings: Record<string, string>): Running {
  const env = { ...process.env, ...settings }
  const child = spawn(process.execPath, ['main.ts'], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ready = readUntil(child, /sandbox\s+(http:\S+)/).then((printed) => ({
    origin: /ready at (http:\S+)/.exec(printed)?.[1] ?? '',
    sandbox: /sandbox\s+(http:\S+)/.exec(printed)?.[1] ?? '',
    ahead: Date.parse(/clock\s+(\S+)/.exec(printed)?.[1] ?? '') - Date.now() || 0,
  }))
  return { child, ready }
}

function readUntil(child: ChildProcess, mark: RegExp): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let printed = ''
  const timer = setTimeout(() => reject(new Error(`not ready within ${START_MS} ms:\n${printed}`)), START_MS)
  const read = (chunk: Buffer) => {
    printed += chunk.toString()
    if (mark.test(printed)) resolve(printed)
  }
  child.stdout?.on('data', read)
  child.stderr?.on('data', read)
  // Not at its exit: the last words may still be on their way then.
  child.once('close', () => reject(new Error(`the instance ended:\n${printed}`)))
  return promise.finally(() => clearTimeout(timer))
}
