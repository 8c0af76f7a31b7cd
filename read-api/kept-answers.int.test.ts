import { beforeEach, expect, test, vi } from 'vitest'
import { activate } from '../projections/active.ts'
import type { Row } from '../projections/rows/row.ts'
import { collectionName } from '../projections/view.ts'
import { views } from '../projections/views.ts'
import { actorOf, readSideForTests } from './harness.ts'
import { sample } from './samples.ts'

const world = readSideForTests()
let position = 0
let id = ''

/** A new promotion of m1, and a read model that has come to it. */
beforeEach(async () => {
  position += 10
  id = `p${position}`
  await put('처음')
  await world.reach(position)
})

const put = (title: string) => world.put('promotions', sample.promotion('m1', 1, { _id: id, position, title }))
const ask = async (merchantId = 'm1', role: 'owner' | 'operator' = 'owner', query = '') => {
  const answer = await world.get(`/api/v1/promotions/${id}${query}`, actorOf(merchantId, role))
  return { ...((await answer.json()) as object), code: answer.status, at: answer.headers.get('madang-position') }
}

test('an answer is made anew as soon as the read model moves, and not before', async () => {
  expect(await ask()).toMatchObject({ code: 200, at: `${position}`, title: '처음' })
  await put('다음')
  expect(await ask()).toMatchObject({ at: `${position}`, title: '처음' })
  await world.reach(position + 1)
  expect(await ask('m1', 'owner', `?min-position=${position + 1}`)).toMatchObject({ title: '다음' })
  expect(await ask('m1', 'owner', '?min-position=0')).toMatchObject({ at: `${position + 1}`, title: '다음' })
})

test('nobody is given what was kept for another shop, or for another role', async () => {
  expect((await ask()).code).toBe(200)
  expect(await ask('m2')).toMatchObject({ code: 404 })
  expect(await ask('m1', 'operator')).toMatchObject({ code: 403 })
})

test('the next version of a view answers for itself, though it has come to the same position', async () => {
  const view = views.find(({ name }) => name === 'promotions')
  if (!view) throw new Error('there is no view of promotions')
  const next = { name: view.name, version: view.version + 1 }
  expect(await ask()).toMatchObject({ title: '처음' })
  const row = sample.promotion('m1', 1, { _id: id, position, title: '새 판' })
  await world.db.collection<Row>(collectionName(next)).insertOne(row)
  const checkpoint = { position, at: new Date() }
  await world.db.collection<{ _id: string }>('checkpoints').insertOne({ _id: collectionName(next), ...checkpoint })
  await activate(world.db, next)
  await vi.waitFor(async () => expect(await ask()).toMatchObject({ at: `${position}`, title: '새 판' }))
  await activate(world.db, view)
})
