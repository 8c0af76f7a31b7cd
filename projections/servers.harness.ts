import { setTimeout as delay } from 'node:timers/promises'
import { connectEventStore } from '../adapters/event-store/connect.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { keysInMemory } from '../adapters/event-store/keys.harness.ts'
import { connectMongo, type Mongo } from '../adapters/mongo/connect.ts'
import { eventTypes } from '../domain/index.ts'
import type { EmbeddedServer } from '../embedded/cli.ts'
import { startEventStore } from '../embedded/eventstore/server.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import type { EventType } from './event.ts'
import { type Data, NOON } from './harness.ts'

/** Real servers for a test file, with a new database each time one is asked for. */
export interface Servers {
  eventStore: EventStore
  mongo: Mongo
  eventServer: EmbeddedServer
  mongoServer: EmbeddedServer
  append<T extends EventType>(stream: string, type: T, data: Data<T>): Promise<number>
  errors: unknown[]
  stop(): Promise<void>
}

export async function startServers(data = ':memory:'): Promise<Servers> {
  const eventServer = await startEventStore({ port: 0, data, synchronous: 'NORMAL' })
  const mongoServer = await startMongo({ port: 0, data: data === ':memory:' ? data : `${data}/mongo` })
  const mongo = await connectMongo({ url: `mongodb://127.0.0.1:${mongoServer.port}`, timeoutMs: 1_000 })
  const errors: unknown[] = []
  const eventStore = connectEventStore({
    url: `esdb://127.0.0.1:${eventServer.port}?tls=false`,
    types: eventTypes,
    keys: keysInMemory(),
    onError: (error) => errors.push(error),
  })
  const append: Servers['append'] = async (stream, type, given) => {
    const at = given.at ?? NOON
    const { revision, hash } = await eventStore.readStream(stream)
    const merchantId = 'merchantId' in given ? String(given.merchantId) : 'shop'
    const ids = { correlationId: crypto.randomUUID(), causationId: 'test' }
    const cause = { ...ids, merchantId, actor: 'owner', now: at }
    const appended = await eventStore.append(stream, { revision, hash }, [{ type, data: { ...given, at } }], cause)
    return appended.position
  }
  const stop = async () => {
    await eventStore.close()
    await mongo.close()
    await eventServer.stop()
    await mongoServer.stop()
  }
  return { eventStore, mongo, eventServer, mongoServer, append, errors, stop }
}

export async function until(holds: () => boolean | Promise<boolean>, timeoutMs = 60_000): Promise<void> {
  for (const end = Date.now() + timeoutMs; !(await holds()); await delay(2))
    if (Date.now() > end) throw new Error('it did not come about in time')
}
