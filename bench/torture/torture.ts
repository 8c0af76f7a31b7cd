import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { seeded } from '../chaos/random.ts'
import { tortureEventStore } from './eventstore.ts'
import { tortureMongo } from './mongo.ts'
import { tortureNats } from './nats.ts'
import type { Result } from './report.ts'

export const SERVERS = ['eventstore', 'mongo', 'nats'] as const
export type Server = (typeof SERVERS)[number]

/** Kills a server so many times; what the load does follows from the seed, when exactly it dies from the machine too. */
export async function torture(server: Server, rounds: number, seed: number): Promise<Result> {
  const random = seeded(seed)
  if (server === 'nats') return tortureNats(rounds, random)
  const data = await mkdtemp(join(tmpdir(), `torture-${server}-`))
  const result = await (server === 'mongo' ? tortureMongo : tortureEventStore)(rounds, random, data)
  if (result.findings.length === 0) await rm(data, { recursive: true })
  else result.findings.push(`its files are kept in ${data}`)
  return result
}
