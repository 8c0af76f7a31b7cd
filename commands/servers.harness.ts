import { afterAll, beforeAll } from 'vitest'
import { deriveSecrets } from '../adapters/config/secrets.ts'
import { connectEventStore } from '../adapters/event-store/connect.ts'
import type { AuditStore, EventStore } from '../adapters/event-store/event-store.ts'
import { createStreamMemory, type StreamMemory } from '../adapters/event-store/stream-memory.ts'
import { mongoSubjectKeys, type SubjectKeyRow } from '../adapters/event-store/subject-keys.ts'
import type { Actor } from '../adapters/http/auth.ts'
import { connectMongo } from '../adapters/mongo/connect.ts'
import type { MediaFile } from '../domain/creative.ts'
import { past } from '../domain/given.ts'
import { eventTypes } from '../domain/index.ts'
import { startEventStore } from '../embedded/eventstore/server.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import { accountIdsOf } from './account-ids.ts'
import { type CommandResult, handleCommand } from './handle.ts'
import type { BusinessCheck, PrepareServices, Upload } from './preparation.ts'

export const SECRETS = deriveSecrets('a secret for tests only, and long enough')
export const PUBLIC: Actor = { accountId: 'public', merchantId: '', role: 'public', name: '' }
export const actorOf = (merchantId: string, role: Actor['role'] = 'owner'): Actor => ({
  accountId: `${merchantId}-${role}`,
  merchantId,
  role,
  name: '김하늘',
})
export const SHOP = {
  shopName: '달빛카페',
  trade: 'cafe',
  region: 'daegu',
  businessNumber: '120-81-47521',
  openedOn: '2020-03-02',
  ownerName: '김하늘',
  password: 'a long password',
}
export const DRAFT = past('PromotionRevised').data.changes as Record<string, unknown>

export const PICTURE: MediaFile = {
  hash: 'ab'.repeat(32),
  mime: 'image/jpeg',
  width: 1200,
  height: 630,
  bytes: 90_000,
}

/** What the outside says, for each test to set. */
export interface Outside {
  business: BusinessCheck
  taken: Set<string>
  /** Open accounts by their id. */
  accounts: Map<string, { merchantId: string; email: string }>
  plans: Awaited<ReturnType<PrepareServices['cachedPlans']>>
  refusing: Set<string>
  pictures: Awaited<ReturnType<PrepareServices['keptContent']>>
  entrants: string[]
  /** Uploaded documents by merchant and hash. */
  uploads: Map<string, Upload>
  asked: string[]
  now: string
}
export interface World {
  store: EventStore & AuditStore
  outside: Outside
  services: PrepareServices
  /** Sends a command; the key is made up when left out. */
  send(actor: Actor, type: string, input: unknown, key?: string): Promise<CommandResult>
  /** The same from another process, which remembers streams by itself. */
  elsewhere(): World['send']
  /** A registered shop's owner. */
  shop(): Promise<Actor>
  /** Approves the picture for links, as if it had been made before; gives the content's id. */
  approvePictures(owner: Actor, promotionId: string): Promise<string>
  /** A promotion of the owner's, as far as asked. */
  promotion(owner: Actor, until?: 'draft' | 'running'): Promise<string>
}

function servicesOf(outside: Outside): PrepareServices {
  return {
    verifyBusiness: async () => {
      outside.asked.push('tax office')
      return outside.business
    },
    cachedPlans: async () => outside.plans,
    invalidatePlans: async () => void outside.asked.push('invalidate'),
    entrantsOf: async () => outside.entrants,
    entriesOf: async () => outside.entrants,
    uploadOf: async (merchantId, hash) => outside.uploads.get(`${merchantId}/${hash}`),
    assistantVersion: async () => 1,
    imageModel: () => 'local',
    keptContent: async () => outside.pictures,
    randomSeed: () => '5eed',
    accountOf: async (email) => {
      const [accountId = ''] = accountIdsOf(email, SECRETS.keyedHash)
      return { accountId, isTaken: outside.taken.has(accountId) }
    },
    keyedHash: SECRETS.keyedHash,
    hashPassword: async (password) => `hash of ${password.length} characters`,
    accountById: async (accountId) => outside.accounts.get(accountId),
    isPassword: async (_accountId, password) => password === SHOP.password,
    preflight: (channel) => (outside.refusing.has(channel) ? [{ code: 'TITLE_TOO_LONG' }] : []),
    publicOrigin: () => 'https://madang.example',
  }
}

/** The command handler on a real store, for the tests of one file. */
export function worldForTests(): World {
  const world = {} as World
  let stop = async () => {}
  beforeAll(async () => {
    const eventStore = await startEventStore({ port: 0, data: ':memory:' })
    const mongoServer = await startMongo({ port: 0, data: ':memory:' })
    const mongo = await connectMongo({ url: `mongodb://127.0.0.1:${mongoServer.port}` })
    const keys = mongoSubjectKeys(mongo.db.collection<SubjectKeyRow>('subject_keys'), SECRETS.masterKey)
    const url = `esdb://127.0.0.1:${eventStore.port}?tls=false`
    const store = connectEventStore({ url, types: eventTypes, keys, onError: () => {} })
    const outside: Outside = {
      business: 'verified',
      taken: new Set(),
      accounts: new Map(),
      plans: undefined,
      refusing: new Set(),
      pictures: undefined,
      entrants: [],
      uploads: new Map(),
      asked: [],
      now: '2026-11-21T03:00:00.000Z',
    }
    const memory = createStreamMemory(store)
    const services = servicesOf(outside)
    Object.assign(world, { store, outside, services, ...wordsOf(world, services, memory) })
    stop = async () => {
      await Promise.all([store.close(), mongo.close()])
      await Promise.all([eventStore.stop(), mongoServer.stop()])
    }
  })
  afterAll(() => stop())
  return world
}

function wordsOf(
  world: World,
  services: PrepareServices,
  memory: StreamMemory,
): Pick<World, 'send' | 'elsewhere' | 'shop' | 'promotion' | 'approvePictures'> {
  const sendWith =
    (memory: StreamMemory): World['send'] =>
    (actor, type, input, key) => {
      const { store, outside } = world
      return handleCommand(
        { store, memory, services, now: () => outside.now },
        { type, input, actor, ...(key === undefined ? {} : { idempotencyKey: key }) },
      )
    }
  const send = sendWith(memory)
  const elsewhere = () => sendWith(createStreamMemory(world.store))
  const shop = async () => {
    const email = `${crypto.randomUUID()}@dalbit.example`
    const { id } = await send(PUBLIC, 'RegisterMerchant', { ...SHOP, email })
    return actorOf(id)
  }
  const approvePictures: World['approvePictures'] = async (owner, promotionId) => {
    world.outside.pictures = { made: [{ piece: 'link', file: PICTURE, lineage: { model: 'local', kept: true } }] }
    const { id: contentId } = await send(owner, 'RequestContent', { promotionId, style: 'paper', channels: [] })
    world.outside.pictures = undefined
    await send(owner, 'ApproveContent', { promotionId, contentId })
    return contentId
  }
  const promotion: World['promotion'] = async (owner, until = 'draft') => {
    const { id: promotionId } = await send(owner, 'CreatePromotion', { purpose: 'regulars' })
    await send(owner, 'RevisePromotion', { promotionId, ...DRAFT })
    if (until === 'running') await approvePictures(owner, promotionId)
    if (until === 'running') await send(owner, 'LaunchPromotion', { promotionId })
    return promotionId
  }
  return { send, elsewhere, shop, promotion, approvePictures }
}
