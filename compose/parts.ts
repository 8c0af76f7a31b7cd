import type { Channel } from '../adapters/channels/port.ts'
import type { Config } from '../adapters/config/config.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import { StreamMemory } from '../adapters/event-store/stream-memory.ts'
import { type Breakers, createBreakers } from '../adapters/resilience/breakers.ts'
import { connectStorage } from '../adapters/storage/connect.ts'
import type { Storage } from '../adapters/storage/port.ts'
import { handleCommand, type SendCommand } from '../commands/handle.ts'
import type { UploadDeps } from '../commands/uploads.ts'
import type { ChannelId } from '../domain/channel.ts'
import { postHandlers } from '../sagas/channel-post-handlers.ts'
import { consultationHandlers } from '../sagas/consultation-handlers.ts'
import { contentHandlers } from '../sagas/content-handlers.ts'
import { knowledgeHandlers } from '../sagas/knowledge-handlers.ts'
import { postWanted } from '../sagas/post-wanted.ts'
import { recommendationHandlers } from '../sagas/recommendation-handlers.ts'
import type { EffectHandler } from '../sagas/saga.ts'
import { commandHandler, sendAsSaga } from '../sagas/send-as-saga.ts'
import { accountsOf } from './accounts.ts'
import { connectAi } from './ai.ts'
import { type Assistants, connectAssistants } from './assistants.ts'
import { connectBusinessRegistry } from './business-registry.ts'
import { setSandboxClock } from './clock.ts'
import { entrantsOf } from './entrants.ts'
import { connectKnowledge, dutyJudge, type Knowledge } from './knowledge.ts'
import { connectPainter } from './painter.ts'
import { connectRecommender } from './recommender.ts'
import type { Clients, Servers } from './servers.ts'
import { connectChannels, prepareServices } from './services.ts'
import { openStudio } from './studio.ts'
import { openUploads } from './uploads.ts'

export interface PartsDeps {
  config: Config
  secrets: Secrets
  servers: Servers
  clients: Clients
  now: () => string
  /** Told of every look-up of kept recommendations. */
  onLookup: (hit: boolean) => void
  /** Ends what follows the store. */
  signal: AbortSignal
  onError: (error: unknown) => void
}

/** What HTTP and the background roles share. */
export interface Parts {
  now: () => string
  breakers: Breakers
  channels: Readonly<Record<ChannelId, Channel>>
  handlers: Readonly<Record<string, EffectHandler>>
  knowledge: Knowledge
  assistants: Assistants
  /** Where documents go before an assistant is given them. */
  uploads: UploadDeps
  storage: Storage
  closeStudio: () => Promise<void>
  /** Waits until what models have cost is recorded. */
  flushAi: () => Promise<void>
  send: SendCommand
  /** The same with a clock that stands still at an instant. */
  sendAt: (at: string) => SendCommand
  /** Origin under which the public reaches our pages. */
  publicOrigin: () => string
  /** Tells where we listen, which is the public origin where none is configured. */
  listensAt: (origin: string) => void
}

/** Makes the command handler and the handlers of effects, each with the outside that it needs. */
export async function createParts({
  config,
  secrets,
  servers,
  clients,
  now,
  onLookup,
  signal,
  onError,
}: PartsDeps): Promise<Parts> {
  const { keys, store, nats, mongo } = clients
  const { db } = mongo
  const { partnersUrl } = servers
  if (partnersUrl && config.clock) await setSandboxClock(partnersUrl, now())
  const breakers = createBreakers()
  const ai = connectAi({
    config,
    db,
    keys,
    keyedHash: secrets.keyedHash,
    breakers,
    send: (request) => send(request),
    now,
    onError,
  })
  const { gateway } = ai
  const channels = connectChannels(config, partnersUrl, breakers)
  const storage = connectStorage(config.env, config.data)
  const painter = connectPainter({ config, breakers, ledger: ai.ledger, now })
  const studio = openStudio({ db, storage, painter })
  const uploads = await openUploads(db)
  const files = { db, store, storage, uploads }
  const knowledge = await connectKnowledge({ ...files, gateway, atlas: config.atlasSearch, onError })
  const { retriever } = knowledge
  const assistants = await connectAssistants({ db, keys, nats, store, gateway, retriever, now, onError })
  const recommender = await connectRecommender({ ai, db, now, onLookup, onError })
  let listening = `http://${config.host}:${config.port}`
  const publicOrigin = () => config.publicOrigin ?? listening
  const services = prepareServices({
    secrets,
    channels,
    publicOrigin,
    verifyBusiness: await connectBusinessRegistry(config, partnersUrl, db, breakers),
    cachedPlans: recommender.cachedPlans,
    invalidatePlans: recommender.invalidatePlans,
    isEmailTaken: accountsOf({ db, keys }).isEmailTaken,
    entrantsOf: (promotionId, position) => entrantsOf(db, promotionId, position),
    uploadOf: uploads.find,
    pictures: studio.services,
    assistantVersion: assistants.assistantVersion,
  })
  const memory = new StreamMemory({ store, signal, onError })
  void memory.follow()
  const send: SendCommand = (request) => handleCommand({ store, memory, now, services }, request)
  const asSaga = sendAsSaga(send)
  const handlers = {
    command: commandHandler(asSaga),
    ...postHandlers({
      channels,
      send: asSaga,
      wanted: (effect, effectId) => postWanted(store, effect, effectId),
      now,
    }),
    ...recommendationHandlers(recommender, asSaga),
    ...contentHandlers(studio.studio, asSaga),
    ...knowledgeHandlers(knowledge.services, asSaga),
    ...consultationHandlers({ store, judge: dutyJudge(gateway) }, asSaga),
    ...assistants.handlers(asSaga, { readStream: (stream) => (memory.open()?.store ?? store).readStream(stream) }),
  } as unknown as Parts['handlers']
  return {
    now,
    breakers,
    channels,
    handlers,
    knowledge,
    assistants,
    uploads: { storage, note: uploads.note },
    storage,
    closeStudio: studio.close,
    flushAi: ai.ledger.flush,
    send,
    sendAt: (at) => (request) => handleCommand({ store, memory, now: () => at, services }, request),
    publicOrigin,
    listensAt: (origin) => {
      listening = origin
      // The server side of the pages reads it from there: it is built apart from us.
      process.env.MADANG_API_ORIGIN = origin
    },
  }
}
