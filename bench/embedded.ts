import { measure } from './cli.ts'
import * as eventstore from './embedded-eventstore.ts'
import * as mongo from './embedded-mongo.ts'
import * as nats from './embedded-nats.ts'
import { machine, table } from './harness.ts'

const ABOUT = `Measures the embedded servers, each in its own process, by the official clients.

  npm run bench:embedded`

const { rows } = await measure(ABOUT, { eventstore, mongo, nats })
console.log(`${machine()}\n\n${table(rows)}`)
