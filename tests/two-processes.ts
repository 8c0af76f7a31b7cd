import { rm } from 'node:fs/promises'
import { afterAll, beforeAll } from 'vitest'
import { type Client, createClient } from '../demo/client.ts'
import { launchEmbedded } from '../embedded/launch.ts'
import { settings, startSandbox, temporaryFolder, until } from './instance.ts'
import { mainProcess } from './main-process.ts'
import { openShop } from './shop.ts'

/** Of colleagues. */
export const PASSWORD = 'butter every morning'
/** What signs the tokens of both. */
export const SECRET = 'f2d7a1c94be8036d5e1790ab42c68fd3'

interface Told {
  token: string
  account: { accountId: string; role: string }
  code?: string
  instance?: string
}

/** Two processes on the same servers, for the tests of one file. */
export interface Processes {
  origins: [string, string]
  /** Starts the second one anew. */
  startOther(): Promise<void>
  /** The owner, signed in at the first. */
  shop: Client
}

/** Starts them before the tests of the file, and ends them after. */
export function useTwoProcesses(): Processes {
  const undo: (() => Promise<unknown>)[] = []
  const processes = {} as Processes
  const folderFor = async () => {
    const folder = await temporaryFolder()
    undo.push(() => rm(folder, { recursive: true }))
    return folder
  }
  const launch = async (name: 'eventstore' | 'mongo' | 'nats') => {
    const server = await launchEmbedded(name, ['--data', await folderFor()], (why) => console.error(why))
    undo.push(server.stop)
    return server.port
  }
  beforeAll(async () => {
    const [eventStore, mongo, nats] = await Promise.all([launch('eventstore'), launch('mongo'), launch('nats')])
    const sandbox = await startSandbox()
    undo.push(sandbox.stop)
    const shared = {
      MADANG_SECRET: SECRET,
      EVENTSTORE_URL: `esdb://127.0.0.1:${eventStore}?tls=false`,
      MONGODB_URL: `mongodb://127.0.0.1:${mongo}/madang`,
      NATS_URL: `nats://127.0.0.1:${nats}`,
    }
    const open = async () => {
      const folder = await folderFor()
      const main = mainProcess()
      const stop = () => main.end((child) => child.kill('SIGINT'))
      undo.push(stop)
      const start = async () => (await main.start({ ...settings(folder, sandbox), ...shared })).origin
      return { start, stop }
    }
    const [one, other] = [await open(), await open()]
    const origins: [string, string] = [await one.start(), await other.start()]
    const startOther = async () => {
      await other.stop()
      origins[1] = await other.start()
    }
    Object.assign(processes, { origins, startOther, shop: await openShop(origins[0]) })
  })
  afterAll(async () => {
    for (const step of undo.reverse()) await step()
  })
  return processes
}

/** Posts something and gives the answer, whatever its status. */
export async function answer({ origin }: Pick<Client, 'origin'>, path: string, sent: object, token?: string) {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
  const response = await fetch(`${origin}${path}`, { method: 'POST', headers, body: JSON.stringify(sent) })
  return { status: response.status, body: (await response.json()) as Told }
}

/** Signs in, once the view is at a position, and gives the token; the answer's code where it is refused. */
export function signIn(origin: string, email: string, { password = PASSWORD, position = 0 } = {}): Promise<Told> {
  const path = `/api/v1/sign-in?min-position=${position}`
  return until(async () => {
    const { body } = await answer(createClient(origin), path, { email, password })
    return body.code !== 'READ_MODEL_BEHIND' && body
  }, 'an answer to a sign-in')
}

/** A colleague of the shop with an account of their own, signed in. */
export async function colleagueOf(shop: Client, role: 'staff' | 'auditor' = 'staff') {
  const email = `${crypto.randomUUID()}@bakery.example`
  const { body } = await shop.command('open-account', { role, name: '문가온', email, password: PASSWORD })
  return { email, accountId: String(body.id), ...(await signIn(shop.origin, email, { position: body.position })) }
}

const statusOf = async (origin: string, token: string) => {
  const response = await fetch(`${origin}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  await response.arrayBuffer()
  return response.status
}

/** What both say to who comes with a token. */
export const both = ({ origins }: Processes, token: string): Promise<number[]> =>
  Promise.all(origins.map((origin) => statusOf(origin, token)))

/** Waits until both refuse a token. */
export const refusedInBoth = (processes: Processes, token: string): Promise<unknown> =>
  until(async () => (await both(processes, token)).every((status) => status === 401), 'a refusal by both')
