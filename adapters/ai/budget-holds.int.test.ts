import { MongoClient } from 'mongodb'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EmbeddedServer } from '../../embedded/cli.ts'
import { startMongo } from '../../embedded/mongo/server.ts'
import { type HoldsRow, openBudgetHolds } from './budget-holds.ts'
import { createLedger, type ModelCall } from './ledger.ts'

let server: EmbeddedServer
const clients: MongoClient[] = []
beforeAll(async () => {
  server = await startMongo({ port: 0, data: ':memory:' })
})
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()))
  await server.stop()
})

async function holdsOf(shop: string) {
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${server.port}`)
  clients.push(client)
  return openBudgetHolds(client.db('test').collection<HoldsRow>(`holds-${shop}`))
}

test('many replicas that begin calls at once never promise more than the budget, and use all of it', async () => {
  const [WORST, COST, BUDGET] = [1, 0.4, 10]
  const known = { monthlyUsd: BUDGET, isUsedUp: false, spentUsd: 0, position: 0 }
  let position = 0
  const log: ModelCall[] = []
  const replica = async () =>
    createLedger({
      holds: await holdsOf('m1'),
      append: async (call) => {
        position += 1
        log.push(call)
        return { position }
      },
      spending: async () => ({ ...known }),
      report: async () => {},
      monthOf: (instant) => instant.slice(0, 7),
      now: () => '2026-11-21T03:00:00.000Z',
      onError: (error) => {
        throw error
      },
    })
  const replicas = await Promise.all([1, 2, 3].map(replica))
  const caller = { merchantId: 'm1' }
  const about = { caller, task: 'chat', provider: 'p', model: 'm', outcome: 'answered' } as const
  const call = { ...about, inputTokens: 1, outputTokens: 1, costUsd: COST, latencyMs: 1 }
  /** What the read model knows comes behind what is in the log. */
  const project = () => Object.assign(known, { spentUsd: log.length * COST, position })
  for (let round = 0; round < 6; round += 1) {
    const begun = await Promise.all(
      replicas.flatMap((ledger) => Array.from({ length: 8 }, () => ledger.admit(caller, WORST).catch(() => undefined))),
    )
    const open = begun.filter((done) => done !== undefined)
    expect(known.spentUsd + open.length * WORST).toBeLessThanOrEqual(BUDGET)
    for (const [at, done] of open.entries()) {
      replicas[at % replicas.length]?.record(call)
      done()
    }
    await Promise.all(replicas.map((ledger) => ledger.flush()))
    project()
  }
  expect(known.spentUsd).toBeLessThanOrEqual(BUDGET)
  expect(known.spentUsd).toBeGreaterThan(BUDGET - WORST)
})

test('a hold that was taken away does not come back when its call is recorded', async () => {
  const holds = await holdsOf('m2')
  const hold = { month: '2026-11', usd: 1, until: 1 }
  const { id } = await holds.place('m2', hold)
  await holds.remove('m2', [id])
  await holds.recorded('m2', id, { position: 7, usd: 1 })
  const { id: next, all } = await holds.place('m2', hold)
  expect(all).toEqual({ [next]: hold })
})
