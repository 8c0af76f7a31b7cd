import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deriveSecrets, type Secrets } from '../adapters/config/secrets.ts'
import { type Actor, signToken } from '../adapters/http/auth.ts'
import { runMain } from '../demo/instance.ts'
import { type EmbeddedName, type LaunchedServer, launchEmbedded } from '../embedded/launch.ts'

/** An application process on the servers of a stand. */
export interface App {
  origin: string
  pid: number
  /** How long it took from the start of its process until it listened. */
  startSeconds: number
  stop(): Promise<void>
}

/** Embedded servers for one subject, each in its own process, with a folder of their own. */
export interface Stand {
  eventStoreUrl: string
  mongoUrl: string
  servers: Record<Exclude<EmbeddedName, 'ai-double'>, LaunchedServer>
  /** Starts an application. Only its rate limits are raised; everything else is as an instance has it. */
  app(settings?: Record<string, string>): Promise<App>
  /** Signs someone in, as an owner of a shop unless told otherwise. */
  token(actor: Partial<Actor>): Promise<string>
  masterKey: Secrets['masterKey']
  keyedHash: Secrets['keyedHash']
  stop(): Promise<void>
}

const RATE = '100000000'

/**
 * Starts the embedded servers as an instance does, but apart, so that one and the same store serves what is compared.
 *
 * @param kept folder that stays for another run; a temporary one when left out
 */
export async function openStand(kept?: string): Promise<Stand> {
  const data = kept ?? (await mkdtemp(join(tmpdir(), 'madang-bench-')))
  const secret = await secretIn(data)
  const secrets = deriveSecrets(secret)
  const onEnd = (why: string) => console.error(why)
  const launch = (name: EmbeddedName, ...more: string[]) =>
    launchEmbedded(name, ['--data', join(data, name), ...more], onEnd)
  const [eventstore, mongo, nats, partners] = await Promise.all([
    launch('eventstore'),
    launch('mongo'),
    launch('nats'),
    launch('partners', '--latency-ms', '0'),
  ])
  const servers = { eventstore, mongo, nats, partners }
  const eventStoreUrl = `esdb://127.0.0.1:${eventstore.port}?tls=false`
  const mongoUrl = `mongodb://127.0.0.1:${mongo.port}/madang`
  const common = {
    PORT: '0',
    MADANG_DATA: join(data, 'app'),
    MADANG_SECRET: secret,
    MADANG_SEED: 'false',
    MADANG_ACCESS_LOG: 'false',
    EVENTSTORE_URL: eventStoreUrl,
    MONGODB_URL: mongoUrl,
    NATS_URL: `nats://127.0.0.1:${nats.port}`,
    MADANG_SANDBOX_URL: `http://127.0.0.1:${partners.port}`,
    MADANG_CALLS_PER_MINUTE: RATE,
    MADANG_PUBLIC_CALLS_PER_MINUTE: RATE,
  }
  return {
    eventStoreUrl,
    mongoUrl,
    servers,
    masterKey: secrets.masterKey,
    keyedHash: secrets.keyedHash,
    app: (settings = {}) => startApp({ ...common, ...settings }),
    token: (actor) => {
      const known: Actor = { accountId: 'bench', merchantId: 'bench', role: 'owner', name: 'bench', ...actor }
      return signToken(known, secrets.tokenSecret)
    },
    stop: async () => {
      await Promise.all(Object.values(servers).map((server) => server.stop()))
      if (kept === undefined) await rm(data, { recursive: true, force: true })
    },
  }
}

/** The folder's own secret, so that a later run can read what an earlier one has stored. */
async function secretIn(data: string): Promise<string> {
  const file = join(data, 'secret')
  await mkdir(data, { recursive: true })
  await writeFile(file, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error
  })
  return readFile(file, 'utf8')
}

async function startApp(settings: Record<string, string>): Promise<App> {
  const began = performance.now()
  const { child, ready } = runMain(settings)
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGINT')
    await ended
  }
  try {
    const { origin } = await ready
    child.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk))
    return { origin, pid: child.pid ?? -1, startSeconds: (performance.now() - began) / 1000, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
