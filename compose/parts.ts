import type { Config } from '../adapters/config/config.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import type { SendCommand } from '../commands/handle.ts'
import type { UploadDeps } from '../commands/uploads.ts'
import type { EffectHandler } from '../sagas/saga.ts'
import { type Commands, openCommands } from './commands.ts'
import { effectHandlers } from './effect-handlers.ts'
import { connectOutside, type Outside } from './outside.ts'
import { openPublicOrigin, type PublicOrigin } from './public-origin.ts'
import type { Clients, Servers } from './servers.ts'

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
export interface Parts extends PublicOrigin {
  now: () => string
  breakers: Outside['breakers']
  channels: Outside['channels']
  handlers: Readonly<Record<string, EffectHandler>>
  knowledge: Outside['knowledge']
  assistants: Outside['assistants']
  /** Where documents go before an assistant is given them. */
  uploads: UploadDeps
  storage: Outside['storage']
  closeStudio: () => Promise<void>
  /** Waits until what models have cost is recorded. */
  flushAi: () => Promise<void>
  send: SendCommand
  /** Streams as they are. */
  streams: Commands['streams']
  /** The same with a clock that stands still at an instant. */
  sendAt: (at: string) => SendCommand
}

/** Makes the command handler and the handlers of effects, each with the outside that it needs. */
export async function createParts({ signal, ...deps }: PartsDeps): Promise<Parts> {
  const { config, secrets, clients, now } = deps
  const outside = await connectOutside({ ...deps, send: (request) => send(request) })
  const origin = openPublicOrigin(config)
  const { publicOrigin } = origin
  const { sendBy, streams } = openCommands({ outside, clients, secrets, publicOrigin })
  const send = sendBy(now)
  const { breakers, ai, channels, storage, studio, uploads, knowledge, assistants } = outside
  return {
    ...{ now, breakers, channels, knowledge, assistants, storage, send, streams },
    ...origin,
    handlers: effectHandlers({ outside, streams, keys: clients.keys, send, now }),
    uploads: { storage, note: uploads.note },
    closeStudio: studio.close,
    flushAi: ai.ledger.flush,
    sendAt: (at) => sendBy(() => at),
  }
}
