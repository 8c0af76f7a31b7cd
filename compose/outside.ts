import { createBreakers } from '../adapters/resilience/breakers.ts'
import { connectStorage } from '../adapters/storage/connect.ts'
import type { SendCommand } from '../commands/handle.ts'
import { connectAi } from './ai.ts'
import { connectAssistants } from './assistants.ts'
import { connectBusinessRegistry } from './business-registry.ts'
import { setSandboxClock } from './clock.ts'
import { connectKnowledge } from './knowledge.ts'
import { connectPainter } from './painter.ts'
import type { PartsDeps } from './parts.ts'
import { connectRecommender } from './recommender.ts'
import { connectChannels } from './services.ts'
import { openStudio } from './studio.ts'
import { openUploads } from './uploads.ts'

export interface OutsideDeps extends Omit<PartsDeps, 'signal'> {
  /** Records what calls of models cost. */
  send: SendCommand
}

/** What commands and effects reach beside the event store. */
export type Outside = Awaited<ReturnType<typeof connectOutside>>

/** Connects channels, models, files, and who works with them. */
export async function connectOutside({ config, secrets, servers, clients, send, now, onLookup, onError }: OutsideDeps) {
  const { keys, store, nats, mongo } = clients
  const { db } = mongo
  const { partnersUrl } = servers
  if (partnersUrl && config.clock) await setSandboxClock(partnersUrl, now())
  const breakers = createBreakers()
  const ai = connectAi({ config, db, keys, keyedHash: secrets.keyedHash, breakers, send, now, onError })
  const { gateway, ledger } = ai
  const storage = connectStorage(config.env, config.data)
  const painter = connectPainter({ config, breakers, ledger, now })
  const uploads = await openUploads(db)
  const files = { db, store, storage, uploads }
  const knowledge = await connectKnowledge({ ...files, gateway, atlas: config.atlasSearch, onError })
  const { retriever } = knowledge
  return {
    breakers,
    ai,
    storage,
    uploads,
    knowledge,
    channels: connectChannels(config, partnersUrl, breakers),
    studio: openStudio({ db, storage, painter }),
    assistants: await connectAssistants({ db, keys, nats, gateway, retriever, now, onError }),
    recommender: await connectRecommender({ ai, db, now, onLookup, onError }),
    verifyBusiness: await connectBusinessRegistry(config, partnersUrl, db, breakers),
  }
}
