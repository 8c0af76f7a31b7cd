import { expect, test } from 'vitest'
import { useMongo } from '../adapters/mongo/test-support.ts'
import { activeCollection } from '../projections/active.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import type { AccountRow } from '../projections/rows/people.ts'
import { accountsOf } from './accounts.ts'

const context = useMongo()

test('who signs in right after signing up is told that the view is behind, not that the password is wrong', async () => {
  const { db } = context.mongo
  const keys = { find: async () => undefined }
  const rows = await activeCollection<AccountRow>(db, 'accounts')
  const { findAccount } = accountsOf({ db, keys })
  await expect(findAccount('someone', 7)).rejects.toMatchObject({ code: 'READ_MODEL_BEHIND' })
  const at = new Date()
  await rows.insertOne({ _id: 'someone', position: 7, merchantId: 'm', role: 'owner' } as AccountRow)
  await checkpointsOf(db).insertOne({ _id: rows.collectionName, position: 7, at })
  expect(await findAccount('someone', 7)).toMatchObject({ accountId: 'someone' })
  expect(await findAccount('nobody', 7)).toBeUndefined()
})
