import { setTimeout as delay } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { boardOf } from './board.ts'
import { describeInBrowser, PHONE } from './browser.ts'
import { overflow, violations } from './checks.ts'
import { newDraft, newRunning, newShop, PASSWORD, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
const EMAIL = 'haneul@shop.example'
/** What the sandbox's tax office knows as closed, and a number with a wrong checksum. */
const CLOSED_SHOP = '200-00-00008'
const NO_NUMBER = '123-45-67890'
/** How many promotions a list begins with. */
const FIRST = 20
const SLOW_MS = 1_500

describeInBrowser('when something is in the way', () => {
  const stage = useStage()

  test('a wrong password is said, and the e-mail stays', async () => {
    await newShop(stage.origin, EMAIL)
    const page = await stage.open({ size: PHONE })
    await page.goto(`${stage.origin}/sign-in`)
    await signIn(page, EMAIL, 'another password')
    await page.getByRole('alert').getByText(t('problem.SIGN_IN_FAILED')).waitFor()
    expect(await page.getByLabel(t('auth.email')).inputValue()).toBe(EMAIL)
    expect(await violations(page)).toEqual([])
    await signIn(page, EMAIL, PASSWORD)
    await page.getByRole('heading', { level: 1, name: '소망빵집' }).waitFor()
  })

  test('what is wrong at sign-up is said and marked, and nothing has to be written twice', async () => {
    const page = await stage.open()
    await page.goto(`${stage.origin}/sign-up`)
    const number = page.getByLabel(t('auth.businessNumber'))
    const email = page.getByLabel(t('auth.email'))
    await page.getByLabel(t('auth.shopName')).fill('하늘꽃집')
    await page.getByLabel(t('auth.trade')).selectOption('flower')
    await page.getByLabel(t('auth.region')).selectOption('jeju')
    await number.fill(NO_NUMBER)
    await page.getByLabel(t('auth.openedOn')).fill('2022-05-01')
    await page.getByLabel(t('auth.ownerName')).fill('김하늘')
    await email.fill('new@shop.example')
    const submit = async () => {
      await page.getByLabel(t('auth.password')).fill(PASSWORD)
      await page.getByRole('button', { name: t('auth.signUpDo') }).click()
    }
    await submit()
    await page.getByRole('alert').getByText(t('problem.BUSINESS_NUMBER_INVALID')).waitFor()
    expect(await number.getAttribute('aria-invalid')).toBe('true')
    expect(await violations(page)).toEqual([])
    await number.fill(CLOSED_SHOP)
    await submit()
    await page.getByRole('alert').getByText(t('problem.BUSINESS_NOT_ACTIVE')).waitFor()
    await number.fill('220-81-62517')
    await email.fill(EMAIL)
    await submit()
    await page.getByRole('alert').getByText(t('problem.EMAIL_TAKEN')).waitFor()
    expect(await email.getAttribute('aria-invalid')).toBe('true')
    expect(await page.getByLabel(t('auth.trade')).inputValue()).toBe('flower')
    await email.fill('new@shop.example')
    await submit()
    await page.getByRole('heading', { level: 1, name: '하늘꽃집' }).waitFor()
  })

  /** Opens a page whose scripts come only when they are let in. */
  async function openEarly(path: string, visit: Parameters<typeof stage.open>[0]) {
    const page = await stage.open(visit)
    const scripts = Promise.withResolvers<void>()
    await page.route('**/_app/**/*.js', async (route) => {
      await scripts.promise
      await route.continue()
    })
    await page.goto(`${stage.origin}${path}`, { waitUntil: 'commit' })
    return { page, letIn: scripts.resolve }
  }

  test('what is filled in before the scripts have come is kept when they do', async () => {
    const { page, letIn } = await openEarly('/sign-up', { size: PHONE })
    const shopName = page.getByLabel(t('auth.shopName'))
    const trade = page.getByLabel(t('auth.trade'))
    await shopName.fill('하늘꽃집')
    await trade.selectOption('flower')
    letIn()
    await page.waitForLoadState('networkidle')
    expect(await shopName.inputValue()).toBe('하늘꽃집')
    expect(await trade.inputValue()).toBe('flower')
  })

  test('what is pressed before the scripts have come is done when they do', async () => {
    const shop = await newShop(stage.origin)
    const { page, letIn } = await openEarly('/promotions/new', { token: shop.token })
    await page.getByText(t('purpose.regulars'), { exact: true }).click()
    await page.locator('script[src="/presses.js"]').waitFor({ state: 'attached' })
    await page.evaluate('import("/presses.js").then(() => true)')
    await page.getByRole('button', { name: t('make.purpose.do') }).click()
    letIn()
    await page.getByRole('heading', { level: 1, name: t('make.plan.title') }).waitFor()
    const [, id] = new URL(page.url()).pathname.match(/promotions\/([^/]+)/) ?? []
    expect((await shop.get(`/api/v1/promotions/${id}`)).body).toMatchObject({ purpose: 'regulars' })
  })

  test('of two choices at once the later one counts, whichever is quicker on its way', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now(), [])
    const page = await stage.open({ token: shop.token })
    let sent = 0
    const positions: number[] = []
    await page.route('**/commands/revise-promotion', async (route) => {
      sent += 1
      if (sent === 1) await delay(SLOW_MS)
      const response = await route.fetch()
      positions.push(Number((await response.json()).position))
      await route.fulfill({ response })
    })
    await page.goto(`${stage.origin}/promotions/${promotionId}/channels`)
    for (const channel of ['instagram', 'kakao'] as const)
      await page.getByRole('checkbox', { name: t(`channel.${channel}`) }).check()
    await page.getByRole('button', { name: t('make.channels.do', { n: 2 }) }).click()
    await page.getByRole('heading', { level: 1, name: t('make.check.title') }).waitFor()
    await expect.poll(() => positions.length).toBe(sent)
    const { body } = await shop.get(`/api/v1/promotions/${promotionId}?min-position=${Math.max(...positions)}`)
    expect(body.channels).toEqual(['instagram', 'kakao'])
  })

  test('a sign-in that has run out leads to the sign-in page, and from there back', async () => {
    const { token } = await newShop(stage.origin, 'back@shop.example')
    const page = await stage.open({ token })
    await page.goto(stage.origin)
    await page.context().clearCookies({ name: 'madang_session' })
    await page.getByRole('link', { name: t('nav.results') }).click()
    await page.getByRole('heading', { level: 1, name: t('auth.signIn') }).waitFor()
    await signIn(page, 'back@shop.example', PASSWORD)
    await page.getByRole('heading', { level: 1, name: t('results.title') }).waitFor()

    // One that is there but worth nothing is treated alike.
    await page.context().addCookies([{ name: 'madang_session', value: `${token}x`, url: stage.origin }])
    await page.goto(`${stage.origin}/promotions?status=running`)
    await signIn(page, 'back@shop.example', PASSWORD)
    await page.getByRole('heading', { level: 1, name: t('list.title') }).waitFor()
    expect(new URL(page.url()).search).toBe('?status=running')
  })

  test('somebody else’s promotion is not there, on any of its screens', async () => {
    const theirs = await newDraft(await newShop(stage.origin), stage.now())
    const { token } = await newShop(stage.origin)
    const page = await stage.open({ token })
    for (const screen of ['', '/plan', '/channels', '/check']) {
      const response = await page.goto(`${stage.origin}/promotions/${theirs}${screen}`)
      expect(response?.status()).toBe(404)
      await page.getByRole('heading', { level: 1, name: t('error.404') }).waitFor()
    }
  })

  test('without a connection it says how old the page is, and catches up once there is one', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newRunning(shop, stage.now(), ['instagram'])
    // Many a device's clock is wrong.
    const page = await stage.open({ token: shop.token, offset: 600_000 })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    const row = boardOf(page).row('instagram')
    await row.getByText(t('post.published'), { exact: true }).waitFor()
    const said = (key: 'banner.behind' | 'banner.offline' | 'banner.reconnecting') =>
      page.getByRole('status').filter({ hasText: beginningOf(t(key)) })

    expect(await said('banner.behind').count()).toBe(0)

    await page.context().setOffline(true)
    await said('banner.offline').waitFor()
    await page.mouse.wheel(0, 2_000)
    await expect.poll(() => page.evaluate('scrollY')).toBeGreaterThan(0)
    const { y } = (await said('banner.offline').boundingBox()) ?? {}
    expect(y).toBe(0)
    await page.context().setOffline(false)
    await said('banner.offline').waitFor({ state: 'detached' })

    await stage.instance.stop()
    await said('banner.reconnecting').waitFor()
    await row.getByRole('button', { name: t('common.actions') }).click()
    await page.getByRole('menuitem', { name: t('board.takeDown') }).click()
    const dialog = page.getByRole('alertdialog')
    await dialog.getByRole('button', { name: t('board.takeDown') }).click()
    await dialog.getByRole('alert').getByText(t('problem.NETWORK')).waitFor()

    await stage.instance.start()
    await said('banner.reconnecting').waitFor({ state: 'detached' })
    await dialog.getByRole('button', { name: t('board.takeDown') }).click()
    await row.getByText(t('post.taken-down'), { exact: true }).waitFor()
  })

  test('a page that could not be opened says why, and opens by itself once it can', async () => {
    const shop = await newShop(stage.origin)
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(stage.origin)
    await page.context().setOffline(true)
    await page.getByRole('link', { name: t('nav.results') }).click()
    await page.getByRole('heading', { level: 1, name: t('error.offline') }).waitFor()
    expect([await violations(page), await overflow(page)]).toEqual([[], 0])
    await page.context().setOffline(false)
    await page.getByRole('heading', { level: 1, name: t('results.title') }).waitFor()
    // It has opened anew: its scripts must have come before there is nobody left to send them.
    await page.locator('html[data-hydrated]').waitFor({ state: 'attached' })

    await stage.instance.stop()
    await page.getByRole('link', { name: t('nav.promotions'), exact: true }).click()
    await page.getByRole('heading', { level: 1, name: t('error.500') }).waitFor()
    await stage.instance.start()
    await page.getByRole('heading', { level: 1, name: t('list.title') }).waitFor()
  })

  test('further promotions come below the first; where they do not come, it is said', async () => {
    const shop = await newShop(stage.origin)
    for (let n = 0; n < FIRST + 2; n += 1) await shop.command('create-promotion', { purpose: 'sales' })
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions`)
    const cards = page.getByRole('main').getByRole('listitem')
    const more = page.getByRole('button', { name: t('common.more') })
    await more.waitFor()
    expect(await cards.count()).toBe(FIRST)
    await page.context().setOffline(true)
    await more.click()
    await page.getByRole('alert').getByText(t('problem.NETWORK')).waitFor()
    await page.context().setOffline(false)
    await more.click()
    await expect.poll(() => cards.count()).toBe(FIRST + 2)
    expect(await more.count()).toBe(0)
  })
})

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel(t('auth.email')).fill(email)
  await page.getByLabel(t('auth.password')).fill(password)
  await page.getByRole('button', { name: t('auth.signInDo') }).click()
}

/** A sentence up to the moment it names. */
const beginningOf = (sentence: string) => sentence.split('{')[0]?.trim() ?? ''
