import { type Collection, MongoClient, MongoError } from 'mongodb'
import type { Random } from '../chaos/random.ts'
import { check, checkFiles } from './mongo-check.ts'
import { hammer, type Journal, type Thing } from './mongo-load.ts'
import { count, emptyResult, type Result } from './report.ts'
import { killUnder, type Running, startServer } from './server.ts'

const WORKERS = 8

/** Kills MongoDB's stand-in so many times under load, and checks after each start what it has kept. */
export async function tortureMongo(rounds: number, random: Random, data: string): Promise<Result> {
  const result = emptyResult()
  const journal: Journal = { things: new Map(), batches: [] }
  for (let round = 0; round <= rounds && result.findings.length === 0; round++) {
    const server = await startServer('mongo', '--data', data, '--synchronous', random.pick(['FULL', 'NORMAL']))
    const client = await MongoClient.connect(`mongodb://127.0.0.1:${server.port}`, { retryWrites: false })
    const collection = client.db('torture').collection<Thing>('things')
    if (round === 0) await createIndexes(collection)
    result.findings.push(...(await check(collection, journal)))
    if (round < rounds) await load(collection, server, journal, random, result)
    else count(result, 'documents at the end', await collection.countDocuments())
    await server.kill()
    await client.close()
    result.findings.push(...checkFiles(data))
  }
  return result
}

async function createIndexes(collection: Collection<Thing>): Promise<void> {
  await collection.createIndexes([
    { key: { n: 1 } },
    { key: { tags: 1 } },
    { key: { group: 1, n: -1 } },
    { key: { key: 1 }, unique: true },
    { key: { n: -1 }, name: 'partial', partialFilterExpression: { group: { $gt: 3 } } },
  ])
}

async function load(
  collection: Collection<Thing>,
  server: Running,
  journal: Journal,
  random: Random,
  result: Result,
): Promise<void> {
  const life = random.int(30, 600)
  const before = result.counts['writes acknowledged'] ?? 0
  const workers = Array.from({ length: WORKERS }, (_, n) => hammer(collection, journal, `w${n}`, random, result))
  const begun = () => (result.counts['writes acknowledged'] ?? 0) > before
  // What a server says has a code.
  const isLoss = (error: unknown) => error instanceof MongoError && error.code === undefined
  count(result, 'times killed')
  result.findings.push(...(await killUnder(server, workers, begun, life, isLoss)))
}
