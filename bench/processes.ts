import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A file that is run as a process of its own. */
export type LoadFile = `load/${string}.ts` | 'emmett/server.js'

function start(file: LoadFile, job: object) {
  const path = fileURLToPath(new URL(file, import.meta.url))
  const child = fork(path, { serialization: 'advanced', execArgv: [] })
  const failed = once(child, 'exit').then(([code, signal]) => {
    throw new Error(`bench/${file} ended with ${signal ?? code}`)
  })
  failed.catch(() => {})
  child.send(job)
  const next = () => Promise.race([once(child, 'message').then(([answer]) => answer as unknown), failed])
  return { child, next }
}

/** Runs a load in a process of its own, so that it does not stand in the way of what it measures; gives its answer. */
export async function runLoad<Answer>(file: LoadFile, job: object): Promise<Answer> {
  const { child, next } = start(file, job)
  const answer = await next()
  child.kill()
  return answer as Answer
}

/** Starts a load that says when it is ready, and answers later. */
export async function startLoad<Answer>(file: LoadFile, job: object): Promise<{ answer: Promise<Answer> }> {
  const { child, next } = start(file, job)
  await next()
  return { answer: next().finally(() => child.kill()) as Promise<Answer> }
}

/** Starts a server in a process of its own. */
export async function startServer(file: LoadFile, job: object): Promise<{ origin: string; stop(): Promise<void> }> {
  const { child, next } = start(file, job)
  const { port } = (await next()) as { port: number }
  const stop = async () => {
    const ended = once(child, 'exit')
    child.kill()
    await ended
  }
  return { origin: `http://127.0.0.1:${port}`, stop }
}

/** What a load process does: takes one job, gives one answer. */
export async function asLoad<Job>(work: (job: Job) => Promise<object>): Promise<void> {
  const [job] = await once(process, 'message')
  process.send?.(await work(job as Job))
}

/** Resident memory of a process in MiB (Linux). */
export const memoryMiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024
