import type { FastifyInstance } from 'fastify'
import type { Db } from 'mongodb'
import { afterAll, beforeAll } from 'vitest'
import { embedLocally, LOCAL_EMBEDDING_MODEL } from '../adapters/ai/local-embedder.ts'
import { connectEventStore } from '../adapters/event-store/connect.ts'
import type { AuditStore, EventStore } from '../adapters/event-store/event-store.ts'
import { keysInMemory } from '../adapters/event-store/keys.harness.ts'
import type { SubjectKeys } from '../adapters/event-store/personal-data.ts'
import { type Actor, type KnownTokens, knownTokens, signToken } from '../adapters/http/auth.ts'
import { createServer } from '../adapters/http/server.ts'
import { type SessionEnds, sessionEnds } from '../adapters/http/session-ends.ts'
import { embeddedRetriever } from '../adapters/knowledge/embedded-retriever.ts'
import type { PassageRow } from '../adapters/knowledge/passage.ts'
import { connectMongo } from '../adapters/mongo/connect.ts'
import { connectNats, type Nats } from '../adapters/nats/connect.ts'
import { ChannelId } from '../domain/channel.ts'
import { eventTypes } from '../domain/index.ts'
import { startEventStore } from '../embedded/eventstore/server.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import { startNats } from '../embedded/nats/server.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import { forgetLooks } from '../projections/positions.ts'
import type { Row } from '../projections/rows/row.ts'
import { viewSubject } from '../projections/subjects.ts'
import { collectionName } from '../projections/view.ts'
import { views } from '../projections/views.ts'
import { scopeOf } from './assistant-access.ts'
import { type LiveLimits, registerLive } from './live.ts'
import type { ChannelRules } from './preflight.ts'
import type { ViewName, Views } from './read-model.ts'
import { registerQueries } from './routes.ts'

export const NOW = '2026-11-21T03:00:00.000Z'
export const TOKEN_SECRET = Buffer.alloc(32, 7)

export interface World {
  app: FastifyInstance
  origin: string
  db: Db
  nats: Nats
  store: EventStore & AuditStore
  storeUrl: string
  keys: SubjectKeys
  /** Ends live streams, and no tokens. */
  ends: SessionEnds
  tokens: KnownTokens
  /** Forgets everybody. */
  eraseAll(): void
  /** Asks as somebody; without an actor, as the public. */
  get(path: string, actor?: Actor, headers?: Record<string, string>): Promise<Response>
  /** Asks what belongs into no address. */
  post(path: string, body: object, actor?: Actor): Promise<Response>
  /** Writes a row as the projections do, without telling anybody. */
  put<V extends ViewName>(view: V, row: Views[V]): Promise<void>
  /** The news of a row, as the projections publish it. */
  tell<V extends ViewName>(view: V, row: Views[V]): Promise<void>
  /** Says that every view has come to a position, which is known at once. */
  reach(position: number): Promise<void>
}

export const actorOf = (merchantId: string, role: Actor['role'] = 'owner'): Actor => ({
  accountId: `${merchantId}-${role}`,
  merchantId,
  role,
  name: '김하늘',
})

/** A channel that holds until noon and finds every title too long. */
const strict: ChannelRules = {
  mode: 'direct',
  preflight: () => [{ code: 'TITLE_TOO_LONG', params: { most: 10 } }],
  holdUntil: () => '2026-11-21T12:00:00.000Z',
}
const lenient: ChannelRules = { mode: 'assisted', preflight: () => [], holdUntil: () => undefined }

/** Names entries as everybody does, but for anybody to read. */
export const entryIdOf = (promotionId: string, phone: string): string => `${promotionId}.of${phone}`

/** Names the only account of an address after it, for anybody to read. */
const accountIdsOf = (email: string): string[] => [email.split('@')[0] ?? '']

async function startServers() {
  const mongo = await startMongo({ port: 0, data: ':memory:' })
  const nats = await startNats({ port: 0 })
  const eventStore = await startEventStore({ port: 0, data: ':memory:' })
  const stop = async () => void (await Promise.all([mongo.stop(), nats.stop(), eventStore.stop()]))
  return { mongo, nats, eventStore, stop }
}

/** The read side on real servers, for the tests of one file; `prepare` adds to the app before it listens. */
export function readSideForTests(
  limits: Partial<LiveLimits> = {},
  prepare: (app: FastifyInstance, world: World) => unknown = () => {},
): World {
  const held = new Map<string, Buffer>()
  const world = {
    keys: keysInMemory(held),
    eraseAll: () => held.clear(),
    ends: sessionEnds(60_000),
    tokens: knownTokens(TOKEN_SECRET, { isOver: () => false }),
  } as World
  let close = async () => {}
  beforeAll(async () => {
    const servers = await startServers()
    const mongo = await connectMongo({ url: `mongodb://127.0.0.1:${servers.mongo.port}` })
    const nats = await connectNats({ url: `nats://127.0.0.1:${servers.nats.port}` })
    const url = `esdb://127.0.0.1:${servers.eventStore.port}?tls=false`
    const store = connectEventStore({ url, types: eventTypes, keys: world.keys, onError: () => {} })
    const app = await createServer({
      tokens: world.tokens,
      callsPerMinute: 10_000,
      publicCallsPerMinute: 10_000,
      accessLog: false,
    })
    Object.assign(world, { app, db: mongo.db, nats, store, storeUrl: url, ...talk(world) })
    const channels = new Map(ChannelId.options.map((id) => [id, id === 'naver-blog' ? lenient : strict]))
    const publicOrigin = () => 'https://madang.example'
    const retriever = embeddedRetriever({
      passages: mongo.db.collection<PassageRow>('passages'),
      scopeOf: (query) => scopeOf(mongo.db, query),
      embed: async (texts) => ({ vectors: embedLocally(texts), model: LOCAL_EMBEDDING_MODEL }),
      onError: console.error,
    })
    const { keys } = world
    const now = () => NOW
    const names = { entryIdOf, accountIdsOf, publicOrigin }
    registerQueries(app, { db: mongo.db, keys, store, channels, retriever, ...names, now })
    registerLive(app, { db: mongo.db, nats, ends: world.ends, onError: () => {}, limits })
    await prepare(app, world)
    world.origin = await app.listen({ host: '127.0.0.1', port: 0 })
    close = async () => {
      await app.close()
      await Promise.all([nats.close(), store.close(), mongo.close()])
      await servers.stop()
    }
  })
  afterAll(() => close())
  return world
}

function talk(world: World): Pick<World, 'get' | 'post' | 'put' | 'tell' | 'reach'> {
  const collection = (view: string) => {
    const known = views.find(({ name }) => name === view)
    if (!known) throw new Error(`there is no view ${view}`)
    return world.db.collection<Row>(collectionName(known))
  }
  const bearer = async (actor: Actor | undefined): Promise<Record<string, string>> =>
    actor ? { authorization: `Bearer ${await signToken(actor, TOKEN_SECRET)}` } : {}
  return {
    get: async (path, actor, headers = {}) =>
      fetch(`${world.origin}${path}`, { headers: { ...(await bearer(actor)), ...headers } }),
    post: async (path, body, actor) => {
      const headers = { ...(await bearer(actor)), 'content-type': 'application/json' }
      return fetch(`${world.origin}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    },
    put: async (view, row) => {
      await collection(view).replaceOne({ _id: row._id }, row, { upsert: true })
    },
    tell: async (view, row) => {
      world.nats.publish(viewSubject(row.merchantId, view, row._id), JSON.stringify(row))
      await world.nats.flush()
    },
    reach: async (position) => {
      for (const view of views) {
        const at = { position, at: new Date(Date.parse(NOW)) }
        await checkpointsOf(world.db).updateOne({ _id: collectionName(view) }, { $set: at }, { upsert: true })
      }
      forgetLooks(world.db)
    },
  }
}
