import * as chats from './chats.ts'
import { measure } from './cli.ts'
import * as commands from './commands.ts'
import * as entries from './entries.ts'
import * as growth from './growth.ts'
import { machine, table } from './harness.ts'
import * as projections from './projections.ts'
import * as push from './push.ts'
import * as reads from './reads.ts'
import * as recommendations from './recommendations.ts'
import { keepResults } from './results.ts'

const ABOUT = `Measures Madang beside the bare clients and beside its peers, on the embedded servers.

  npm run bench   everything, about half an hour

What is measured in full is kept in bench/results.md and bench/results.json, in the place of what stood there for that subject.`

const subjects = { commands, entries, projections, push, reads, recommendations, chats, growth }
const { rows, bySubject, isQuick } = await measure(ABOUT, subjects)
if (rows.length > 0) console.log(`${machine()}\n\n${table(rows)}`)
if (!isQuick && rows.length > 0) await keepResults(bySubject, Object.keys(subjects))
