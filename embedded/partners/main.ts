import { runEmbedded } from '../cli.ts'
import type { Latency } from './answer.ts'
import { startPartners } from './server.ts'

/** `400` is every call's latency, `150-600` spreads calls between the two. */
function readLatency(flag: string): Latency {
  const found = /^(\d+)(?:-(\d+))?$/.exec(flag)
  if (!found) {
    console.error(`partners: --latency-ms must look like 400 or 150-600, not ${flag}`)
    process.exit(2)
  }
  const least = Number(found[1])
  return { least, most: Number(found[2] ?? least) }
}

const own = { 'latency-ms': { help: 'how slow the partners answer: 0, 400 or 150-600', default: '150-600' } }

await runEmbedded('partners', own, ({ port, data, flags }) =>
  startPartners({ port, data, latencyMs: readLatency(flags['latency-ms'] ?? '0') }),
)
