import type { Secrets } from '../adapters/config/secrets.ts'
import type { EventStore } from '../adapters/event-store/event-store.ts'
import { createStreamMemory } from '../adapters/event-store/stream-memory.ts'
import { accountIdsOf } from '../commands/account-ids.ts'
import { handleCommand, type SendCommand } from '../commands/handle.ts'
import { accountsOf } from './accounts.ts'
import { entrantsOf, entriesOf } from './entrants.ts'
import type { Outside } from './outside.ts'
import type { Clients } from './servers.ts'
import { prepareServices } from './services.ts'

export interface CommandDeps {
  outside: Outside
  clients: Clients
  secrets: Secrets
  publicOrigin: () => string
}

/** The way of every command, with the streams that this process remembers. */
export interface Commands {
  /** Sends as of what the clock says. */
  sendBy(now: () => string): SendCommand
  /** Streams as they are, of which only what this process does not know is read. */
  streams: Pick<EventStore, 'readStream'>
}

/** Opens the command handler, with the outside that preparations need. */
export function openCommands({ outside, clients, secrets, publicOrigin }: CommandDeps): Commands {
  const { channels, recommender, uploads, studio, assistants, verifyBusiness } = outside
  const { keys, store, mongo } = clients
  const { db } = mongo
  const { accountOf, accountById, isPassword } = accountsOf({ db, keys })
  const memory = createStreamMemory(store)
  const services = prepareServices({
    ...{ secrets, channels, publicOrigin, verifyBusiness },
    ...studio.services,
    cachedPlans: recommender.cachedPlans,
    invalidatePlans: recommender.invalidatePlans,
    accountOf: (email) => accountOf(accountIdsOf(email, secrets.keyedHash)),
    accountById,
    isPassword: (accountId, password) => isPassword({ readStream: memory.latest }, accountId, password),
    entrantsOf: (promotionId, position) => entrantsOf(db, promotionId, position),
    entriesOf: (person, position) => entriesOf(db, secrets.keyedHash, person, position),
    uploadOf: uploads.find,
    assistantVersion: assistants.assistantVersion,
  })
  return {
    sendBy: (now) => (request) => handleCommand({ store, memory, now, services }, request),
    streams: { readStream: memory.latest },
  }
}
