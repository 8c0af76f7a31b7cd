import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Madang, startMadang } from '../compose/madang.ts'
import type { Client } from '../demo/client.ts'
import type { DistributionRow, TargetRow } from '../projections/rows/distributions.ts'
import type { Home } from '../read-api/home.ts'
import { type Sandbox, settings, startSandbox, temporaryFolder } from './instance.ts'
import { enter, lookFor, openShop, startPromotion, targetsOnce } from './shop.ts'

const FAILING = Array.from({ length: 40 }, () => ({ kind: 'status', status: 500 }))

let sandbox: Sandbox
let data: string
let madang: Madang
let shop: Client

beforeAll(async () => {
  sandbox = await startSandbox()
  data = await temporaryFolder()
  madang = await startMadang({ env: settings(data, sandbox), withoutWeb: true, onError: () => {} })
  shop = await openShop(madang.origin)
})
afterAll(async () => {
  await madang?.stop()
  await sandbox?.stop()
  if (data) await rm(data, { recursive: true })
})

const metric = async (line: RegExp) => line.exec(await (await fetch(`${madang.origin}/metrics`)).text())?.[1]
const distributionOf = async (promotionId: string) =>
  (
    await lookFor<{ items: (DistributionRow & { id: string })[] }>(
      shop,
      `/api/v1/promotions/${promotionId}/distributions`,
      ({ items }) => items.length > 0,
    )
  ).items[0]?.id ?? ''

test('while the demo shop is made nobody is let in, and the health says what is waited for', async () => {
  const statusOf = async (path: string) => (await fetch(`${madang.origin}${path}`)).status
  const open = madang.shut()
  const health = await fetch(`${madang.origin}/healthz`)
  expect(health.status).toBe(503)
  expect(await health.json()).toMatchObject({ status: 'not-ready', parts: { seed: 'starting', mongo: 'ready' } })
  expect(await statusOf('/api/openapi.json')).toBe(503)
  open()
  expect(await statusOf('/api/openapi.json')).toBe(200)
  expect(await statusOf('/healthz')).toBe(200)
})

test('with `Prefer: wait` the answer is the finished job, without it a job id', async () => {
  const asked = { purpose: 'sales' }
  const waited = await shop.command('request-recommendation', asked, { wait: 20 })
  expect(waited.status).toBe(200)
  expect(waited.body.job).toMatchObject({ status: 'done', percent: 100 })
  const atOnce = await shop.command('request-recommendation', { ...asked, season: 'spring' })
  expect(atOnce.status).toBe(202)
  expect(atOnce.body).toMatchObject({ jobId: atOnce.body.id, repeated: false })
  expect(Number(await metric(/madang_recommendation_cache_lookups\{outcome="miss"\} (\d+)/))).toBeGreaterThan(0)
})

test('an API that keeps failing is left alone: its channel is skipped with a notice, the others are posted on', async () => {
  await sandbox.script('genie-tv', FAILING)
  const isSettled = ({ state, channel }: TargetRow) =>
    channel === 'genie-tv' ? state !== 'publishing' && state !== 'delayed' : state === 'published'
  // Each makes a handful of calls that fail; the breaker looks at ten before it judges.
  for (let round = 0; round < 20 && (await metric(/madang_breaker_state\{api="genie-tv"\} (\d)/)) !== '2'; round += 1) {
    const ids = await Promise.all([1, 2, 3, 4].map(() => startPromotion(shop, ['genie-tv'])))
    await Promise.all(ids.map(async (id) => targetsOnce(shop, await distributionOf(id), isSettled)))
  }
  expect(await metric(/madang_breaker_state\{api="genie-tv"\} (\d)/)).toBe('2')
  const promotionId = await startPromotion(shop, ['genie-tv', 'instagram', 'ringobiz'])
  const targets = await targetsOnce(shop, await distributionOf(promotionId), isSettled)
  expect(targets.find(({ channel }) => channel === 'genie-tv')).toMatchObject({
    state: 'skipped',
    code: 'BREAKER_OPEN',
  })
  const home = await lookFor<Home>(shop, '/api/v1/home', ({ notices }) =>
    notices.some((notice) => notice.kind === 'channel-skipped' && notice.promotionId === promotionId),
  )
  expect(home.notices.every(({ open }) => open)).toBe(true)
})

test('the winners of an ended promotion are drawn once, from everyone who entered', async () => {
  const promotionId = await startPromotion(shop)
  for (const person of [1, 2, 3]) await enter(shop, promotionId, person)
  const early = await shop.command('draw-winners', { promotionId, count: 2 }, { expect: 409 })
  expect(early.body.code).toBe('PROMOTION_NOT_ENDED')
  await shop.command('end-promotion', { promotionId })
  const drawn = await shop.command('draw-winners', { promotionId, count: 2 })
  const again = await shop.command('draw-winners', { promotionId, count: 3 })
  expect(again.body).toMatchObject({ repeated: true, position: drawn.body.position })
  const { body } = await shop.get(`/api/v1/promotions/${promotionId}/winners?min-position=${drawn.body.position}`)
  expect(body.items.map(({ won }: { won: number }) => won)).toEqual([1, 2])
  const row = await shop.get(`/api/v1/promotions/${promotionId}?min-position=${drawn.body.position}`)
  expect(row.body).toMatchObject({ phase: 'closed', winners: 2 })
})

test('a promotion that nobody entered is closed by itself, and asks for no draw', async () => {
  const promotionId = await startPromotion(shop)
  await shop.command('end-promotion', { promotionId })
  const path = `/api/v1/promotions/${promotionId}`
  await lookFor<{ phase: string }>(shop, path, ({ phase }) => phase === 'closed')
  type Notice = { promotionId?: string; kind: string; open: boolean }
  const mine = ({ promotionId: about }: Notice) => about === promotionId
  const { items } = await lookFor<{ items: Notice[] }>(shop, '/api/v1/notices', ({ items }) =>
    items.some((notice) => mine(notice) && !notice.open),
  )
  expect(items.filter(mine)).toMatchObject([{ kind: 'promotion-unentered', open: false }])
  const timeline = await lookFor<{ items: { type: string }[] }>(
    shop,
    `${path}/timeline`,
    ({ items }) => items.length > 3,
  )
  expect(timeline.items.map(({ type }) => type)).toContain('NobodyEntered')
})

test('health names every part', async () => {
  const response = await fetch(`${madang.origin}/healthz`)
  expect(response.status).toBe(200)
  const parts = ['eventstore', 'mongo', 'nats', 'projections', 'sagas', 'publisher']
  expect(await response.json()).toEqual({
    status: 'ready',
    parts: Object.fromEntries(parts.map((part) => [part, 'ready'])),
  })
})
