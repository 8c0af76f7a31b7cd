import { expect, test } from 'vitest'
import { useMongo } from '../adapters/mongo/test-support.ts'
import { activeCollection } from '../projections/active.ts'
import { checkpointsOf } from '../projections/checkpoints.ts'
import type { EntryRow, PromotionRow } from '../projections/rows/promotions.ts'
import { entrantsOf, entriesOf } from './entrants.ts'

const context = useMongo()

test('a draw is among those who entered this promotion and were not erased, once the view has all of them', async () => {
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
  await rows.insertOne({ _id: 'p1.gone', promotionId: 'p1', erasedAt: '2026-11-21T03:00:00.000Z' } as EntryRow)
  await checkpointsOf(db).insertOne({ _id: rows.collectionName, position: 7, at: new Date() })
  expect((await entrantsOf(db, 'p1', 7)).sort()).toEqual(['p1.0', 'p1.zz'])
  await expect(entrantsOf(db, 'p1', 8)).rejects.toMatchObject({ code: 'READ_MODEL_BEHIND' })
})

test('a person is found in every promotion of the shop by the number, and nobody else is', async () => {
  const { db } = context.mongo
  const promotions = await activeCollection<PromotionRow>(db, 'promotions')
  const entries = await activeCollection<EntryRow>(db, 'entries')
  const keyedHash = (purpose: string, value: string) => `${purpose}-${value}`.replaceAll('/', '_')
  for (const [merchantId, promotionId] of [
    ['m7', 's1'],
    ['m7', 's2'],
    ['m7', 's3'],
    ['m8', 's4'],
  ] as const) {
    await promotions.insertOne({ _id: promotionId, merchantId } as PromotionRow)
    for (const phone of promotionId === 's3' ? ['0103'] : ['0102', '0103'])
      await entries.insertOne({ _id: `${promotionId}.${keyedHash(`participant/${promotionId}`, phone)}` } as EntryRow)
  }
  for (const { collectionName: _id } of [promotions, entries])
    await checkpointsOf(db).updateOne({ _id }, { $set: { position: 9, at: new Date() } }, { upsert: true })
  const found = (position = 9) => entriesOf(db, keyedHash, { merchantId: 'm7', phone: '0102' }, position)
  expect((await found()).sort()).toEqual(['s1.participant_s1-0102', 's2.participant_s2-0102'])
  await expect(found(10)).rejects.toMatchObject({ code: 'READ_MODEL_BEHIND' })
})
