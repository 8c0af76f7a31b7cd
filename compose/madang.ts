import type { AddressInfo } from 'node:net'
import { readConfig } from '../adapters/config/config.ts'
import { loadSecrets } from '../adapters/config/secrets.ts'
import { isHeld } from '../adapters/mongo/lease.ts'
import { createBreakers } from '../adapters/resilience/breakers.ts'
import { handleCommand, type SendCommand } from '../commands/handle.ts'
import { postHandlers } from '../sagas/channel-post-handlers.ts'
import { recommendationHandlers } from '../sagas/recommendation-handlers.ts'
import { commandHandler, sendAsSaga } from '../sagas/send-as-saga.ts'
import { accountsOf } from './accounts.ts'
import { connectBusinessRegistry } from './business-registry.ts'
import { registerHealth } from './health.ts'
import { createApi } from './http.ts'
import { registerGauges } from './metrics.ts'
import { connectRecommender } from './recommender.ts'
import { startRoles } from './roles.ts'
import { connectClients, startServers } from './servers.ts'
import { connectChannels, prepareServices } from './services.ts'
import { mountWeb } from './web.ts'

/** A running instance. */
export interface Madang {
  /** Where it listens, `http://127.0.0.1:3000`. */
  origin: string
  /** Sends a command without HTTP, for the seed. */
  send: SendCommand
  /** Process ids of the embedded servers, by name. */
  pids: Record<string, number>
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
  const secrets = await loadSecrets(config.secret, config.data, config.sandbox)
  const end = new AbortController()
  const servers = await startServers(config, (why) => end.signal.aborted || onError(new Error(why)))
  const clients = await connectClients(servers, secrets, onError).catch(async (error) => {
    await servers.stop()
    throw error
  })
  const { db } = clients.mongo
  const breakers = createBreakers()
  const channels = connectChannels(config, servers.partnersUrl, breakers)
  let listening = ''
  const publicOrigin = () => config.publicOrigin ?? listening
  const now = () => new Date().toISOString()
  const recommender = await connectRecommender(config, db, breakers)
  const services = prepareServices({
    config,
    secrets,
    channels,
    publicOrigin,
    verifyBusiness: await connectBusinessRegistry(config, servers.partnersUrl, db, breakers),
    cachedPlans: recommender.cachedPlans,
    isEmailTaken: accountsOf(db).isEmailTaken,
  })
  const send: SendCommand = (request) => handleCommand({ store: clients.store, now, services }, request)
  const asSaga = sendAsSaga(send)
  const handlers = {
    command: commandHandler(asSaga) as never,
    ...(postHandlers({ channels, send: asSaga, now }) as Record<string, never>),
    ...(recommendationHandlers(recommender, asSaga) as Record<string, never>),
  }
  const { app, metrics } = await createApi({ config, secrets, clients, channels, send, publicOrigin, onError })
  const roles = startRoles({
    db,
    store: clients.store,
    nats: clients.nats,
    handlers,
    roles: config.roles,
    signal: end.signal,
    onError,
  })
  registerHealth(app, { clients, roles, wanted: config.roles, heldElsewhere: (role) => isHeld(db, role) })
  registerGauges(metrics, { clients, roles, breakers })
  const stop = async () => {
    end.abort()
    await app.close()
    await roles.stopped
    await clients.close()
    await servers.stop()
  }
  try {
    if (!withoutWeb) await mountWeb(app, `http://127.0.0.1:${config.port}`)
    await app.listen({ port: config.port, host: config.host })
  } catch (error) {
    await stop()
    throw error
  }
  const { port } = app.server.address() as AddressInfo
  listening = `http://${config.host === '0.0.0.0' ? '127.0.0.1' : config.host}:${port}`
  process.env.MADANG_API_ORIGIN = listening
  const pids = Object.fromEntries([...servers.embedded].map(([name, { pid }]) => [name, pid]))
  return { origin: listening, send, pids, partnersUrl: servers.partnersUrl, stop }
}
