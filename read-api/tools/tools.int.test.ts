import { expect, test } from 'vitest'
import type { ToolCaller } from '../../adapters/assistant/port.ts'
import { NOW, readSideForTests } from '../harness.ts'
import { sample, seedShop } from '../samples.ts'
import { merchantTools } from './merchant-tools.ts'

const world = readSideForTests()
const caller = (merchantId: string): ToolCaller => ({ merchantId, accountId: 'a1', role: 'owner', language: 'ko' })

/** Runs a tool as a shop; what it answers as JSON, and where that can be seen. */
async function ask(name: string, input: object, merchantId = 'm1') {
  const tool = merchantTools({ db: world.db, keys: world.keys }, () => NOW).find((one) => one.name === name)
  if (!tool) throw new Error(`there is no tool ${name}`)
  return tool.run(tool.input.parse(input), caller(merchantId)) as Promise<{
    data: Record<string, never>
    sources: { href: string }[]
    draft?: Record<string, unknown>
  }>
}

test('entries of a day, by channel and promotion, with the screen that shows them', async () => {
  await seedShop(world, 'm1')
  const day = { _id: 'm1_2026-11-20', merchantId: 'm1', position: 60, date: '2026-11-20', entries: 5 }
  await world.put('days', { ...day, channels: { instagram: 3, direct: 2 }, promotions: { 'm1-p1': 5 } })
  const { data, sources } = await ask('entries_by_day', { from: '2026-11-20', to: '2026-11-20' })
  expect(data).toMatchObject({
    ...{ entries: 5, today: '2026-11-21', channels: { instagram: 3, direct: 2 } },
    promotions: [{ promotionId: 'm1-p1', title: '가을 라떼 1', entries: 5 }],
  })
  expect(sources).toMatchObject([{ label: '참여 기록, 11월 20일(금)', href: '/promotions/m1-p1' }])
  const week = await ask('entries_by_day', { from: '2026-11-15', to: '2026-11-21' })
  expect(week.data).toMatchObject({ entries: 12, days: { '2026-11-16': 0, '2026-11-20': 5, '2026-11-21': 7 } })
  expect((await ask('entries_by_day', { from: '2026-11-20', to: '2020-01-01' })).data).toHaveProperty('error')
})

test('the promotion that paid best is the one with the fewest won an entry', async () => {
  await world.put('dashboards', { ...sample.dashboard('m1', 1), entries: 10, costWon: 5_000 })
  await world.put('dashboards', { ...sample.dashboard('m1', 4), entries: 50, costWon: 10_000 })
  const { data, sources } = await ask('promotion_results', {})
  expect(data.bestFirst).toEqual(['m1-p4', 'm1-p1'])
  expect(data.promotions).toContainEqual(expect.objectContaining({ promotionId: 'm1-p4', wonPerEntry: 200 }))
  expect(sources.map(({ href }) => href)).toContain('/results?promotion=m1-p4')
})

test('channels, and what runs', async () => {
  expect((await ask('channel_results', {})).data.channels).toMatchObject([{ channel: 'instagram', reach: 200 }])
  expect((await ask('list_promotions', { status: 'running' })).data.promotions).toMatchObject([
    { promotionId: 'm1-p1' },
  ])
})

test('a draft for an occasion fits what a promotion takes, and stores nothing', async () => {
  const { draft, data } = await ask('draft_promotion', { occasion: '추석 이벤트 초안 만들어 줘' })
  expect(draft).toMatchObject({ purpose: 'season', endsAt: '2027-09-15T14:59:00.000Z' })
  expect(draft?.title).toContain('추석')
  expect(Date.parse(`${draft?.startsAt}`)).toBeLessThan(Date.parse(`${draft?.endsAt}`))
  expect(data).toHaveProperty('why')
  const own = await ask('draft_promotion', { occasion: '크리스마스', title: '산타의 선물', channels: ['kakao'] })
  expect(own.draft).toMatchObject({ title: '산타의 선물', channels: ['kakao'], endsAt: '2026-12-25T14:59:00.000Z' })
})

test('another shop sees nothing of it, whatever it asks', async () => {
  await world.put('merchants', sample.merchant('m2'))
  const all = [
    await ask('entries_by_day', { from: '2026-11-15', to: '2026-11-21' }, 'm2'),
    await ask('promotion_results', {}, 'm2'),
    await ask('channel_results', { promotionId: 'm1-p1' }, 'm2'),
    await ask('list_promotions', {}, 'm2'),
  ]
  const said = JSON.stringify(all)
  expect(said).not.toContain('가을 라떼')
  expect(all[0]?.data).toMatchObject({ entries: 0, promotions: [] })
  expect(all[1]?.data).toMatchObject({ promotions: [] })
  expect(all[2]?.data).toMatchObject({ channels: [] })
  expect(all[3]?.data).toMatchObject({ promotions: [] })
  await expect(
    ask('entries_by_day', { from: '2026-11-20', to: '2026-11-20', merchantId: 'm1' }, 'm2'),
  ).rejects.toThrow()
})
