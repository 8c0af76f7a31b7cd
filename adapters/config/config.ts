import { z } from 'zod'

/** What a process can be told to do; all of it unless told otherwise. */
export const ROLES = ['http', 'projections', 'sagas', 'publisher'] as const
export type RoleName = (typeof ROLES)[number]

const url = (protocol: RegExp) =>
  z.url({ protocol, error: `an address that begins with ${protocol.source}` }).optional()
const flag = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional()

const Settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  MADANG_DATA: z.string().min(1).default('.data'),
  EVENTSTORE_URL: url(/^esdb(\+discover)?$/),
  MONGODB_URL: url(/^mongodb(\+srv)?$/),
  NATS_URL: url(/^nats$/),
  MADANG_PUBLIC_ORIGIN: url(/^https?$/),
  MADANG_SECRET: z.string().optional(),
  MADANG_ROLES: z
    .string()
    .default(ROLES.join(','))
    .transform((text) => text.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(ROLES)).min(1)),
  MADANG_SANDBOX: flag,
  /** A sandbox of the outside APIs that runs already. */
  MADANG_SANDBOX_URL: url(/^http$/),
  MADANG_SEED: flag,
  MADANG_ATLAS_SEARCH: flag,
  MADANG_CALLS_PER_MINUTE: z.coerce.number().int().min(1).default(100),
  MADANG_PUBLIC_CALLS_PER_MINUTE: z.coerce.number().int().min(1).default(600),
  MADANG_CALLS_AT_ONCE: z.coerce.number().int().min(1).optional(),
  MADANG_ACCESS_LOG: flag,
  /** The instant at which this instance's clock starts, for demos and tests; only beside the sandbox. */
  MADANG_CLOCK: z.iso.datetime().optional(),
  /** Milliseconds that the sandbox of the outside APIs takes for an answer, when it runs. */
  MADANG_SANDBOX_LATENCY_MS: z.coerce.number().int().min(0).optional(),
  /** How long a call to a channel or the tax office may take; a take-down waits longer than the default before it looks. */
  MADANG_PARTNER_TIMEOUT_MS: z.coerce.number().int().min(100).max(10_000).default(10_000),
  /** How long one of them that has been failing is left alone. */
  MADANG_BREAKER_OPEN_MS: z.coerce.number().int().min(100).default(30_000),
})

/** Where and how one instance runs. */
export interface Config {
  port: number
  host: string
  data: string
  eventStoreUrl: string | undefined
  mongoUrl: string | undefined
  natsUrl: string | undefined
  publicOrigin: string | undefined
  secret: string | undefined
  roles: RoleName[]
  /** Whether every server is an embedded one. */
  embedded: boolean
  /** Whether outside APIs without settings of their own are answered by our sandbox; by default where every server is embedded. */
  sandbox: boolean
  /** The sandbox to use, where it is not one of our own. */
  sandboxUrl: string | undefined
  /** Whether an empty instance gets the demo shop; by default only where every server is embedded. */
  seed: boolean
  /** Whether MongoDB is Atlas, with its search indexes made. */
  atlasSearch: boolean
  callsPerMinute: number
  publicCallsPerMinute: number
  /** Requests under way at once before more are refused; the server's own bound when left out. */
  callsAtOnce: number | undefined
  accessLog: boolean
  sandboxLatencyMs: number | undefined
  partnerTimeoutMs: number
  breakerOpenMs: number
  clock: string | undefined
  /** The environment, for adapters that declare settings of their own. */
  env: Record<string, string | undefined>
}

/**
 * Reads the configuration.
 *
 * @throws Error that names every setting that does not fit
 */
export function readConfig(env: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = Settings.safeParse(given)
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `  ${path.join('.')}: ${message}`)
    throw new Error(`these settings do not fit:\n${wrong.join('\n')}`)
  }
  const s = parsed.data
  const embedded = !s.EVENTSTORE_URL && !s.MONGODB_URL && !s.NATS_URL
  const sandbox = s.MADANG_SANDBOX ?? (embedded || s.MADANG_SANDBOX_URL !== undefined)
  if (s.MADANG_CLOCK && !sandbox) throw new Error('MADANG_CLOCK works only beside the sandbox')
  return {
    port: s.PORT,
    host: s.HOST,
    data: s.MADANG_DATA,
    eventStoreUrl: s.EVENTSTORE_URL,
    mongoUrl: s.MONGODB_URL,
    natsUrl: s.NATS_URL,
    publicOrigin: s.MADANG_PUBLIC_ORIGIN?.replace(/\/$/, ''),
    secret: s.MADANG_SECRET,
    roles: s.MADANG_ROLES,
    embedded,
    sandbox,
    sandboxUrl: s.MADANG_SANDBOX === false ? undefined : s.MADANG_SANDBOX_URL?.replace(/\/$/, ''),
    seed: s.MADANG_SEED ?? embedded,
    atlasSearch: s.MADANG_ATLAS_SEARCH ?? false,
    callsPerMinute: s.MADANG_CALLS_PER_MINUTE,
    publicCallsPerMinute: s.MADANG_PUBLIC_CALLS_PER_MINUTE,
    callsAtOnce: s.MADANG_CALLS_AT_ONCE,
    accessLog: s.MADANG_ACCESS_LOG ?? !embedded,
    clock: s.MADANG_CLOCK,
    sandboxLatencyMs: s.MADANG_SANDBOX_LATENCY_MS,
    partnerTimeoutMs: s.MADANG_PARTNER_TIMEOUT_MS,
    breakerOpenMs: s.MADANG_BREAKER_OPEN_MS,
    env: given,
  }
}
