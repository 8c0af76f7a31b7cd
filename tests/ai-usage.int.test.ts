import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Madang, startMadang } from '../compose/madang.ts'
import { type Client, createClient } from '../demo/client.ts'
import { Purpose } from '../domain/recommendation.ts'
import { type AiDouble, startAiDouble } from '../embedded/ai-double/server.ts'
import type { AiUsage } from '../read-api/ai-usage.ts'
import { lookFor, openShop, startPromotion } from './shop.ts'

/** A recommendation of the double costs 40 cents at this price: two steps of 2,000 tokens. */
const PRICES = '{"claude-haiku-5-5":{"input":100,"output":100},"gpt-6-luna":{"input":100,"output":100}}'
const PLACE = { trade: 'cafe', region: 'busan' }

let double: AiDouble
let madang: Madang
let folder: string
let owner: Client
beforeAll(async () => {
  double = await startAiDouble({ port: 0 })
  folder = await mkdtemp(join(tmpdir(), 'madang-ai-usage-'))
  const limits = { MADANG_CALLS_PER_MINUTE: '1000000', MADANG_PUBLIC_CALLS_PER_MINUTE: '1000000' }
  const anthropic = { ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: double.anthropicUrl }
  const openai = { OPENAI_API_KEY: 'any', OPENAI_MODEL: 'gpt-6-luna', OPENAI_BASE_URL: double.openAiUrl }
  const local = { PORT: '0', MADANG_DATA: folder, MADANG_SEED: 'false', MADANG_ACCESS_LOG: 'false' }
  const env = { ...local, ...limits, ...anthropic, ...openai, AI_PRICES: PRICES }
  madang = await startMadang({ env, withoutWeb: true, onError: () => {} })
  owner = await openShop(madang.origin)
})
afterAll(async () => {
  await madang?.stop()
  await double?.stop()
  await rm(folder, { recursive: true })
})

const usageOnce = (wanted: (usage: AiUsage) => unknown) => lookFor<AiUsage>(owner, '/api/v1/ai-usage', wanted)
async function recommend(shop: Client, purpose: string, season = 'winter') {
  const { body } = await shop.command('request-recommendation', { purpose, season, ...PLACE }, { wait: 20 })
  return body.job.result as { usage: { provider: string; failedFirst: string[] }; cached: boolean }
}

test('what models cost is seen by model, task and day; who fails over is seen too', async () => {
  const fault = { kind: 'status' as const, status: 401 }
  const script = { when: { provider: 'anthropic' }, behaviours: [fault] }
  await fetch(`${double.anthropicUrl}/control/script`, { method: 'POST', body: JSON.stringify(script) })
  const { usage } = await recommend(owner, 'sales')
  expect(usage.provider).toBe('anthropic')
  const shown = await usageOnce(({ totals }) => totals.calls === 3)
  expect(shown.models).toMatchObject([
    { provider: 'anthropic', calls: 2, answered: 1, failed: 1, failures: { unauthorised: 1 } },
    { provider: 'openai', calls: 1, answered: 1 },
  ])
  expect(shown.totals.costUsd).toBeCloseTo(0.4, 9)
  expect(shown.tasks).toMatchObject([{ task: 'recommend', calls: 3 }])
  expect(shown.byDay.at(-1)).toMatchObject({ calls: 3, failed: 1 })
  expect(shown.budget).toEqual({ monthlyUsd: null, spentUsd: shown.totals.costUsd })
})

test('an answer that was paid for costs nothing, and says whose call paid', async () => {
  expect((await recommend(owner, 'sales')).cached).toBe(true)
  const { totals } = await usageOnce(({ totals }) => totals.shared === 1)
  expect([totals.calls, Math.round(totals.costUsd * 10)]).toEqual([3, 4])
})

test('a budget warns at 80 %, and is held: what may not fit any more is not asked, and the offline planner says why', async () => {
  // A step is taken to cost $1.20 at most, for prompts and answers at their longest.
  const monthlyUsd = 5.9
  await owner.command('set-ai-budget', { monthlyUsd })
  await usageOnce(({ budget }) => budget.monthlyUsd === monthlyUsd)
  const wanted = (['spring', 'summer'] as const).flatMap((season) => Purpose.options.map((of) => [of, season] as const))
  for (const [purpose, season] of wanted) {
    if ((await recommend(owner, purpose, season)).usage.provider === 'offline') break
    const { budget } = await usageOnce(() => true)
    expect(budget.exhaustedAt).toBeUndefined()
  }
  const { budget } = await usageOnce(({ budget }) => budget.warnedAt && budget.exhaustedAt)
  expect(budget.spentUsd).toBeGreaterThanOrEqual(monthlyUsd * 0.8)
  expect(budget.spentUsd).toBeLessThanOrEqual(monthlyUsd)
  const asked = double.requests.length
  expect((await recommend(owner, 'clearance')).usage).toMatchObject({ provider: 'offline', failedFirst: ['budget'] })
  expect(double.requests).toHaveLength(asked)
  const { body } = await owner.get('/api/v1/home')
  expect(body.notices).toMatchObject([{ kind: 'ai-budget-exhausted', severity: 'failure' }])
})

test('a raised budget lets models be asked again, and the notice goes', async () => {
  await owner.command('set-ai-budget', { monthlyUsd: null })
  await usageOnce(({ budget }) => budget.monthlyUsd === null)
  expect((await recommend(owner, 'season')).usage.provider).toBe('anthropic')
  expect((await owner.get('/api/v1/home')).body.notices).toEqual([])
})

test('a budget is the owner’s to set, and its figures are nobody else’s to see', async () => {
  const stranger = createClient(madang.origin)
  await stranger.command('set-ai-budget', { monthlyUsd: 5 }, { expect: 401 })
  await owner.command('set-ai-budget', { monthlyUsd: -1 }, { expect: 400 })
  const place = { shopName: '달빛카페', trade: 'cafe', region: 'busan', businessNumber: '123-45-67891' }
  const who = { openedOn: '2020-03-02', ownerName: '김하늘', email: 'moon@cafe.example', password: 'lanterns at night' }
  const { body } = await stranger.command('register-merchant', { ...place, ...who })
  const { email, password } = who
  const session = await stranger.post(`/api/v1/sign-in?min-position=${body.position}`, { email, password })
  stranger.token = session.body.token
  await stranger.command('set-ai-budget', { monthlyUsd: 5, merchantId: 'somebody-else' })
  const own = await lookFor<AiUsage>(stranger, '/api/v1/ai-usage', ({ budget }) => budget.monthlyUsd === 5)
  expect(own.totals.calls).toBe(0)
  await recommend(stranger, 'sales')
  const shared = await lookFor<AiUsage>(stranger, '/api/v1/ai-usage', ({ totals }) => totals.shared > 0)
  expect(shared.totals).toMatchObject({ calls: 0, costUsd: 0 })
})

test('a participant’s name and number never reach a provider, and stand in the reply', async () => {
  const promotionId = await startPromotion(owner)
  await owner.command('submit-entry', {
    ...{ promotionId, name: '남궁하은', phone: '010-7000-1234' },
    ...{ source: 'kakao', consent: true },
  })
  await lookFor<{ items: unknown[] }>(owner, `/api/v1/promotions/${promotionId}/entries`, ({ items }) => items.length)
  const { body } = await owner.get('/api/v1/catalogue')
  const text = '남궁하은님이 010-7000-1234로 연락 달래요'
  const sent = await owner.command('send-chat-message', { assistantId: body.items[0].id, text })
  type Said = { messages: { by: string; status: string; text: string }[] }
  const { messages } = await lookFor<Said>(owner, `/api/v1/conversations/${sent.body.id}`, ({ messages }) =>
    messages.some(({ by, status }) => by === 'assistant' && status === 'completed'),
  )
  expect(messages.at(-1)?.text).toContain(text)
  const received = JSON.stringify(double.requests)
  for (const secret of ['남궁하은', '010-7000-1234']) expect(received.includes(secret), secret).toBe(false)
  expect(received.includes('[NAME_1]님이 [PHONE_1]로 연락 달래요')).toBe(true)
})

test('a chat’s cost stands under its assistant', async () => {
  const { body } = await owner.get('/api/v1/catalogue')
  const [assistant] = body.items as { id: string; name: string }[]
  expect(assistant).toBeDefined()
  await owner.command('send-chat-message', { assistantId: assistant?.id, text: '손님이 줄었는데 어떻게 할까요?' })
  const shown = await usageOnce(({ tasks }) => tasks.some(({ task }) => task === 'chat'))
  expect(shown.assistants).toMatchObject([{ assistantId: assistant?.id, name: assistant?.name, failed: 0 }])
  expect(shown.assistants[0]?.firstTokenMs?.p50).toBeGreaterThan(0)
})
