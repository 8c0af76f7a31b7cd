import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { launchEmbedded } from '../embedded/launch.ts'
import { mainProcess } from './main-process.ts'

/** A post as the sandbox of the outside APIs has it on record. */
export interface Post {
  partner: string
  reference: string
  postId: string
  takenDownAt?: string
}

/** A sandbox of the outside APIs in a process of its own, which outlives the instances that use it. */
export interface Sandbox {
  url: string
  /** Scripts what becomes of the next posts at a partner. */
  script(partner: string, behaviours: object[], operation?: string): Promise<unknown>
  forget(): Promise<unknown>
  /** The posts of a distribution, taken down or not. */
  posts(distributionId: string): Promise<Post[]>
  /** Every request for a post that has come so far. */
  postings(): Promise<{ outcome: string | null }[]>
  /** How many of them are neither carried out nor refused yet. */
  inFlight(): Promise<number>
  stop(): Promise<void>
}

const POSTING: Record<string, string> = { instagram: 'publish' }

/** Starts a sandbox that answers at once. */
export async function startSandbox(): Promise<Sandbox> {
  const server = await launchEmbedded('partners', ['--latency-ms', '0'], (why) => console.error(why))
  const url = `http://127.0.0.1:${server.port}`
  const control = async (method: string, path: string, body?: object) => {
    const sent = body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}
    const response = await fetch(`${url}/control${path}`, { method, ...sent })
    if (!response.ok) throw new Error(`the sandbox's ${path} answered ${response.status}`)
    return response.json() as Promise<{ posts: Post[]; requests: { operation: string; outcome: string | null }[] }>
  }
  const postings = async () =>
    (await control('GET', '/requests')).requests.filter(({ operation }) => /^(create|publish)$/.test(operation))
  return {
    url,
    script: (partner, behaviours, operation = POSTING[partner] ?? 'create') =>
      control('POST', '/script', { partner, operation, behaviours }),
    forget: () => control('DELETE', '/script'),
    posts: async (distributionId) =>
      (await control('GET', '/record')).posts.filter(({ reference }) => reference.startsWith(distributionId)),
    postings,
    inFlight: async () => (await postings()).filter(({ outcome }) => outcome === null).length,
    stop: server.stop,
  }
}

/** An instance as its own process, which can be killed and started again on the same data. */
export interface Instance {
  origin: string
  data: string
  /** Ids of its process and its embedded servers'. */
  pids(): number[]
  /** SIGKILL, to it alone unless told the ids. */
  kill(pids?: number[]): Promise<void>
  /** Asks it to stop; gives the exit code. */
  stop(): Promise<number | null>
  /** @param ahead milliseconds to set its clock ahead: the time that it was down */
  start(ahead?: number): Promise<void>
  /** Ends what is left, and removes the data. */
  remove(): Promise<void>
}

/** Two in the afternoon in Korea, when no channel keeps quiet hours. */
export const AFTERNOON = Date.parse(`${new Date().toISOString().slice(0, 10)}T05:00:00.000Z`)

/** Settings of an instance for tests, on a folder; its clock goes on over restarts. */
export function settings(data: string, sandbox: Sandbox, ahead = 0): Record<string, string> {
  const clock = AFTERNOON + (performance.now() + ahead)
  return {
    PORT: '0',
    MADANG_DATA: data,
    MADANG_SEED: 'false',
    MADANG_ACCESS_LOG: 'false',
    MADANG_SANDBOX_URL: sandbox.url,
    MADANG_CLOCK: new Date(clock).toISOString(),
    MADANG_CALLS_PER_MINUTE: '100000',
    MADANG_PUBLIC_CALLS_PER_MINUTE: '100000',
  }
}

export const temporaryFolder = (): Promise<string> => mkdtemp(join(tmpdir(), 'madang-test-'))

export async function startInstance(sandbox: Sandbox): Promise<Instance> {
  const data = await temporaryFolder()
  const main = mainProcess()
  let ahead = 0
  const instance: Instance = {
    origin: '',
    data,
    pids: main.pids,
    kill: async (pids) => {
      await main.end((child) => {
        for (const pid of pids ?? [child.pid as number]) process.kill(pid, 'SIGKILL')
      })
    },
    stop: () => main.end((child) => child.kill('SIGINT')),
    start: async (more = 0) => {
      ahead += more
      instance.origin = (await main.start(settings(data, sandbox, ahead))).origin
    },
    remove: async () => {
      const left = main.pids()
      await instance.kill()
      await until(async () => left.every((pid) => !isAlive(pid)), 'the end of every process')
      await rm(data, { recursive: true })
    },
  }
  await instance.start().catch(async (error) => {
    await instance.remove()
    throw error
  })
  return instance
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Looks until there is something to see, and gives that. */
export async function until<T>(look: () => Promise<T | undefined | false>, what: string, timeoutMs = 100_000) {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    const seen = await look()
    if (seen) return seen
    if (performance.now() > deadline) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`)
    await delay(50)
  }
}
