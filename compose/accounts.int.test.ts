import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectMongo, type Mongo } from '../adapters/mongo/connect.ts'
import { startMongo } from '../embedded/mongo/server.ts'
import { activeCollection } from '../projections/active.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import type { AccountRow } from '../projections/rows/people.ts'
import { accountsOf } from './accounts.ts'

let mongo: Mongo
let stop = async () => {}
beforeAll(async () => {
  const server = await startMongo({ port: 0, data: ':memory:' })
  mongo = await connectMongo({ url: `mongodb://127.0.0.1:${server.port}` })
  stop = async () => {
    await mongo.close()
    await server.stop()
  }
})
afterAll(() => stop())

test('who signs in right after signing up is told that the view is behind, not that the password is wrong', async () => {
  const { db } = mongo
  const rows = await activeCollection<AccountRow>(db, 'accounts')
  const { findAccount } = accountsOf(db)
  await expect(findAccount('someone', 7)).rejects.toMatchObject({ code: 'READ_MODEL_BEHIND' })
  const at = new Date()
  await rows.insertOne({ _id: 'someone', position: 7, accountId: 'a', merchantId: 'm', role: 'owner' } as AccountRow)
  await checkpointsOf(db).insertOne({ _id: rows.collectionName, position: 7, at })
  expect(await findAccount('someone', 7)).toMatchObject({ accountId: 'a' })
  expect(await findAccount('nobody', 7)).toBeUndefined()
})
