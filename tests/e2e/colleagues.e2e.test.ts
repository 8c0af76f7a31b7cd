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

  test.each([
    { lang: 'ko', size: PHONE },
    { lang: 'en', size: DESKTOP },
  ] as const)('is changed and closed by keyboard, and whoever has it is told on the screen: $lang', async (how) => {
    const { lang } = how
    const t = wordsOf(lang)
    const shop = await newShop(stage.origin)
    const [name, email] = ['박서연', `${crypto.randomUUID()}@shop.example`]
    const opened = await shop.command('open-account', { role: 'staff', name, email, password: PASSWORD })
    const session = `/api/v1/sign-in?min-position=${opened.body.position}`
    const signIn = (expect: number) => shop.post(session, { email, password: PASSWORD }, expect)
    const page = await stage.open({ ...how, token: shop.token })
    await page.goto(`${stage.origin}/more/colleagues`)
    const row = page.getByRole('listitem').filter({ hasText: name })
    const actions = row.getByRole('button', { name: t('colleagues.actions', { name }) })
    const dialog = page.getByRole('alertdialog')
    const ask = async (what: string) => {
      await actions.press('Enter')
      await page.getByRole('menuitem', { name: what }).press('Enter')
      await dialog.waitFor()
      expect([...(await violations(page)), ...(await wrongWords(page, lang))]).toEqual([])
      expect(await overflow(page)).toBe(0)
    }
    const confirm = (button: string) => dialog.getByRole('button', { name: button, exact: true }).press('Enter')
    const expectFocus = () => expect.poll(() => actions.evaluate((button) => button.matches(':focus'))).toBe(true)

    const theirs = await stage.open({ ...how, token: (await signIn(200)).body.token })
    await ask(t('colleagues.to.auditor'))
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await expectFocus()
    // Meanwhile the browser has told the page that the dialog is closed; no hand asks again before that.
    await theirs.goto(`${stage.origin}/promotions`)
    await ask(t('colleagues.to.auditor'))
    await confirm(t('colleagues.to.auditor'))
    await page
      .getByRole('status')
      .getByText(t('colleagues.roleDone', { name, role: t('role.auditor') }))
      .waitFor()
    await row.getByText(t('role.auditor')).waitFor()
    await expectFocus()
    await theirs
      .getByRole('status')
      .getByRole('link', { name: t('banner.signIn') })
      .click()
    await theirs.waitForURL(/sign-in\?next=%2Fpromotions/)

    await ask(t('colleagues.close'))
    await confirm(t('colleagues.close'))
    await row.getByText(t('colleagues.closed')).waitFor()
    expect(await actions.count()).toBe(0)
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main')
    expect(await violations(page)).toEqual([])
    const refusedTo = async (to: string) => {
      await theirs.getByLabel(t('auth.email')).fill(to)
      await theirs.getByLabel(t('auth.password')).fill(PASSWORD)
      await theirs.getByRole('button', { name: t('auth.signInDo') }).click()
      return theirs.getByRole('alert').textContent()
    }
    await expect.poll(() => signIn(401).then(() => 'refused', String), { interval: 3_000 }).toBe('refused')
    expect(await refusedTo(email)).toContain(t('problem.SIGN_IN_FAILED'))
    await theirs.reload()
    expect(await refusedTo('nobody@shop.example')).toContain(t('problem.SIGN_IN_FAILED'))
  })

  test('a lost phone is signed out from another device, which is then to sign in again', async () => {
    const t = wordsOf('ko')
    const email = `${crypto.randomUUID()}@shop.example`
    const { token } = await newShop(stage.origin, email)
    const [lost, here] = [await stage.open({ token, size: PHONE }), await stage.open({ token, size: PHONE })]
    await lost.goto(`${stage.origin}/promotions`)
    await here.goto(`${stage.origin}/more`)
    const button = here.getByRole('button', { name: t('auth.everywhere') })
    await button.press('Enter')
    const dialog = here.getByRole('alertdialog')
    await dialog.waitFor()
    expect([...(await violations(here)), ...(await wrongWords(here, 'ko'))]).toEqual([])
    await dialog.getByRole('button', { name: t('auth.everywhere') }).press('Enter')
    await here.waitForURL(/sign-in$/)
    await lost
      .getByRole('status')
      .getByRole('link', { name: t('banner.signIn') })
      .waitFor()
    await lost
      .getByRole('link', { name: t('nav.results') })
      .first()
      .click()
    await lost.waitForURL(/sign-in/)
    await here.getByLabel(t('auth.email')).fill(email)
    await here.getByLabel(t('auth.password')).fill(PASSWORD)
    await here.getByRole('button', { name: t('auth.signInDo') }).click()
    await here.waitForURL(`${stage.origin}/`)
  })
})
