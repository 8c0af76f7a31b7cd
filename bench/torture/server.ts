import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

export interface Running {
  port: number
  /** Ends it with SIGKILL, in the midst of whatever it does. */
  kill(): Promise<void>
}

/** Starts an embedded server in a process of its own. Throws when it ends before it listens. */
export async function startServer(name: 'eventstore' | 'mongo' | 'nats', ...flags: string[]): Promise<Running> {
  const path = fileURLToPath(new URL(`../../embedded/${name}/main.ts`, import.meta.url))
  const child = fork(path, flags, { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const exited = once(child, 'exit')
  const failed = exited.then(([code, signal]) => Promise.reject(new Error(`${name} ended with ${signal ?? code}`)))
  failed.catch(() => {})
  const [message] = await Promise.race([once(child, 'message'), failed])
  const kill = async () => {
    child.kill('SIGKILL')
    await exited
  }
  return { port: (message as { ready: number }).ready, kill }
}

/**
 * Kills a server under its workers, so many milliseconds after they have `begun`, and says what those were told that did
 * not merely lose their connection: a server that is killed has no time to refuse anything.
 *
 * @param isLoss whether an error means that the server is gone
 */
export async function killUnder(
  server: Running,
  workers: Promise<never>[],
  begun: () => boolean,
  life: number,
  isLoss: (error: unknown) => boolean,
): Promise<string[]> {
  let over = false
  const ended = Promise.allSettled(workers).finally(() => {
    over = true
  })
  while (!begun() && !over) await delay(5)
  await Promise.race([delay(life), ended])
  await server.kill()
  const reasons = (await ended).map((settled) => settled.status === 'rejected' && settled.reason)
  return reasons.filter((reason) => !isLoss(reason)).map((reason) => `a worker was told: ${reason}`)
}
