import { expect, test } from 'vitest'
import { useMongo } from '../adapters/mongo/test-support.ts'
import { activeCollection } from '../projections/active.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import type { EntryRow } from '../projections/rows/promotions.ts'
import { entrantsOf } from './entrants.ts'

const context = useMongo()

test('a draw is among those who entered this promotion, once the view has all of them', async () => {
  const { db } = context.mongo
  const rows = await activeCollection<EntryRow>(db, 'entries')
  const enter = (promotionId: string, key: string) =>
    rows.insertOne({ _id: `${promotionId}.${key}`, promotionId, merchantId: 'm1', position: 1 } as EntryRow)
  for (const [promotionId, key] of [
    ['p1', '0'],
    ['p1', 'zz'],
    ['p10', '0'],
    ['p1-', '0'],
    ['p', '0'],
  ] as const)
    await enter(promotionId, key)
  await checkpointsOf(db).insertOne({ _id: rows.collectionName, position: 7, at: new Date() })
  expect((await entrantsOf(db, 'p1', 7)).sort()).toEqual(['p1.0', 'p1.zz'])
  await expect(entrantsOf(db, 'p1', 8)).rejects.toMatchObject({ code: 'READ_MODEL_BEHIND' })
})
