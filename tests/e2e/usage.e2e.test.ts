import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AiDouble, startAiDouble } from '../../embedded/ai-double/server.ts'
import { describeInBrowser, PHONE } from './browser.ts'
import { newShop, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
const english = wordsOf('en')
/** A recommendation of the double costs 40 cents at this price, and each of its two steps may cost $1.20 at most. */
const PRICES = '{"claude-haiku-5-5":{"input":100,"output":100}}'

describeInBrowser('what AI costs', () => {
  const settings: Record<string, string> = { ANTHROPIC_API_KEY: 'any', AI_PRICES: PRICES }
  let double: AiDouble
  beforeAll(async () => {
    double = await startAiDouble({ port: 0 })
    settings.ANTHROPIC_BASE_URL = double.anthropicUrl
  })
  afterAll(() => double.stop())
  const stage = useStage(settings)

  test('the owner sets a budget, sees what was spent of it, and the plans say why they were made without AI', async () => {
    const shop = await newShop(stage.origin)
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/more`)
    await page.getByRole('link', { name: t('usage.link') }).click()
    await page.getByText(t('usage.empty')).waitFor()
    await page.getByLabel(t('usage.budget.amount')).fill('3')
    await page.getByRole('button', { name: t('usage.budget.set') }).click()
    await page.getByText(t('usage.budget.fine')).waitFor()

    const made = async (purpose: string) =>
      (await shop.command('request-recommendation', { purpose }, { wait: 20 })).body.job.result.usage.provider
    await page.getByLabel(t('usage.budget.amount')).fill('7')
    expect(await made('sales')).toBe('anthropic')
    // The open page hears of it, and what is being typed there stays.
    await page.getByRole('row', { name: /claude-haiku-5-5/ }).waitFor()
    expect(await page.getByLabel(t('usage.budget.amount')).inputValue()).toBe('7')
    for (const purpose of ['launch', 'season', 'clearance', 'new-customers'])
      if ((await made(purpose)) === 'offline') break
    await page.goto(`${stage.origin}/promotions/new`)
    await page.getByText(t('purpose.regulars'), { exact: true }).click()
    await page.getByRole('button', { name: t('make.purpose.do') }).click()
    await page.getByText(t('make.plan.offlineBudget')).waitFor()

    await page.goto(stage.origin)
    await page.getByRole('link', { name: t('notice.ai-budget-exhausted') }).click()
    await page.getByRole('row', { name: /claude-haiku-5-5/ }).waitFor()
    const { budget } = (await shop.get('/api/v1/ai-usage')).body
    // Whether all of it is spent or the rest does not do for an answer: the word says what the figure does.
    const isSpent = budget.spentUsd >= budget.monthlyUsd
    await page.getByText(t(isSpent ? 'usage.budget.over' : 'usage.budget.short'), { exact: true }).waitFor()
    const percent = Math.min(100, Math.round((budget.spentUsd / budget.monthlyUsd) * 100))
    expect(await page.getByRole('progressbar').getAttribute('aria-valuenow')).toBe(String(percent))

    const asked = double.requests.length
    const sent = await shop.command('send-chat-message', { assistantId: 'pack-merchant', text: '어제 몇 명 참여했어?' })
    await page.goto(`${stage.origin}/assistants/${sent.body.id}`)
    await page.getByText(t('chat.offline.budget')).waitFor()
    const abroad = await stage.open({ token: shop.token, lang: 'en' })
    await abroad.goto(`${stage.origin}/assistants/${sent.body.id}`)
    await abroad.getByText(english('chat.offline.budget')).waitFor()
    expect(double.requests).toHaveLength(asked)
  })
})
