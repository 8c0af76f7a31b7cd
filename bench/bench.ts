import { writeFile } from 'node:fs/promises'
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

const ABOUT = `Measures Madang beside the bare clients and beside its peers, on the embedded servers.

  npm run bench   everything, about half an hour; writes bench/results.md and bench/results.json`

const { rows, isWhole } = await measure(ABOUT, {
  commands,
  entries,
  projections,
  push,
  reads,
  recommendations,
  chats,
  growth,
})
const on = machine()
console.log(`${on}\n\n${table(rows)}`)
if (isWhole) {
  const at = new Date().toISOString().slice(0, 10)
  const json = JSON.stringify({ machine: on, rows }, null, 2)
  await writeFile(new URL('results.json', import.meta.url), `${json}\n`)
  await writeFile(new URL('results.md', import.meta.url), `# Benchmark\n\n${on}, ${at}\n\n${table(rows)}\n`)
}
