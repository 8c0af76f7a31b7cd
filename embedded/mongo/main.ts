import { runEmbedded } from '../cli.ts'
import { startMongo } from './server.ts'

const own = {
  username: { help: 'ask for this user (SCRAM-SHA-256); without it anyone on this machine may connect' },
  password: { help: "that user's password" },
  synchronous: { help: 'NORMAL, or FULL to survive a power cut', default: 'NORMAL' },
}

await runEmbedded('mongo', own, ({ port, data, username, password, flags }) =>
  startMongo({
    port,
    data,
    synchronous: flags.synchronous === 'FULL' ? 'FULL' : 'NORMAL',
    ...(username ? { username } : {}),
    ...(password ? { password } : {}),
  }),
)
