import { beforeAll, expect, test } from 'vitest'
import { ERASED } from '../adapters/event-store/personal-data.ts'
import type { Role } from '../domain/kernel.ts'
import type { EntryRow } from '../projections/rows/promotions.ts'
import { actorOf, entryIdOf, NOW, readSideForTests } from './harness.ts'
import { sample, seedShop } from './samples.ts'

const world = readSideForTests()
const PHONE = '01098761234'

const enter = (merchantId: string, changes: Partial<EntryRow> = {}) => {
  const { _id, ...row } = sample.entry(merchantId, 1)
  return world.put('entries', { ...row, _id: entryIdOf(row.promotionId, PHONE), phone: PHONE, ...changes })
}
beforeAll(async () => {
  for (const merchantId of ['m1', 'm2']) {
    await seedShop(world, merchantId)
    await enter(merchantId, { name: `${merchantId} 손님`, won: 3 })
  }
})

async function find(phone: string, promotionId = 'm1-p1', role?: Role) {
  const actor = actorOf('m1', role as 'owner' | undefined)
  const response = await world.post(`/api/v1/promotions/${promotionId}/entries/find`, { phone }, actor)
  return { status: response.status, body: await response.json() }
}

test('finds the entry of who has a number, however it is written', async () => {
  const id = entryIdOf('m1-p1', PHONE)
  for (const phone of [PHONE, '010-9876-1234', '010 9876 1234', '+82-10-9876-1234', '(+82) 010.9876.1234'])
    for (const role of ['owner', 'staff'] as const) {
      const { status, body } = await find(phone, 'm1-p1', role)
      expect([status, body], phone).toMatchObject([200, { entry: { id, name: 'm1 손님', phone: PHONE, won: 3 } }])
      expect((body as { entry: object }).entry).not.toHaveProperty('nameKey')
    }
})

test('another number, another promotion and another shop have no such entry', async () => {
  expect(await find('010-9876-1235')).toEqual({ status: 200, body: {} })
  expect(await find(PHONE, 'm1-p2')).toEqual({ status: 200, body: {} })
  expect(await find(PHONE, 'm2-p1')).toMatchObject({ status: 404, body: { code: 'PROMOTION_NOT_FOUND' } })
  // An id of ours in the row of another shop is not ours.
  await enter('m2', { _id: entryIdOf('m1-p3', PHONE) })
  expect(await find(PHONE, 'm1-p3')).toEqual({ status: 200, body: {} })
})

test('what is no whole mobile number is refused, and so are those who may not see entries', async () => {
  for (const phone of ['', '1234', '010-9876', '02-987-1234', '$gt'])
    expect(await find(phone), phone).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } })
  for (const role of ['auditor', 'operator'] as const)
    expect(await find(PHONE, 'm1-p1', role)).toMatchObject({ status: 403, body: { code: 'NOT_ALLOWED' } })
})

test('who was erased is not found by the number, and is still in the list', async () => {
  await enter('m1', { name: ERASED, phone: ERASED, erasedAt: NOW })
  expect(await find(PHONE)).toEqual({ status: 200, body: {} })
  const id = entryIdOf('m1-p1', PHONE)
  const listed = async (query: string, promotion = 'm1-p1') => {
    const response = await world.get(`/api/v1/promotions/${promotion}/entries${query}`, actorOf('m1'))
    return ((await response.json()) as { items: { id: string }[] }).items.map((entry) => entry.id)
  }
  expect(await listed(`?entry=${id}`)).toEqual([id])
  expect(await listed('')).toContain(id)
  expect(await listed(`?entry=${id}`, 'm1-p2')).toEqual([])
  expect(await listed(`?entry=${id}&source=kakao`)).toEqual([])
})
