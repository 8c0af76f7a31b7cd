import type { Locator, Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { DEMO, DEMO_PASSWORD } from '../../compose/seed-data.ts'
import { createClient } from '../../demo/client.ts'
import { DESKTOP, describeInBrowser, PHONE, type Visit } from './browser.ts'
import { brokenWords, overflow, violations, wrongWords } from './checks.ts'
import {
  SCREENS_OF_VISITOR,
  type Screens,
  screensOfDemoShop,
  screensOfNewShop,
  screensOfOperator,
  screensOfTrouble,
} from './screens.ts'
import { useStage } from './stage.ts'
import { wordsOf } from './words.ts'

/** Some fifty screens in one walk, which one slow core does in five minutes. */
const WALK = { timeout: 600_000 }
const CONTRAST = ['color-contrast']
/** Where a desktop shows words that a phone does not: the rail, the promises, the preview, the table. */
const ONLY_ON_DESKTOP = ['/promotions', '/sign-in', '/check', '/results', '/audit']

interface Tour {
  token: string | undefined
  screens: Screens
}

describeInBrowser('every screen', () => {
  const stage = useStage({ MADANG_SEED: 'true' })
  const signIn = async (email: string) =>
    (await createClient(stage.origin).post('/api/v1/sign-in', { email, password: DEMO_PASSWORD })).body.token as string

  let tours: Tour[]
  beforeAll(async () => {
    const token = await signIn(DEMO.owner.email)
    const screens = Object.entries(await screensOfDemoShop(stage.origin, token, stage.now()))
    const half = Math.ceil(screens.length / 2)
    const operator = { token: await signIn(DEMO.operator.email), screens: await screensOfOperator(stage) }
    const others = [operator, await screensOfTrouble(stage), await screensOfNewShop(stage.origin)]
    const halves = [screens.slice(0, half), screens.slice(half)].map((part) => ({
      token,
      screens: Object.fromEntries(part),
    }))
    tours = [...halves, ...others, { token: undefined, screens: SCREENS_OF_VISITOR }]
  })

  /** Looks at the screens of each kind of person; gives what is wrong, by screen. */
  async function look(visit: Visit, check: (page: Page) => Promise<string[]>): Promise<Record<string, string[]>> {
    const wrong: Record<string, string[]> = {}
    const waiting = [...tours]
    const goRound = async () => {
      for (let tour = waiting.shift(); tour; tour = waiting.shift()) {
        const page = await stage.open({ ...visit, token: tour.token })
        for (const [name, path] of Object.entries(tour.screens)) {
          await page.goto(`${stage.origin}${path}`)
          const found = await check(page)
          if (found.length > 0) wrong[name] = found
        }
      }
    }
    await Promise.all([goRound(), goRound()])
    return wrong
  }

  test('is accessible on a phone and on a desktop, fits both, and says all in Korean', WALK, async () => {
    const check = async (page: Page) => {
      const found = await wrongWords(page, 'ko')
      for (const size of [DESKTOP, PHONE]) {
        await page.setViewportSize(size)
        found.push(...(await violations(page)), ...(await tooWide(page)), ...(await brokenWords(page)))
      }
      return found
    }
    expect(await look({ theme: 'light' }, check)).toEqual({})
  })

  test('can be read in the dark, on a phone and on a desktop', WALK, async () => {
    const check = async (page: Page) => {
      const found = await violations(page, CONTRAST)
      if (!ONLY_ON_DESKTOP.some((path) => page.url().endsWith(path))) return found
      await page.setViewportSize(DESKTOP)
      found.push(...(await violations(page, CONTRAST)))
      await page.setViewportSize(PHONE)
      return found
    }
    expect(await look({ theme: 'dark', size: PHONE }, check)).toEqual({})
  })

  test('says all in English too, and fits a phone', WALK, async () => {
    const check = async (page: Page) => [
      ...(await wrongWords(page, 'en')),
      ...(await tooWide(page)),
      ...(await brokenWords(page)),
    ]
    expect(await look({ lang: 'en', size: PHONE }, check)).toEqual({})
  })

  test('an auditor sees figures, but no names, and may change nothing', async () => {
    const t = wordsOf('ko')
    const token = await signIn(DEMO.auditor.email)
    const page = await stage.open({ token })
    await page.goto(`${stage.origin}/promotions`)
    await page
      .getByRole('listitem')
      .filter({ hasText: t('status.running') })
      .getByRole('link')
      .click()
    await page.getByText(t('entries.notAllowed')).waitFor()
    expect(await page.getByRole('link', { name: /^010-/ }).count()).toBe(0)
    expect(await page.getByRole('button', { name: t('common.actions') }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    const screens: Screens = Object.assign({}, ...tours.map((tour) => tour.screens))
    for (const path of ['/promotions/new', screens['wizard: check'], screens['a consultation'], screens.colleagues]) {
      expect((await page.goto(`${stage.origin}${path}`))?.status()).toBe(403)
      await page.getByText(t('error.403Text')).waitFor()
    }
    await page.goto(`${stage.origin}${screens['wizard: pictures approved']}`)
    await page.getByRole('heading', { level: 1, name: t('make.step.content') }).waitFor()
    expect(await page.getByRole('navigation', { name: t('make.steps') }).count()).toBe(0)
  })

  test('the figures of a promotion can be looked back on, day by day', async () => {
    const t = wordsOf('ko')
    const token = await signIn(DEMO.owner.email)
    const page = await stage.open({ token, size: PHONE })
    await page.goto(`${stage.origin}/results`)
    const running = page.locator('#promotion option').filter({ hasText: t('status.running') })
    const [id] = await running.first().evaluateAll((options) => options.map((option) => option.getAttribute('value')))
    await page.goto(`${stage.origin}/results?promotion=${id}`)
    const slider = page.getByRole('slider', { name: t('results.asOf') })
    const figures = page.getByRole('link', { name: /^[0-9,.만]+$/ })
    const [reach, entries] = [figures.nth(0), figures.nth(2)]
    const reachNow = await reach.textContent()
    const number = async () => Number((await entries.textContent())?.replaceAll(/\D/g, ''))
    const now = await number()
    await slider.press('Home')
    await page.waitForURL(/[?&]at=/)
    await expect.poll(number).toBeLessThan(now)
    // Posts were seen day by day, too, and not all at once on the last.
    expect(['0', reachNow]).not.toContain(await reach.textContent())
    expect(await slider.getAttribute('aria-valuetext')).not.toBe(t('results.asOfNow'))
    expect([...(await violations(page)), ...(await tooWide(page)), ...(await wrongWords(page, 'ko'))]).toEqual([])
    await page.getByRole('link', { name: t('results.backToNow') }).click()
    await page.waitForURL((url) => !url.searchParams.has('at'))
    expect(await slider.getAttribute('aria-valuetext')).toBe(t('results.asOfNow'))
    await expect.poll(number).toBeGreaterThanOrEqual(now)
  })

  test('what is chosen still looks so in colours that a person has set for everything', async () => {
    const token = await signIn(DEMO.owner.email)
    const page = await stage.open({ token, size: PHONE })
    await page.emulateMedia({ forcedColors: 'active' })
    await page.goto(`${stage.origin}/promotions`)
    /** A few pixels beside the word: what is drawn, as styles do not tell what has become of them. */
    const groundOf = async (link: Locator) => {
      const { x, y, height } = (await link.boundingBox()) ?? { x: 0, y: 0, height: 0 }
      return page.screenshot({ clip: { x: Math.ceil(x) + 8, y: Math.round(y + height / 2), width: 3, height: 3 } })
    }
    const filter = page.getByRole('navigation', { name: wordsOf('ko')('list.filter') }).getByRole('link')
    const [chosen, other, third] = [
      await groundOf(filter.nth(0)),
      await groundOf(filter.nth(1)),
      await groundOf(filter.nth(2)),
    ]
    expect(other.equals(third)).toBe(true)
    expect(chosen.equals(other)).toBe(false)
  })

  test('language and theme are chosen by hand and stay', async () => {
    const page = await stage.open()
    await page.goto(`${stage.origin}/sign-in`)
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('heading', { level: 1, name: wordsOf('en')('auth.signIn') }).waitFor()
    await page.getByLabel(wordsOf('en')('auth.email')).fill(DEMO.owner.email)
    await page.getByLabel(wordsOf('en')('auth.password')).fill(DEMO_PASSWORD)
    await page.getByRole('button', { name: wordsOf('en')('auth.signInDo') }).click()
    await page.getByRole('link', { name: wordsOf('en')('nav.more') }).click()
    await page.getByRole('button', { name: wordsOf('en')('more.theme.dark') }).click()
    await page.locator('html[data-theme=dark][lang=en]').waitFor()
    expect(await page.locator('body').evaluate((body) => body.matches(':root[data-theme=dark] body'))).toBe(true)
    await page.getByRole('button', { name: '한국어' }).click()
    await page.locator('html[data-theme=dark][lang=ko]').waitFor()
  })
})

const tooWide = async (page: Page) => {
  const pixels = await overflow(page)
  return pixels > 0 ? [`${pixels} pixels wider than ${page.viewportSize()?.width}`] : []
}
