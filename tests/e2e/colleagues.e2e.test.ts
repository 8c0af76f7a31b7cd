import { expect, test } from 'vitest'
import { DESKTOP, describeInBrowser, PHONE } from './browser.ts'
import { overflow, violations, wrongWords } from './checks.ts'
import { newShop, PASSWORD, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

describeInBrowser('an account for a colleague', () => {
  const stage = useStage()

  test.each([
    { javaScript: true, lang: 'ko', role: 'staff', size: PHONE },
    { javaScript: false, lang: 'en', role: 'auditor', size: DESKTOP },
  ] as const)('is opened by the owner, and the colleague signs in: $role, $lang, scripts $javaScript', async (how) => {
    const { javaScript, lang, role, size } = how
    const t = wordsOf(lang)
    const ownEmail = `${crypto.randomUUID()}@shop.example`
    const email = `${crypto.randomUUID()}@shop.example`
    const { token } = await newShop(stage.origin, ownEmail)
    const page = await stage.open({ token, javaScript, lang, size })
    // axe waits for timers, which a page without scripts does not have.
    const barriers = async () => (javaScript ? violations(page) : [])
    await page.goto(`${stage.origin}/more`)
    await page.getByRole('link', { name: t('colleagues.link') }).click()
    await page.getByText(t('colleagues.empty')).waitFor()

    const address = page.getByLabel(t('auth.email'), { exact: true })
    const password = page.getByLabel(t('colleagues.password'))
    const submit = async (to: string) => {
      await address.fill(to)
      await password.fill(PASSWORD)
      await password.press('Enter')
    }
    await page.getByLabel(t('colleagues.name')).fill('박서연')
    await page.getByRole('radio', { name: t(`role.${role}`) }).press('Space')
    // What a browser lets through and the API does not, then the owner's own.
    for (const [wrong, said] of [
      ['seo@shop', 'email'],
      [ownEmail, 'emailTaken'],
    ] as const) {
      await submit(wrong)
      await page.getByText(t(`colleagues.wrong.${said}`)).waitFor()
      await expect.poll(() => address.evaluate((field) => field.matches(':focus[aria-invalid=true]'))).toBe(true)
      expect(await address.inputValue()).toBe(wrong)
    }
    expect(await barriers()).toEqual([])
    await submit(email)
    const done = page.getByRole('status').filter({ hasText: t('colleagues.added', { name: '박서연' }) })
    await done.getByText(email).waitFor()
    await done.getByText(`${new URL(stage.origin).host}/sign-in`, { exact: true }).waitFor()
    await expect.poll(() => done.evaluate((box) => box.matches(':focus'))).toBe(true)
    await page
      .getByRole('listitem')
      .filter({ hasText: '박서연' })
      .getByText(t(`role.${role}`))
      .waitFor()
    expect(await page.getByLabel(t('colleagues.name')).inputValue()).toBe('')
    expect(await page.getByRole('radio', { name: t('role.staff') }).isChecked()).toBe(true)
    expect([...(await barriers()), ...(await wrongWords(page, lang))]).toEqual([])
    expect(await overflow(page)).toBe(0)

    const theirs = await stage.open({ javaScript, lang, size })
    await theirs.goto(`${stage.origin}/sign-in?next=/more`)
    await theirs.getByLabel(t('auth.email')).fill(email)
    await theirs.getByLabel(t('auth.password')).fill(PASSWORD)
    await theirs.getByRole('button', { name: t('auth.signInDo') }).click()
    await theirs.getByText(`박서연 · ${t(`role.${role}`)}`).waitFor()
    expect(await theirs.getByRole('link', { name: t('colleagues.link') }).count()).toBe(0)
    expect((await theirs.goto(`${stage.origin}/more/colleagues`))?.status()).toBe(403)
    await theirs.getByText(t('error.403Text')).waitFor()
  })
})
