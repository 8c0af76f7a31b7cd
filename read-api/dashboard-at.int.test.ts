import { beforeAll, expect, test } from 'vitest'
import type { Cause } from '../adapters/event-store/event-store.ts'
import { actorOf, readSideForTests } from './harness.ts'
import { sample } from './samples.ts'

const world = readSideForTests()
const day = (number: number, hour = 3) =>
  `2026-11-${String(number).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00.000Z`
const RUN = { distributionId: 'm1-d1', promotionId: 'm1-p1', merchantId: 'm1', channel: 'kakao' }
const cause: Cause = {
  correlationId: 'correlation',
  causationId: 'causation',
  merchantId: 'm1',
  actor: 'saga',
  now: day(12),
}

beforeAll(async () => {
  await world.put('promotions', { ...sample.promotion('m1', 1), createdAt: day(10) })
  await world.put('distributions', sample.distribution('m1', 1))
  await world.put('dashboards', sample.dashboard('m1', 1))
  for (const [number, at] of [day(12), day(13), day(13, 4), day(15)].entries())
    await world.put('entries', { ...sample.entry('m1', number), at, source: number === 0 ? 'kakao' : 'direct' })
  // Another promotion's, which are not to be counted.
  await world.put('entries', { ...sample.entry('m1', 9), promotionId: 'm1-p2', at: day(12) })
  const published = { ...RUN, attempt: 1, postId: 'p', costWon: 900, at: day(12) }
  const measured = (reach: number, at: string) => ({ ...RUN, reach, clicks: reach / 10, costWon: 900, at })
  const events = [
    { type: 'PostPublished', data: published },
    { type: 'PostMeasured', data: measured(100, day(13)) },
    { type: 'PostMeasured', data: measured(250, day(14)) },
  ]
  await world.store.append('distribution-m1-d1', { revision: -1, hash: '' }, events, cause)
  await world.reach(1_000)
})

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies, and an assertion fails on a wrong one
async function at(instant: string, actor = actorOf('m1')): Promise<{ status: number; body: any }> {
  const response = await world.get(`/api/v1/promotions/m1-p1/dashboard?at=${encodeURIComponent(instant)}`, actor)
  return { status: response.status, body: await response.json() }
}

test.each([
  ['before it was begun', day(9), { entries: 0, reach: 0, costWon: 0, days: {} }],
  ['before anything happened', day(11), { entries: 0, reach: 0, costWon: 0, days: {} }],
  ['at its first post and entry', day(12), { entries: 1, reach: 0, costWon: 900, days: { '2026-11-12': 1 } }],
  ['a day later', day(13), { entries: 2, reach: 100, clicks: 10, days: { '2026-11-12': 1, '2026-11-13': 1 } }],
  ['when the channel had reported again', day(14), { entries: 3, reach: 250, clicks: 25, costWon: 900 }],
  ['in the end', day(30), { entries: 4, reach: 250, hours: { '4-12': 1, '5-12': 1, '5-13': 1, '0-12': 1 } }],
])('the figures %s', async (_, instant, figures) => {
  const { status, body } = await at(instant)
  expect([status, body.id]).toEqual([200, 'm1-p1'])
  expect(body).toMatchObject(figures)
})

test('an instant may be told with its own offset, and what each channel had brought is told', async () => {
  const { body } = await at('2026-11-13T12:00:00+09:00')
  expect(body.channels).toEqual({
    kakao: { reach: 100, clicks: 10, entries: 1, costWon: 900 },
    direct: { reach: 0, clicks: 0, entries: 1, costWon: 0 },
  })
})

test('without an instant it is the live view, and names are nowhere', async () => {
  const response = await world.get('/api/v1/promotions/m1-p1/dashboard', actorOf('m1', 'auditor'))
  expect(await response.json()).toMatchObject({ entries: sample.dashboard('m1', 1).entries })
  expect(JSON.stringify((await at(day(30), actorOf('m1', 'auditor'))).body)).not.toContain('이바다')
})

test('another shop’s is not there, and no instant is told as such', async () => {
  expect(await at(day(13), actorOf('m2'))).toMatchObject({ status: 404, body: { code: 'PROMOTION_NOT_FOUND' } })
  expect(await at('yesterday')).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } })
})
