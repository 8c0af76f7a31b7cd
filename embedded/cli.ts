import { parseArgs } from 'node:util'

/** A running embedded server: the loopback port it listens on, and how to stop it gracefully. */
export interface EmbeddedServer {
  port: number
  stop(): Promise<void>
}

/** What every embedded server can be started with; strings as they come from the command line. */
export interface EmbeddedFlags {
  port: number
  data: string
  username?: string
  password?: string
  flags: Record<string, string | undefined>
}

/** One flag of a server's own: its help line and its default. */
export interface FlagSpec {
  help: string
  default?: string
}

const SHARED: Record<string, FlagSpec> = {
  port: { help: 'loopback port to listen on, 0 picks a free one', default: '0' },
  data: { help: 'folder for the data, or :memory:', default: ':memory:' },
}

/**
 * Runs one embedded server as a process: parses the command line, starts it, says when it is ready
 * (a line on stdout, and `{ready: port}` to a parent that forked it), and stops it on SIGTERM, SIGINT,
 * or when that parent is gone, so that a killed parent leaves no orphan.
 *
 * @param name what the server is called in its messages
 * @param own the server's own flags beside --port and --data (add username/password where the protocol has them)
 * @param start starts the server
 */
export async function runEmbedded(
  name: string,
  own: Record<string, FlagSpec>,
  start: (flags: EmbeddedFlags) => Promise<EmbeddedServer>,
): Promise<void> {
  const specs = { ...SHARED, ...own }
  const flags = readFlags(name, specs)
  const server = await start(flags)
  let stopping = false
  const stop = async () => {
    if (stopping) return
    stopping = true
    await server.stop()
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(signal, () => void stop())
  process.send?.({ ready: server.port })
  console.log(`${name} ready on 127.0.0.1:${server.port}`)
}

function readFlags(name: string, specs: Record<string, FlagSpec>): EmbeddedFlags {
  const options = Object.fromEntries(Object.keys(specs).map((flag) => [flag, { type: 'string' as const }]))
  const values: Record<string, unknown> = parseArgs({ options: { ...options, help: { type: 'boolean' } } }).values
  if (values.help) {
    console.log(`${name}: an embedded server on the loopback interface\n`)
    for (const [flag, { help, default: fallback }] of Object.entries(specs))
      console.log(`  --${flag.padEnd(12)} ${help}${fallback === undefined ? '' : ` (default ${fallback})`}`)
    process.exit(0)
  }
  const flags: Record<string, string | undefined> = {}
  for (const [flag, spec] of Object.entries(specs)) flags[flag] = (values[flag] as string | undefined) ?? spec.default
  const port = Number(flags.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    console.error(`${name}: --port must be a number from 0 to 65535, not ${flags.port}`)
    process.exit(2)
  }
  const { username, password, data = ':memory:' } = flags
  return { port, data, flags, ...(username ? { username } : {}), ...(password ? { password } : {}) }
}
