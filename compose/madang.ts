import type { Db } from 'mongodb'
import { type Config, type RoleName, readConfig } from '../adapters/config/config.ts'
import { loadSecrets, type Secrets } from '../adapters/config/secrets.ts'
import type { AuditStore, EventStore } from '../adapters/event-store/event-store.ts'
import type { SubjectKeys } from '../adapters/event-store/personal-data.ts'
import { SESSION_SECONDS } from '../adapters/http/auth.ts'
import { sessionEnds } from '../adapters/http/session-ends.ts'
import { isHeld } from '../adapters/mongo/lease.ts'
import type { SendCommand } from '../commands/handle.ts'
import { type Clock, createClock } from './clock.ts'
import { createDoor, type Door } from './door.ts'
import { registerHealth } from './health.ts'
import { createApi } from './http.ts'
import { listen } from './listen.ts'
import { registerGauges } from './metrics.ts'
import { installPacks } from './packs.ts'
import { createParts, type Parts } from './parts.ts'
import { leaseOf, type Roles, startRoles } from './roles.ts'
import { connectClients, type Servers, startServers } from './servers.ts'
import { followSessionEnds } from './session-ends.ts'
import { mountWeb } from './web.ts'

/** A running instance. */
export interface Madang {
  /** Where it listens, `http://127.0.0.1:3000`. */
  origin: string
  config: Config
  /** Sends a command without HTTP as of an instant, for the seed. */
  sendAt: (at: string) => SendCommand
  clock: Clock
  shut: Door['shut']
  channels: Parts['channels']
  db: Db
  store: EventStore & AuditStore
  /** Of the people in events and rows: who is erased here is gone from the next answer. */
  keys: SubjectKeys
  /** The present process ids of the embedded servers, by name. */
  pids(): Record<string, number>
  natsUrl: string
  /** Base address of the sandbox of the outside APIs, where it runs. */
  partnersUrl: string | undefined
  stop(): Promise<void>
}

export interface StartOptions {
  env: Record<string, string | undefined>
  /** Leaves the pages out, for tests of the API alone. */
  withoutWeb?: boolean
  onError?: (error: unknown) => void
}

/**
 * Starts an instance and resolves once it listens.
 *
 * @throws Error that says what to do, when a setting, a server or the port does not work
 */
export async function startMadang({ env, withoutWeb = false, onError = console.error }: StartOptions): Promise<Madang> {
  const config = readConfig(env)
  const secrets = await loadSecrets(config.secret, config.data, config.embedded)
  const end = new AbortController()
  const servers = await startServers(config, (why) => end.signal.aborted || onError(new Error(why)))
  const undo: (() => Promise<unknown>)[] = [servers.stop]
  const stop = async () => {
    end.abort()
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return { ...(await open({ config, secrets, servers, withoutWeb, undo, signal: end.signal, onError })), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

interface Opening extends Required<Pick<StartOptions, 'withoutWeb' | 'onError'>> {
  config: Config
  secrets: Secrets
  servers: Servers
  /** Takes what is to be closed, in the order in which it was opened. */
  undo: (() => Promise<unknown>)[]
  signal: AbortSignal
}

async function open(opening: Opening): Promise<Omit<Madang, 'stop'>> {
  const { config, secrets, servers, withoutWeb, undo, signal, onError } = opening
  const clients = await connectClients(servers, secrets, onError)
  undo.push(clients.close)
  const clock = createClock(config.clock)
  const lookups = { hit: 0, miss: 0 }
  const onLookup = (hit: boolean) => {
    lookups[hit ? 'hit' : 'miss'] += 1
  }
  const parts = await createParts({ config, secrets, servers, clients, now: clock.now, onLookup, signal, onError })
  undo.push(parts.closeStudio, parts.flushAi)
  const ends = sessionEnds(SESSION_SECONDS * 1000)
  await followSessionEnds({ db: clients.mongo.db, ends, now: clock.now, signal, onError })
  const { isShut, shut } = createDoor()
  const { app, metrics } = await createApi({ ...parts, config, secrets, clients, ends, isShut, onError })
  const roles: Roles = { stopped: Promise.resolve() }
  const { store, keys, nats, mongo } = clients
  const { db } = mongo
  const heldElsewhere = (role: RoleName) => isHeld(db, leaseOf(role))
  registerHealth(app, { clients, roles, wanted: config.roles, heldElsewhere, isShut })
  registerGauges(metrics, { clients, roles, breakers: parts.breakers, lookups })
  if (!withoutWeb) await mountWeb(app)
  const { origin, close } = await listen(app, config)
  parts.listensAt(origin)
  // Only now: what was left undone may need our own address.
  startRoles(roles, { ...parts, db, store, nats, roles: config.roles, signal, onError })
  if (config.roles.includes('sagas')) await installPacks(parts.send, parts.uploads.storage)
  undo.push(() => roles.stopped, close)
  const pids = () => Object.fromEntries([...servers.embedded].map(([name, { pid }]) => [name, pid]))
  const { natsUrl, partnersUrl } = servers
  const { sendAt, channels } = parts
  return { origin, config, sendAt, clock, shut, channels, db, store, keys, pids, natsUrl, partnersUrl }
}
