import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { createClient } from '../../demo/client.ts'
import { until } from '../instance.ts'
import { DESKTOP, describeInBrowser, PHONE } from './browser.ts'
import { brokenWords, overflow, violations, wrongWords } from './checks.ts'
import { newShop, PASSWORD, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

describeInBrowser('a second factor at sign-in', () => {
  const stage = useStage()

  test.each([
    { javaScript: true, lang: 'ko', size: PHONE },
    { javaScript: false, lang: 'en', size: DESKTOP },
  ] as const)(
    'is turned on, asked for, and turned off: $lang, scripts $javaScript',
    async ({ javaScript, lang, size }) => {
      const t = wordsOf(lang)
      // Short enough for one line of a phone.
      const email = `${crypto.randomUUID().slice(0, 8)}@shop.example`
      const { token } = await newShop(stage.origin, email)
      const looksRight = async (page: Page) => {
        const troubles = async () => {
          // axe waits for timers, which a page without scripts does not have.
          const barriers = javaScript ? await violations(page) : []
          return [...barriers, ...(await wrongWords(page, lang)), ...(await brokenWords(page))]
        }
        // A button that was busy a moment ago is still fading in.
        await expect.poll(troubles).toEqual([])
        expect(await overflow(page)).toBe(0)
      }
      const hasFocus = (page: Page, selector: string) =>
        expect.poll(() => page.locator(selector).evaluate((found) => found.matches(':focus'))).toBe(true)

      const page = await stage.open({ token, javaScript, lang, size })
      const password = page.getByLabel(t('security.password'))
      await page.goto(`${stage.origin}/more`)
      await page.getByRole('link', { name: t('security.page') }).click()
      await page.getByText(t('security.offText')).waitFor()
      for (const [given, said] of [
        ['a wrong guess', 'problem.PASSWORD_WRONG'],
        [PASSWORD, 'security.scan'],
      ] as const) {
        await looksRight(page)
        await password.fill(given)
        await password.press('Enter')
        await page.getByText(t(said)).waitFor()
      }
      const address = await page.getByRole('link', { name: t('security.openApp') }).getAttribute('href')
      const secret = new URL(address ?? '').searchParams.get('secret') ?? ''
      const codeIn = (halfMinutes: number) =>
        new TOTP({ secret }).generate({ timestamp: stage.now() + halfMinutes * 30_000 })
      const code = page.getByLabel(t('security.code'))
      await code.fill(codeIn(20))
      await code.press('Enter')
      await page.getByText(t('problem.CODE_WRONG')).waitFor()
      await hasFocus(page, '[name=code][aria-invalid=true]')
      await looksRight(page)
      expect(await page.getByRole('link', { name: t('security.openApp') }).getAttribute('href')).toBe(address)
      await code.fill(codeIn(0))
      await code.press('Enter')
      await page
        .getByRole('status')
        .filter({ hasText: t('security.turnedOn') })
        .waitFor()
      await hasFocus(page, '[data-start]')
      const recovery = await page
        .locator('main li')
        .filter({ hasText: /^\d{5} \d{5}$/ })
        .allInnerTexts()
      expect(new Set(recovery).size).toBe(10)
      const file = await page.getByRole('link', { name: t('security.download') }).getAttribute('href')
      expect(decodeURIComponent(file ?? '')).toContain(recovery.join('\n'))
      await looksRight(page)

      /** `right` is asked at the last moment: on a slow machine a code is old by then. */
      const enter = async (right: () => string) => {
        const window = await stage.open({ javaScript, lang, size })
        await window.goto(`${stage.origin}/sign-in?next=/more/security`)
        const fillIn = async (name: string, text: string) => {
          const field = window.locator(`[name=${name}]`)
          await field.fill(text)
          await field.press('Enter')
        }
        await window.locator('[name=email]').fill(email)
        await fillIn('password', PASSWORD)
        await window.getByRole('heading', { name: t('auth.codeTitle') }).waitFor()
        await hasFocus(window, javaScript ? '[name=code]' : '[name=password]')
        await looksRight(window)
        for (const isRight of [false, true]) {
          // Who has scripts is not asked for the password again.
          if (!javaScript) await window.locator('[name=password]').fill(PASSWORD)
          expect(await window.locator('[name=password]').isVisible()).toBe(!javaScript)
          await fillIn('code', isRight ? right() : '000 000')
          if (isRight) continue
          await window.getByText(t('problem.SECOND_FACTOR_FAILED')).waitFor()
          await hasFocus(window, javaScript ? '[name=code][aria-invalid=true]' : '[name=password]')
          await looksRight(window)
        }
        await window.waitForURL(({ pathname }) => pathname === '/more/security')
        return window
      }
      await enter(() => codeIn(1))
      const later = await enter(() => recovery[3] ?? '')
      // What another window did comes into the view by itself, and this page shows it when it is loaded.
      await until(async () => {
        await later.reload()
        return (await later.getByText(t('security.left', { n: 9 })).count()) === 1
      }, 'one recovery code less')
      await looksRight(later)
      await later.getByText(t('security.turnOff'), { exact: true }).click()
      await later
        .getByRole('group')
        .filter({ hasText: t('security.turnOffHint') })
        .getByLabel(t('security.password'))
        .fill(PASSWORD)
      await later.getByRole('button', { name: t('security.turnOffDo'), exact: true }).click()
      await later
        .getByRole('status')
        .filter({ hasText: t('security.turnedOff') })
        .waitFor()
      await looksRight(later)
    },
  )

  test.each([
    { lang: 'ko', size: PHONE },
    { lang: 'en', size: DESKTOP },
  ] as const)('is turned off by the owner for a colleague who lost the phone: $lang', async ({ lang, size }) => {
    const t = wordsOf(lang)
    const owner = await newShop(stage.origin)
    const email = `${crypto.randomUUID()}@shop.example`
    const name = '박서연'
    const opened = await owner.command('open-account', { name, email, role: 'staff', password: PASSWORD })
    const colleague = createClient(stage.origin)
    const signIn = (status: number) =>
      colleague.post(`/api/v1/sign-in?min-position=${opened.body.position}`, { email, password: PASSWORD }, status)
    colleague.token = (await signIn(200)).body.token
    const { secret } = (await colleague.command('begin-second-factor', { password: PASSWORD })).body
    const code = new TOTP({ secret }).generate({ timestamp: stage.now() })
    await colleague.command('confirm-second-factor', { code })
    // Once they see it, the owner does too.
    expect((await colleague.get('/api/v1/me/second-factor')).body.isOn).toBe(true)
    expect((await signIn(401)).body.code).toBe('SECOND_FACTOR_NEEDED')

    const page = await stage.open({ token: owner.token, lang, size })
    await page.goto(`${stage.origin}/more/colleagues`)
    const isOn = page.getByText(t('colleagues.secondFactor'), { exact: true })
    await isOn.waitFor()
    await page.getByRole('button', { name: t('colleagues.actions', { name }) }).click()
    await page.getByRole('menuitem', { name: t('colleagues.reset') }).click()
    const dialog = page.getByRole('alertdialog', { name: t('colleagues.resetTitle', { name }) })
    await dialog.waitFor()
    expect([...(await violations(page)), ...(await wrongWords(page, lang)), ...(await brokenWords(page))]).toEqual([])
    expect(await overflow(page)).toBe(0)
    await dialog.getByRole('button', { name: t('security.turnOffDo') }).click()
    await page.getByText(t('colleagues.resetDone', { name })).waitFor()
    await isOn.waitFor({ state: 'detached' })
    await signIn(200)
  })
})
