import type { FastifyInstance } from 'fastify'
import type { Channel } from '../adapters/channels/port.ts'
import type { Config } from '../adapters/config/config.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import { createServer } from '../adapters/http/server.ts'
import { createPictures } from '../adapters/images/pictures.ts'
import { createRenderer } from '../adapters/images/renderer.ts'
import { type Metrics, measure } from '../adapters/telemetry/metrics.ts'
import type { SendCommand } from '../commands/handle.ts'
import { commandInputs, kebab, registerCommands } from '../commands/routes.ts'
import { registerSignIn, SignIn } from '../commands/sign-in.ts'
import type { ChannelId } from '../domain/channel.ts'
import packageJson from '../package.json' with { type: 'json' }
import { registerCards } from '../read-api/card.ts'
import { registerLive } from '../read-api/live.ts'
import { registerOpenApi } from '../read-api/openapi.ts'
import { registerQueries } from '../read-api/routes.ts'
import { accountsOf } from './accounts.ts'
import { waitForJob } from './jobs.ts'
import { mountMcp } from './mcp.ts'
import type { Clients } from './servers.ts'

export interface HttpParts {
  config: Config
  secrets: Secrets
  clients: Clients
  channels: Readonly<Record<ChannelId, Channel>>
  send: SendCommand
  publicOrigin: () => string
  now: () => string
  onError: (error: unknown) => void
}

const SIGN_IN_TRIES_PER_MINUTE = 10

/** The API on one Fastify server, not yet listening. */
export async function createApi(parts: HttpParts): Promise<{ app: FastifyInstance; metrics: Metrics }> {
  const { config, secrets, clients, channels, send, publicOrigin, now, onError } = parts
  const { db } = clients.mongo
  const app = await createServer({
    tokenSecret: secrets.tokenSecret,
    callsPerMinute: config.callsPerMinute,
    publicCallsPerMinute: config.publicCallsPerMinute,
    ...(config.callsAtOnce === undefined ? {} : { callsAtOnce: config.callsAtOnce }),
    accessLog: config.accessLog,
  })
  const metrics = measure(app)
  registerSignIn(app, {
    tokenSecret: secrets.tokenSecret,
    secureCookie: publicOrigin().startsWith('https:'),
    findAccount: accountsOf(db).findAccount,
    keyedHash: secrets.keyedHash,
    triesPerMinute: SIGN_IN_TRIES_PER_MINUTE,
  })
  registerCommands(app, { send, waitForJob: (...job) => waitForJob(db, ...job) })
  registerQueries(app, {
    db,
    store: clients.store,
    channels: new Map(Object.entries(channels)) as never,
    publicOrigin,
    now,
  })
  await registerOpenApi(app, { inputs: commandInputs, kebab, signIn: SignIn }, packageJson.version)
  registerCards(app, { db, tokenSecret: secrets.tokenSecret, pictures: createPictures(createRenderer()) })
  registerLive(app, { db, nats: clients.nats, onError })
  mountMcp(app, publicOrigin)
  return { app, metrics }
}
