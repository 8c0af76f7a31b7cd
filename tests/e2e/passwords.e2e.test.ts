import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { deriveSecrets } from '../../adapters/config/secrets.ts'
import { signToken } from '../../adapters/http/auth.ts'
import { DESKTOP, describeInBrowser, PHONE } from './browser.ts'
import { brokenWords, overflow, violations, wrongWords } from './checks.ts'
import { newShop, PASSWORD, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const PATIENT = { timeout: 30_000 }
const SECRET = '0d6b1f7e93c24a58b1e07f6a2c9d8e45'
const OPERATOR = { accountId: 'op', merchantId: 'platform', role: 'operator', name: '운영 담당' } as const
const NEW = 'seven grains and a crust'
interface Visit {
  lang: 'ko' | 'en'
  javaScript: boolean
}
const CASES = [
  { javaScript: true, lang: 'ko', size: PHONE },
  { javaScript: false, lang: 'en', size: DESKTOP },
] as const

describeInBrowser('a password', () => {
  const stage = useStage({ MADANG_SECRET: SECRET })

  const looksRight = async (page: Page, { lang, javaScript }: Visit) => {
    const troubles = async () => {
      // axe waits for timers, which a page without scripts does not have.
      const barriers = javaScript ? await violations(page) : []
      return [...barriers, ...(await wrongWords(page, lang)), ...(await brokenWords(page))]
    }
    // A button that was busy a moment ago is still fading in.
    await expect.poll(troubles, PATIENT).toEqual([])
    expect(await overflow(page)).toBe(0)
  }
  const hasFocus = (page: Page, selector: string) =>
    expect
      .poll(
        () =>
          page
            .locator(selector)
            .first()
            .evaluate((found) => found.matches(':focus')),
        PATIENT,
      )
      .toBe(true)
  const enter = async (page: Page, email: string, password: string) => {
    await page.locator('[name=email]').fill(email)
    await page.locator('[name=password]').fill(password)
    await page.locator('[name=password]').press('Enter')
  }

  test.each(CASES)('is changed by whoever has it: $lang, scripts $javaScript', async (how) => {
    const t = wordsOf(how.lang)
    const email = `${crypto.randomUUID().slice(0, 8)}@shop.example`
    const { token } = await newShop(stage.origin, email)
    const page = await stage.open({ ...how, token })
    const elsewhere = await stage.open({ token })
    await elsewhere.goto(`${stage.origin}/promotions`)
    await page.goto(`${stage.origin}/more`)
    await page.getByRole('link', { name: t('security.page') }).click()
    const open = page.getByText(t('password.change'), { exact: true }).first()
    await open.waitFor()
    await looksRight(page, how)
    const present = page.getByLabel(t('password.present'))
    const fresh = page.getByLabel(t('password.new'))
    await open.click()
    for (const [given, to, said, focus] of [
      ['a wrong guess', NEW, 'problem.PASSWORD_WRONG', 'password'],
      [PASSWORD, PASSWORD, 'problem.PASSWORD_UNCHANGED', 'newPassword'],
      [PASSWORD, `grains for ${email}`, 'problem.PASSWORD_HAS_ADDRESS', 'newPassword'],
    ] as const) {
      await present.fill(given)
      await fresh.fill(to)
      await fresh.press('Enter')
      await page.getByText(t(said)).waitFor()
      await hasFocus(page, `[name=${focus}][aria-invalid=true]`)
      await looksRight(page, how)
    }
    await present.fill(PASSWORD)
    await fresh.fill(NEW)
    if (how.javaScript) {
      const show = page.getByRole('button', { name: t('password.show') }).last()
      await show.press('Enter')
      expect(await fresh.getAttribute('type')).toBe('text')
      await show.press('Enter')
      expect(await fresh.getAttribute('type')).toBe('password')
    }
    await fresh.press('Enter')
    await page
      .getByRole('status')
      .filter({ hasText: t('password.changed') })
      .waitFor()
    await hasFocus(page, '[data-start]')
    await looksRight(page, how)

    await elsewhere
      .getByRole('status')
      .getByRole('link', { name: wordsOf('ko')('banner.signIn') })
      .click()
    await elsewhere.waitForURL(/sign-in\?next=%2Fpromotions/)
    await enter(elsewhere, email, PASSWORD)
    await elsewhere.getByText(wordsOf('ko')('problem.SIGN_IN_FAILED')).waitFor()
    await enter(elsewhere, email, NEW)
    await elsewhere.waitForURL(({ pathname }) => pathname === '/promotions')
    // The others are signed out by now; this one goes on, and says nothing of having to sign in.
    await page.goto(`${stage.origin}/more/security`)
    await open.waitFor()
    expect(await page.getByRole('link', { name: t('banner.signIn') }).count()).toBe(0)
  })

  test.each(CASES)(
    'that is forgotten is replaced with a link from the owner: $lang, scripts $javaScript',
    async (how) => {
      const t = wordsOf(how.lang)
      const shop = await newShop(stage.origin)
      const [name, email] = ['박서연', `${crypto.randomUUID().slice(0, 8)}@shop.example`]
      const opened = await shop.command('open-account', { role: 'staff', name, email, password: PASSWORD })
      await shop.post(`/api/v1/sign-in?min-position=${opened.body.position}`, { email, password: PASSWORD })

      const theirs = await stage.open(how)
      await theirs.goto(`${stage.origin}/sign-in`)
      await theirs.getByText(t('password.forgot')).click()
      await theirs.getByText(t('password.forgotColleague')).waitFor()
      await looksRight(theirs, how)

      const page = await stage.open({ lang: how.lang, size: how.size, token: shop.token })
      await page.goto(`${stage.origin}/more/colleagues`)
      await page.getByRole('button', { name: t('colleagues.actions', { name }) }).press('Enter')
      await page.getByRole('menuitem', { name: t('password.give') }).press('Enter')
      const dialog = page.getByRole('alertdialog', { name: t('password.giveTitle', { name }) })
      await dialog.waitFor()
      await looksRight(page, { ...how, javaScript: true })
      await dialog.getByRole('button', { name: t('password.giveDo') }).press('Enter')
      const given = page.getByRole('status').filter({ hasText: t('password.given', { name }) })
      const address = await given.locator('pre').innerText()
      await expect.poll(() => given.evaluate((panel) => panel.matches(':focus')), PATIENT).toBe(true)
      await looksRight(page, { ...how, javaScript: true })

      const { hash, pathname } = new URL(address)
      const field = theirs.getByLabel(t('password.new'))
      const comeWithLink = async () => {
        await theirs.goto(`${stage.origin}${pathname}${how.javaScript ? hash : ''}`)
        const link = theirs.getByLabel(t('password.link'))
        if (how.javaScript) await link.waitFor({ state: 'detached' })
        else await link.fill(address)
      }
      const submit = async (password: string) => {
        await field.fill(password)
        await field.press('Enter')
      }
      await comeWithLink()
      if (how.javaScript) await expect.poll(() => new URL(theirs.url()).hash, PATIENT).toBe('')
      await looksRight(theirs, how)
      await submit(PASSWORD)
      await theirs.getByText(t('problem.PASSWORD_UNCHANGED')).waitFor()
      await hasFocus(theirs, '[name=password][aria-invalid=true]')
      await submit(NEW)
      await theirs.getByRole('heading', { name: t('password.resetDone') }).waitFor()
      await hasFocus(theirs, '[data-start]')
      await looksRight(theirs, how)
      await theirs.goto(`${stage.origin}/sign-in`)
      await comeWithLink()
      await submit('once more, if you please')
      await theirs.getByText(t('problem.PASSWORD_RESET_INVALID')).waitFor()
      await hasFocus(theirs, '[data-start]')
      await looksRight(theirs, how)

      await theirs.getByRole('link', { name: t('auth.signIn') }).click()
      await theirs.waitForURL(/sign-in/)
      await enter(theirs, email, NEW)
      await theirs.waitForURL(`${stage.origin}/`)
    },
  )

  test.each([
    { javaScript: true, lang: 'ko', size: PHONE },
    { javaScript: true, lang: 'en', size: DESKTOP },
  ] as const)('that an owner forgot is replaced with a link from an operator: $lang', async (how) => {
    const t = wordsOf(how.lang)
    const email = `${crypto.randomUUID().slice(0, 8)}@shop.example`
    await newShop(stage.origin, email)
    const token = await signToken(OPERATOR, deriveSecrets(SECRET).tokenSecret)
    const page = await stage.open({ ...how, token })
    await page.goto(`${stage.origin}/operator`)
    const address = page.getByLabel(t('auth.email'))
    const button = page.getByRole('button', { name: t('password.give') })
    for (const [to, said] of [
      ['seo@shop', 'operator.wrongEmail'],
      ['nobody@shop.example', 'operator.nobody'],
    ] as const) {
      await address.fill(to)
      await address.press('Enter')
      await page.getByText(t(said)).waitFor()
      expect(await button.count()).toBe(0)
      await looksRight(page, how)
    }
    await address.fill(email.toUpperCase())
    await address.press('Enter')
    await page.getByText('220-81-62517').waitFor()
    await looksRight(page, how)
    await button.press('Enter')
    await page.getByRole('alertdialog').waitFor()
    await looksRight(page, how)
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: t('password.giveDo') })
      .press('Enter')
    const given = page.getByRole('status').filter({ hasText: t('password.given', { name: '이소망' }) })
    const link = await given.locator('pre').innerText()
    await expect.poll(() => given.evaluate((panel) => panel.matches(':focus')), PATIENT).toBe(true)
    await looksRight(page, how)

    const theirs = await stage.open(how)
    await theirs.goto(`${stage.origin}${new URL(link).pathname}${new URL(link).hash}`)
    await theirs.getByLabel(t('password.new')).fill(NEW)
    await theirs.getByLabel(t('password.new')).press('Enter')
    await theirs.getByRole('heading', { name: t('password.resetDone') }).waitFor()
    await theirs.getByRole('link', { name: t('auth.signInDo') }).press('Enter')
    await theirs.waitForURL(/sign-in/)
    await enter(theirs, email, NEW)
    await theirs.waitForURL(`${stage.origin}/`)
  })
})
