import { parseArgs } from 'node:util'
import { describe } from './report.ts'
import { SERVERS, torture } from './torture.ts'

const HELP = `npm run torture -- [--rounds 50] [--seed N]

Kills each embedded server with SIGKILL, so many times, at random moments under load, and checks after each restart:
every acknowledged write is there, no batch is there in part, positions are dense, indexes agree with the documents.`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '50' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 1e6)) },
    help: { type: 'boolean', default: false },
  },
})
const [rounds, seed] = [Number(values.rounds), Number(values.seed)]
if (values.help || !Number.isInteger(rounds) || rounds < 1 || !Number.isInteger(seed)) {
  console.log(HELP)
  process.exit(values.help ? 0 : 2)
}

console.log(`torture: seed ${seed}, ${rounds} rounds`)
const began = performance.now()
let findings = 0
for (const server of SERVERS) {
  const result = await torture(server, rounds, seed)
  console.log(describe(server, result))
  findings += result.findings.length
}
const seconds = ((performance.now() - began) / 1000).toFixed(0)
console.log(`${findings === 0 ? '✓' : '✗'} ${seconds} s, ${findings} findings, seed ${seed}`)
process.exit(findings === 0 ? 0 : 1)
