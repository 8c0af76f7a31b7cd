import { join } from 'node:path'
import type { Config } from '../adapters/config/config.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import { connectEventStore } from '../adapters/event-store/connect.ts'
import type { AuditStore, EventStore } from '../adapters/event-store/event-store.ts'
import type { SubjectKeys } from '../adapters/event-store/personal-data.ts'
import { mongoSubjectKeys, type SubjectKeyRow } from '../adapters/event-store/subject-keys.ts'
import { connectMongo, type Mongo } from '../adapters/mongo/connect.ts'
import { connectNats, type Nats } from '../adapters/nats/connect.ts'
import { eventTypes } from '../domain/index.ts'
import { type EmbeddedName, type LaunchedServer, launchEmbedded } from '../embedded/launch.ts'
import { sagaEventTypes } from '../sagas/saga-events.ts'
import { lockData } from './data-lock.ts'

/** The servers an instance stands on: real ones where an address is given, embedded ones elsewhere. */
export interface Servers {
  eventStoreUrl: string
  mongoUrl: string
  natsUrl: string
  /** Base address of the sandbox of the outside APIs; undefined where every outside API is the real one. */
  partnersUrl: string | undefined
  embedded: Map<EmbeddedName, LaunchedServer>
  stop(): Promise<void>
}

/**
 * @param onEnd told when an embedded server ends by itself; it is started again
 * @throws Error when one does not start, or another instance uses the data folder
 */
export async function startServers(config: Config, onEnd: (why: string) => void): Promise<Servers> {
  const needsSandbox = config.sandbox && !config.sandboxUrl
  const keepsData = !config.eventStoreUrl || !config.mongoUrl || needsSandbox
  const unlock = keepsData ? lockData(config.data) : () => {}
  const embedded: Servers['embedded'] = new Map()
  const start = async (name: EmbeddedName, more: string[] = []) => {
    const server = await launchEmbedded(name, ['--data', join(config.data, name), ...more], onEnd)
    embedded.set(name, server)
    return `127.0.0.1:${server.port}`
  }
  const stop = async () => {
    await Promise.all([...embedded.values()].map((server) => server.stop()))
    unlock()
  }
  const latency = config.sandboxLatencyMs === undefined ? [] : ['--latency-ms', `${config.sandboxLatencyMs}`]
  const starting = await Promise.allSettled([
    config.eventStoreUrl ?? start('eventstore').then((at) => `esdb://${at}?tls=false`),
    config.mongoUrl ?? start('mongo').then((at) => `mongodb://${at}/madang`),
    config.natsUrl ?? start('nats').then((at) => `nats://${at}`),
    needsSandbox ? start('partners', latency).then((at) => `http://${at}`) : config.sandboxUrl,
  ])
  const failed = starting.find((result) => result.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  const [eventStoreUrl = '', mongoUrl = '', natsUrl = '', partnersUrl] = starting.map((result) =>
    result.status === 'fulfilled' ? result.value : undefined,
  )
  return { eventStoreUrl, mongoUrl, natsUrl, partnersUrl, embedded, stop }
}

/** The official clients, connected. */
export interface Clients {
  store: EventStore & AuditStore
  mongo: Mongo
  nats: Nats
  /** Of the people in events and rows. */
  keys: SubjectKeys
  close(): Promise<void>
}

/** @throws Error when a server cannot be reached */
export async function connectClients(
  servers: Servers,
  secrets: Secrets,
  onError: (error: unknown) => void,
): Promise<Clients> {
  const mongo = await connectMongo({ url: servers.mongoUrl })
  const nats = await connectNats({ url: servers.natsUrl, onError })
  const keys = mongoSubjectKeys(mongo.db.collection<SubjectKeyRow>('subject_keys'), secrets.masterKey)
  const types = new Map([...eventTypes, ...sagaEventTypes])
  const store = connectEventStore({ url: servers.eventStoreUrl, types, keys, onError })
  const close = async () => {
    await store.close()
    await Promise.allSettled([nats.close(), mongo.close()])
  }
  return { store, mongo, nats, keys, close }
}
