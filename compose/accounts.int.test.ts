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
  await expect(findAccount(['someone', 'later'], 7)).rejects.toMatchObject({ code: 'READ_MODEL_BEHIND' })
  const at = new Date()
  await rows.insertOne({ _id: 'someone', position: 7, merchantId: 'm', role: 'owner' } as AccountRow)
  await checkpointsOf(db).insertOne({ _id: rows.collectionName, position: 7, at })
  expect(await findAccount(['someone', 'later'], 7)).toMatchObject({ actor: { accountId: 'someone' }, position: 7 })
  expect(await findAccount(['nobody'], 7)).toBeUndefined()
})

test('of the accounts of an address the open one counts, and the next is another once all are closed', async () => {
  const { db } = context.mongo
  const rows = await activeCollection<AccountRow>(db, 'accounts')
  const { accountOf, findAccount } = accountsOf({ db, keys: { find: async () => undefined } })
  const ids = ['first', 'second', 'third']
  const put = (_id: string, more: Partial<AccountRow> = {}) =>
    rows.replaceOne({ _id }, { position: 9, merchantId: 'm', role: 'staff', ...more } as AccountRow, { upsert: true })
  const closed = { closedAt: '2026-11-21T03:00:00.000Z' }
  expect(await accountOf(ids)).toEqual({ accountId: 'first', isTaken: false })
  await put('first')
  expect(await accountOf(ids)).toEqual({ accountId: 'first', isTaken: true })
  await put('first', closed)
  expect(await accountOf(ids)).toEqual({ accountId: 'second', isTaken: false })
  expect(await findAccount(ids, undefined)).toBeUndefined()
  await put('second')
  expect(await accountOf(ids)).toEqual({ accountId: 'second', isTaken: true })
  expect(await findAccount(ids, undefined)).toMatchObject({ actor: { accountId: 'second' } })
  await put('second', closed)
  await put('third', closed)
  expect(await accountOf(ids)).toEqual({ accountId: 'third', isTaken: true })
})
