import { runEmbedded } from '../cli.ts'
import { DEFAULTS } from './limits.ts'
import { startNats } from './server.ts'

const own = {
  username: { help: 'user that clients must name' },
  password: { help: 'password of that user' },
  token: { help: 'token that clients must give instead' },
  'max-payload': { help: 'largest message in bytes', default: String(DEFAULTS.maxPayload) },
  'max-pending': { help: 'bytes that may wait for one client', default: String(DEFAULTS.maxPending) },
}

function bytes(name: string, flag: string | undefined): number {
  if (flag && /^[1-9]\d{0,9}$/.test(flag)) return Number(flag)
  console.error(`nats: --${name} must be a number of bytes, not ${flag}`)
  process.exit(2)
}

await runEmbedded('nats', own, ({ port, username, password, flags }) =>
  startNats({
    port,
    username,
    password,
    token: flags.token,
    maxPayload: bytes('max-payload', flags['max-payload']),
    maxPending: bytes('max-pending', flags['max-pending']),
    log: (line) => console.error(`nats: ${line}`),
  }),
)
