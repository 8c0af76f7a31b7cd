import { parseArgs } from 'node:util'
import { planRound } from './plan.ts'
import { describePlan, describeResult, describeWorld } from './report.ts'
import { runRound } from './round.ts'
import { openWorld, type World } from './world.ts'

const HELP = `npm run chaos -- [--rounds 3] [--from 1] [--seed N] [--campaigns 10] [--seconds 8] [--shops 5] [--keep]

Shops run promotions over HTTP while processes are killed and frozen and partners fail as they like; after each round
everything has to settle, and then nothing may be lost, doubled or out of step. Ends with 1 when it is.
The plan follows from the seed: the same seed and options bring the same plan (when exactly a process meets its fault is
up to the machine, so a rare finding may need several runs). Every ten rounds begin on empty data.`

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    campaigns: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '8' },
    shops: { type: 'string', default: '5' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}

const ROUNDS_A_WORLD = 10
const [rounds, campaigns, shops] = [values.rounds, values.campaigns, values.shops].map(Number) as [
  number,
  number,
  number,
]
const faultsMs = Number(values.seconds) * 1000
const seed = values.seed === undefined ? Math.floor(Math.random() * 1e6) : Number(values.seed)
const began = performance.now()
console.log(`chaos: seed ${seed}, ${rounds} rounds`)

async function runWorld(world: World, from: number, to: number): Promise<number> {
  let findings = 0
  for (let round = from; round <= to; round += 1) {
    const plan = planRound({ seed, round, shops, campaigns, faultsMs })
    console.log(describePlan(plan))
    const result = await runRound(world, plan)
    console.log(describeResult(result))
    findings += result.findings.length
  }
  console.log(await describeWorld(world))
  return findings
}

let findings = 0
for (let from = Number(values.from); from <= rounds && findings === 0; from += ROUNDS_A_WORLD) {
  const world = await openWorld(shops)
  findings += await runWorld(world, from, Math.min(rounds, from + ROUNDS_A_WORLD - 1)).catch((error: unknown) => {
    console.log(`  ✗ ${error instanceof Error ? error.stack : error}`)
    return 1
  })
  await world.stop(findings === 0 && !values.keep)
  if (findings > 0) {
    const again = `--seed ${seed} --from ${from} --rounds ${rounds} --campaigns ${campaigns} --seconds ${values.seconds} --shops ${shops}`
    console.log(`the data and what was logged: ${world.cluster.logFile}\nagain: npm run chaos -- ${again}`)
  }
}
console.log(
  `${findings === 0 ? '✓' : '✗'} ${((performance.now() - began) / 1000).toFixed(0)} s, ${findings} findings, seed ${seed}`,
)
process.exit(findings === 0 ? 0 : 1)
