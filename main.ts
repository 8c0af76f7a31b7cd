import { startMadang } from './compose/madang.ts'
import { seedDemo } from './compose/seed.ts'
import { DEMO, DEMO_PASSWORD } from './compose/seed-data.ts'

const HELP = `Madang: promotions for small shops, on an event store that proves what happened.

  npm start            everything on one port, on embedded servers
  PORT=3000            where it listens
  MADANG_DATA=.data    where an instance keeps its data

docs/configuration.md lists every setting.`

if (process.argv.includes('--help')) {
  console.log(HELP)
  process.exit(0)
}

try {
  const began = performance.now()
  const madang = await startMadang({ env: process.env })
  if (madang.config.seed) await seedDemo(madang, console.log)
  console.log(`Madang is ready at ${madang.origin} (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  if (madang.config.clock) console.log(`  clock     ${madang.clock.now()}`)
  if (madang.partnersUrl) console.log(`  sandbox   ${madang.partnersUrl} stands in for the outside APIs`)
  if (madang.config.seed)
    for (const [who, { email }] of Object.entries(DEMO)) console.log(`  ${who.padEnd(9)} ${email} / ${DEMO_PASSWORD}`)
  let stopping = false
  const stop = async () => {
    if (stopping) process.exit(1)
    stopping = true
    await madang.stop()
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop())
} catch (error) {
  console.error(`Madang cannot start: ${error instanceof Error ? error.message : error}`)
  process.exit(1)
}
