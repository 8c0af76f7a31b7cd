import type { FastifyInstance } from 'fastify'
import type { Channel } from '../adapters/channels/port.ts'
import type { Config } from '../adapters/config/config.ts'
import type { Secrets } from '../adapters/config/secrets.ts'
import { type KnownTokens, knownTokens } from '../adapters/http/auth.ts'
import { createServer } from '../adapters/http/server.ts'
import type { SessionEnds } from '../adapters/http/session-ends.ts'
import { createPictures } from '../adapters/images/pictures.ts'
import { createRenderer } from '../adapters/images/renderer.ts'
import type { Storage } from '../adapters/storage/port.ts'
import { type Metrics, measure } from '../adapters/telemetry/metrics.ts'
import { accountIdsOf } from '../commands/account-ids.ts'
import { type ChangePasswordDeps, registerChangePassword } from '../commands/change-password.ts'
import type { SendCommand } from '../commands/handle.ts'
import type { OAuthDeps } from '../commands/oauth/oauth-deps.ts'
import { registerOAuth } from '../commands/oauth/routes.ts'
import { entryOf } from '../commands/preparations/submit-entry.ts'
import { commandInputs, kebab, registerCommands } from '../commands/routes.ts'
import { registerSignIn, type SessionDeps, SignIn, type SignInDeps } from '../commands/sign-in.ts'
import { registerUploads, type UploadDeps } from '../commands/uploads.ts'
import type { ChannelId } from '../domain/channel.ts'
import packageJson from '../package.json' with { type: 'json' }
import { registerCards } from '../read-api/card.ts'
import { registerConversationLive } from '../read-api/conversation-live.ts'
import { registerLive } from '../read-api/live.ts'
import { registerMedia } from '../read-api/media.ts'
import { registerOpenApi } from '../read-api/openapi.ts'
import { registerQueries } from '../read-api/routes.ts'
import { registerTry } from '../read-api/try-assistant.ts'
import { accountsOf } from './accounts.ts'
import type { Assistants } from './assistants.ts'
import { waitForJob } from './jobs.ts'
import type { Knowledge } from './knowledge.ts'
import { mountMcp } from './mcp.ts'
import type { Clients } from './servers.ts'

export interface HttpParts {
  config: Config
  secrets: Secrets
  clients: Clients
  channels: Readonly<Record<ChannelId, Channel>>
  knowledge: Knowledge
  assistants: Assistants
  uploads: UploadDeps
  storage: Storage
  send: SendCommand
  streams: OAuthDeps['streams']
  publicOrigin: () => string
  ends: SessionEnds
  isShut: () => boolean
  now: () => string
  onError: (error: unknown) => void
}

const SIGN_IN_TRIES_PER_MINUTE = 10
/** Of one address; an app registers once for each who installs it. */
const REGISTRATIONS_PER_MINUTE = 20

const sessionDeps = ({ secrets, publicOrigin }: HttpParts): SessionDeps => ({
  tokenSecret: secrets.tokenSecret,
  secureCookie: publicOrigin().startsWith('https:'),
})

const signInDeps = (parts: HttpParts): SignInDeps => ({
  ...sessionDeps(parts),
  findAccount: accountsOf({ db: parts.clients.mongo.db, keys: parts.clients.keys }).findAccount,
  keyedHash: parts.secrets.keyedHash,
  checkSecondFactor: (account, code) => {
    const input = { accountId: account.accountId, code }
    return parts.send({ type: 'CheckSecondFactor', actor: { ...account, role: 'system' }, input })
  },
  triesPerMinute: SIGN_IN_TRIES_PER_MINUTE,
})

const changePasswordDeps = (parts: HttpParts): ChangePasswordDeps => ({
  ...sessionDeps(parts),
  streams: parts.streams,
  changePassword: (actor, input) => parts.send({ type: 'ChangePassword', actor: { ...actor, role: 'system' }, input }),
})

const oauthDeps = (
  { secrets, clients: { keys, mongo }, send, streams, publicOrigin }: HttpParts,
  tokens: KnownTokens,
) => {
  const { accountById } = accountsOf({ db: mongo.db, keys })
  return {
    ...{ send, streams, publicOrigin, tokens },
    tokenSecret: secrets.tokenSecret,
    keyedHash: secrets.keyedHash,
    registrationsPerMinute: REGISTRATIONS_PER_MINUTE,
    personOf: async (accountId: string) => {
      const row = await accountById(accountId)
      if (!row) return undefined
      const { merchantId, role, name, ended } = row
      return { actor: { accountId, merchantId, role, name }, endedAt: ended?.position ?? -1 }
    },
  } satisfies OAuthDeps
}

/** The API on one Fastify server, not yet listening. */
export async function createApi(parts: HttpParts): Promise<{ app: FastifyInstance; metrics: Metrics }> {
  const { config, secrets, clients, channels, knowledge, assistants, uploads, send, ends, publicOrigin, now, onError } =
    parts
  const { keys, mongo } = clients
  const { db } = mongo
  const tokens = knownTokens(secrets.tokenSecret, ends)
  const app = await createServer({
    tokens,
    callsPerMinute: config.callsPerMinute,
    publicCallsPerMinute: config.publicCallsPerMinute,
    ...(config.callsAtOnce === undefined ? {} : { callsAtOnce: config.callsAtOnce }),
    accessLog: config.accessLog,
    isShut: parts.isShut,
  })
  const metrics = measure(app)
  registerSignIn(app, signInDeps(parts))
  registerChangePassword(app, changePasswordDeps(parts))
  registerCommands(app, { send, waitForJob: (...job) => waitForJob(db, ...job) })
  registerUploads(app, uploads)
  registerOAuth(app, oauthDeps(parts, tokens))
  registerQueries(app, {
    db,
    keys,
    store: clients.store,
    channels: new Map(Object.entries(channels)) as never,
    retriever: knowledge.retriever,
    entryIdOf: (promotionId, phone) => entryOf(secrets.keyedHash, promotionId, phone).entryId,
    accountIdsOf: (email) => accountIdsOf(email, secrets.keyedHash),
    publicOrigin,
    now,
  })
  await registerOpenApi(app, { inputs: commandInputs, kebab, signIn: SignIn }, packageJson.version)
  registerMedia(app, { db, storage: parts.storage, tokens })
  registerCards(app, { db, tokens, pictures: createPictures(createRenderer()) })
  registerLive(app, { db, nats: clients.nats, ends, onError })
  registerTry(app, { db, ends, answerDraft: assistants.answerDraft, onError })
  registerConversationLive(app, { db, keys, chunks: assistants.chunks, nats: clients.nats, ends, onError })
  mountMcp(app, publicOrigin)
  return { app, metrics }
}
