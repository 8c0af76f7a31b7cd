import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { boardOf } from './board.ts'
import { describeInBrowser, PHONE } from './browser.ts'
import { violations } from './checks.ts'
import { type SlowModel, startSlowModel } from './slow-model.ts'
import { CHANNELS, PASSWORD, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
const SHOP = { shopName: '소망빵집', businessNumber: '220-81-62517', openedOn: '2021-04-01', ownerName: '이소망' }
const TITLE = '소금빵 열 개째는 우리가 살게요'
const BLOG_POST = 'https://blog.naver.com/somang-bread/223700001'

const button = (where: Page | Locator, name: string) => where.getByRole('button', { name })

describeInBrowser('the main job', () => {
  let model: SlowModel
  const settings: Record<string, string> = {}
  beforeAll(async () => {
    model = await startSlowModel()
    Object.assign(settings, model.settings)
  })
  const stage = useStage(settings)
  afterAll(() => model.stop())

  test('from signing up to entries counted on a live page', async () => {
    const page = await stage.open()
    await signUp(page, stage.origin)
    const next = page.getByRole('region', { name: t('next.create-first-promotion') })
    await next.getByRole('link', { name: t('next.create-first-promotion.do') }).click()
    await choosePlan(page, model.refuse)
    await approvePictures(page)
    await chooseChannels(page)
    await launch(page)
    await page.evaluate(() => Object.assign(globalThis, { isSamePage: true }))

    const { board, row } = boardOf(page)
    for (const channel of CHANNELS.filter((each) => each !== 'naver-blog'))
      await row(channel).getByText(t('post.published'), { exact: true }).waitFor()
    await board.getByText(t('board.settled', { done: 5, total: 6 })).waitFor()
    await confirmBlogPost(page, row('naver-blog'))
    await board.getByText(t('board.settled', { done: 6, total: 6 })).waitFor()

    const promotionId = page.url().split('/').at(-1) ?? ''
    const results = await page.context().newPage()
    await results.goto(`${stage.origin}/results`)
    const home = await page.context().newPage()
    await home.goto(stage.origin)
    await enter(await stage.open({ size: PHONE }), stage.origin, promotionId, '박서연', '010-2345-6789')
    const plain = await stage.open({ size: PHONE, javaScript: false })
    await enter(plain, stage.origin, promotionId, '최민준', '01098765432')

    await page.getByRole('heading', { name: `${t('entries.title')} 2` }).waitFor()
    const soFar = page.getByRole('region', { name: t('promotion.how') })
    await soFar.getByText(new RegExp(`^${t('results.entries')} 2$`)).waitFor()
    await page.getByRole('link', { name: '010-9876-5432' }).waitFor()
    await results.getByText(new RegExp(`^${t('results.entries')} 2 ${t('results.entriesHint')}$`)).waitFor()
    await home.getByText(t('common.people', { n: 2 }), { exact: true }).waitFor()
    expect(await page.evaluate(() => 'isSamePage' in globalThis)).toBe(true)
  })
})

async function signUp(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/sign-up`)
  for (const [name, value] of Object.entries(SHOP)) await page.getByLabel(t(`auth.${name as 'shopName'}`)).fill(value)
  await page.getByLabel(t('auth.trade')).selectOption('bakery')
  await page.getByLabel(t('auth.region')).selectOption('daegu')
  await page.getByLabel(t('auth.email')).fill('somang@shop.example')
  await page.getByLabel(t('auth.password')).fill(PASSWORD)
  await button(page, t('auth.signUpDo')).click()
  await page.getByRole('heading', { level: 1, name: SHOP.shopName }).waitFor()
}

/** Watches the plans being made, step by step, and takes the second of them. */
async function choosePlan(page: Page, refuse: () => Promise<void>): Promise<void> {
  await page.getByText(t('purpose.regulars'), { exact: true }).click()
  await button(page, t('make.purpose.do')).click()
  const progress = page.getByRole('progressbar')
  await progress.waitFor()
  const first = Number(await progress.getAttribute('aria-valuenow'))
  expect(await violations(page)).toEqual([])
  await refuse()
  await expect.poll(async () => Number(await progress.getAttribute('aria-valuenow'))).toBeGreaterThan(first)
  await refuse()
  await page.getByRole('heading', { level: 1, name: t('make.plan.title') }).waitFor()
  await page.getByText(t('make.plan.offlineFailed')).waitFor()
  const plans = page.getByRole('radio')
  expect(await plans.count()).toBe(3)
  await page.getByText(`${t('make.plan.choose')} 2`, { exact: true }).click()
  expect(await plans.nth(1).isChecked()).toBe(true)
  await button(page, t('make.plan.do')).click()
}

/** Gives the pictures their words, watches them being made, and settles on them. */
async function approvePictures(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: t('content.title') }).waitFor()
  await page.getByLabel(t('make.check.titleField')).fill(TITLE)
  await page.getByText(t('content.style.paper'), { exact: true }).click()
  await button(page, t('content.do')).click()
  await page.getByRole('img', { name: t('content.alt', { piece: t('content.piece.kakao'), title: TITLE }) }).waitFor()
  await button(page, t('content.approve')).click({ timeout: 120_000 })
}

/** Reads what the checks found for each channel, and takes all six. */
async function chooseChannels(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: t('make.channels.title') }).waitFor()
  const boxes = page.getByRole('checkbox')
  expect(await boxes.count()).toBe(CHANNELS.length)
  expect(await page.getByText(t('make.channels.ready')).count()).toBe(CHANNELS.length - 1)
  expect(await page.getByText(t('make.channels.assisted')).count()).toBe(1)
  for (const box of await boxes.all()) await box.check()
  await button(page, t('make.channels.do', { n: CHANNELS.length })).click()
}

async function launch(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: t('make.check.title') }).waitFor()
  await page.getByLabel(t('make.check.body')).fill('매일 아침 갓 구운 소금빵을 드려요.')
  await button(page, t('make.check.launch')).click()
  await page.getByRole('heading', { level: 1, name: TITLE }).waitFor()
}

/** The one channel that takes a person's hand: copy, paste over there, give the address. */
async function confirmBlogPost(page: Page, row: Locator): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await row.getByText(t('post.handed-over'), { exact: true }).waitFor()
  await button(row, t('common.copy')).click()
  await page.getByText(t('common.copied')).waitFor()
  const copied = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(copied).toContain(TITLE)
  // What customers read names the shop, and no code of ours.
  expect(copied.split('\n')).toContain(SHOP.shopName)
  await row.getByLabel(t('board.assistUrl')).fill('blog.naver.com')
  await button(row, t('board.assistDo')).click()
  await row.getByText(t('board.assistInvalid')).waitFor()
  await row.getByLabel(t('board.assistUrl')).fill(BLOG_POST)
  await button(row, t('board.assistDo')).click()
  await row.getByText(t('post.published'), { exact: true }).waitFor()
  expect(await row.getByRole('link', { name: t('board.view') }).getAttribute('href')).toBe(BLOG_POST)
}

async function enter(page: Page, origin: string, promotionId: string, name: string, phone: string): Promise<void> {
  const outcomes = ['entry.doneTitle', 'entry.againTitle'] as const
  // Whoever comes a second time is told so, and counted once.
  for (const outcome of outcomes) {
    await page.goto(`${origin}/p/${promotionId}?from=instagram`)
    await page.getByRole('heading', { level: 1, name: TITLE }).waitFor()
    await page.getByLabel(t('entry.name'), { exact: true }).fill(name)
    await page.getByLabel(t('entry.phone'), { exact: true }).fill(phone)
    await page.getByRole('checkbox').check()
    await button(page, t('entry.do')).click()
    await page.getByRole('heading', { name: t(outcome) }).waitFor()
  }
}
