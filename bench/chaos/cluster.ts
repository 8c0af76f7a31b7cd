import { randomBytes } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deriveSecrets } from '../../adapters/config/secrets.ts'
import { type Clients, connectClients } from '../../compose/servers.ts'
import { type EmbeddedName, type LaunchedServer, launchEmbedded } from '../../embedded/launch.ts'
import { type App, keepApp } from './app.ts'
import { APPS, SERVERS, type Target } from './plan.ts'

/** Two applications on one set of servers, each process apart, and the sandbox of the outside APIs, which never fails by itself. */
export interface Cluster {
  apps: App[]
  clients: Clients
  sandboxUrl: string
  natsUrl: string
  /** What goes wrong inside is written there. */
  logFile: string
  log(text: string): void
  /** The applications' time. */
  now(): string
  pid(target: Exclude<Target, 'everything'>): number
  app(target: Target): App | undefined
  /** @param remove whether the data goes too */
  stop(remove: boolean): Promise<void>
}

/** Two in the afternoon in Korea, when no channel keeps quiet hours; it goes on from there. */
const STARTED_AT = Date.parse(`${new Date().toISOString().slice(0, 10)}T05:00:00.000Z`) - performance.now()
export const now = (): string => new Date(STARTED_AT + performance.now()).toISOString()

const UNLIMITED = '1000000'
/** Shorter than in life, so that a round shows more of what comes after. */
const PARTNER_TIMEOUT_MS = '2000'
const BREAKER_OPEN_MS = '4000'

/** Starts everything on empty data. */
export async function openCluster(): Promise<Cluster> {
  const data = await mkdtemp(join(tmpdir(), 'madang-chaos-'))
  const logFile = join(data, 'log')
  const log = (text: string) => appendFileSync(logFile, `${new Date().toISOString()} ${text.trimEnd()}\n`)
  const launch = (name: EmbeddedName, ...more: string[]) =>
    launchEmbedded(name, ['--data', join(data, name), ...more], log)
  const [eventstore, mongo, nats, partners] = await Promise.all([
    launch('eventstore'),
    launch('mongo'),
    launch('nats'),
    launch('partners', '--latency-ms', '5-60'),
  ])
  const servers: Record<string, LaunchedServer> = { eventstore, mongo, nats, partners }
  const secret = randomBytes(32).toString('hex')
  const urls = {
    eventStoreUrl: `esdb://127.0.0.1:${eventstore.port}?tls=false`,
    mongoUrl: `mongodb://127.0.0.1:${mongo.port}/madang`,
    natsUrl: `nats://127.0.0.1:${nats.port}`,
    partnersUrl: `http://127.0.0.1:${partners.port}`,
  }
  const settings = () => ({
    MADANG_DATA: join(data, 'app'),
    MADANG_SECRET: secret,
    MADANG_SEED: 'false',
    MADANG_ACCESS_LOG: 'false',
    MADANG_CLOCK: now(),
    MADANG_PUBLIC_ORIGIN: 'http://madang.example',
    MADANG_SANDBOX_URL: urls.partnersUrl,
    MADANG_PARTNER_TIMEOUT_MS: PARTNER_TIMEOUT_MS,
    MADANG_BREAKER_OPEN_MS: BREAKER_OPEN_MS,
    MADANG_CALLS_PER_MINUTE: UNLIMITED,
    MADANG_PUBLIC_CALLS_PER_MINUTE: UNLIMITED,
    EVENTSTORE_URL: urls.eventStoreUrl,
    MONGODB_URL: urls.mongoUrl,
    NATS_URL: urls.natsUrl,
  })
  const apps = await Promise.all(APPS.map((name) => keepApp(settings, (text) => log(`${name}: ${text}`))))
  const nothing = { embedded: new Map(), stop: async () => {} }
  const clients = await connectClients({ ...urls, ...nothing }, deriveSecrets(secret), (error) =>
    log(`chaos: ${error}`),
  )
  const app = (target: Target) => apps[(APPS as readonly Target[]).indexOf(target)]
  return {
    apps,
    clients,
    logFile,
    log,
    sandboxUrl: urls.partnersUrl,
    natsUrl: urls.natsUrl,
    now,
    app,
    pid: (target) => (app(target) ?? servers[target])?.pid ?? -1,
    stop: async (remove) => {
      await clients.close()
      await Promise.all(apps.map((one) => one.stop()))
      await Promise.all(Object.values(servers).map((server) => server.stop()))
      if (remove) await rm(data, { recursive: true })
    },
  }
}

/** Everything that a fault of everything hits. */
export const ALL: Exclude<Target, 'everything'>[] = [...APPS, ...SERVERS]
