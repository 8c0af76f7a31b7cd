import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { ANY, EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { MongoBulkWriteError } from 'mongodb'
import pRetry from 'p-retry'
import { expect, onTestFinished, test } from 'vitest'
import { isEventStoreOutage } from '../adapters/event-store/outage.ts'
import { connectMongo } from '../adapters/mongo/connect.ts'
import { isMongoOutage } from '../adapters/mongo/outage.ts'
import { type EmbeddedName, launchEmbedded } from '../embedded/launch.ts'

const KILLS = 4
const AT_ONCE = 24

async function launch(name: EmbeddedName) {
  const data = await mkdtemp(join(tmpdir(), 'madang-outage-errors-'))
  const server = await launchEmbedded(name, ['--data', data], () => {})
  onTestFinished(async () => {
    await server.stop()
    await rm(data, { recursive: true })
  })
  return server
}

/** Calls over and over while the server is killed again and again; gives every error that a call ended with. */
async function errorsUnder(server: { pid: number }, calls: readonly (() => Promise<unknown>)[]): Promise<unknown[]> {
  const errors: unknown[] = []
  let answered = 0
  let goesOn = true
  const call = async (turn: number) => {
    try {
      await calls[turn % calls.length]?.()
      answered += 1
    } catch (error) {
      errors.push(error)
      await delay(5)
    }
  }
  const caller = async (_: unknown, index: number) => {
    for (let turn = index; goesOn; turn += 1) await call(turn)
  }
  const callers = Array.from({ length: AT_ONCE }, caller)
  for (let kill = 0; kill < KILLS; kill += 1) {
    const before = answered
    await expect.poll(() => answered).toBeGreaterThan(before + 200)
    process.kill(server.pid, 'SIGKILL')
  }
  const before = answered
  await expect.poll(() => answered).toBeGreaterThan(before + 20)
  goesOn = false
  await Promise.all(callers)
  return errors
}

test('every error of a MongoDB that is killed under load is known as an outage', async () => {
  const server = await launch('mongo')
  // Calls are to fail soon; a busy machine may be slower than that at first.
  const url = `mongodb://127.0.0.1:${server.port}`
  const mongo = await pRetry(() => connectMongo({ url, timeoutMs: 200 }), { retries: 20, minTimeout: 50 })
  onTestFinished(mongo.close)
  const rows = mongo.db.collection<{ _id: string; number: number }>('rows')
  const _id = 'one'
  const errors = await errorsUnder(server, [
    () => rows.findOne({ _id }),
    () => rows.find().toArray(),
    () => rows.updateOne({ _id }, { $set: { number: 1 } }, { upsert: true }),
    () => rows.bulkWrite([{ updateOne: { filter: { _id }, update: { $inc: { number: 1 } }, upsert: true } }]),
    () => rows.aggregate([{ $match: { _id } }]).toArray(),
  ])
  expect(errors.filter((error) => !isMongoOutage(error))).toEqual([])
  expect(errors.some((error) => error instanceof MongoBulkWriteError)).toBe(true)
})

test('every error of an event store that is killed under load is known as an outage', async () => {
  const server = await launch('eventstore')
  const client = EventStoreDBClient.connectionString(`esdb://127.0.0.1:${server.port}?tls=false`)
  onTestFinished(() => client.dispose())
  const read = async () => {
    for await (const _ of client.readStream('outage', { maxCount: 5 }));
  }
  const append = () =>
    client.appendToStream('outage', jsonEvent({ type: 'Counted', data: {} }), { expectedRevision: ANY })
  await append()
  const errors = await errorsUnder(server, [append, read])
  expect(errors.length).toBeGreaterThan(0)
  expect(errors.filter((error) => !isEventStoreOutage(error))).toEqual([])
})
