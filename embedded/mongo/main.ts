import { runEmbedded } from '../cli.ts'
import { startMongo } from './server.ts'
import type { Durability } from './storage/database.ts'

const own = {
  username: { help: 'ask for this user (SCRAM-SHA-256); without it anyone on this machine may connect' },
  password: { help: "that user's password" },
  synchronous: { help: 'NORMAL, or FULL to survive a power cut', default: 'NORMAL' },
}

function durability(name: string | undefined): Durability {
  if (name === 'NORMAL' || name === 'FULL') return name
  throw new Error(`mongo: --synchronous is NORMAL or FULL, not ${name}`)
}

await runEmbedded('mongo', own, ({ port, data, username, password, flags }) =>
  startMongo({
    port,
    data,
    synchronous: durability(flags.synchronous),
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  }),
)
