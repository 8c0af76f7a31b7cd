import { runEmbedded } from '../cli.ts'
import { startEventStore } from './server.ts'

const FLAGS = {
  synchronous: { help: 'FULL: appends survive power loss; NORMAL: the death of the process', default: 'FULL' },
  username: { help: 'Basic credentials that calls which bring some must match' },
  password: { help: 'see --username' },
}

await runEmbedded('eventstore', FLAGS, ({ flags, ...options }) => {
  const { synchronous } = flags
  if (synchronous !== 'FULL' && synchronous !== 'NORMAL') {
    console.error(`eventstore: --synchronous must be FULL or NORMAL, not ${synchronous}`)
    process.exit(2)
  }
  return startEventStore({ ...options, synchronous })
})
