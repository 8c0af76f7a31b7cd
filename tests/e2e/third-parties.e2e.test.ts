import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Lang } from '#lib/i18n/translate.ts'
import type { Client } from '../../demo/client.ts'
import { until } from '../instance.ts'
import { shopAt } from '../shop.ts'
import { type Told, thirdPartyAt } from '../third-party.ts'
import { DESKTOP, describeInBrowser, PHONE } from './browser.ts'
import { brokenWords, overflow, violations, wrongWords } from './checks.ts'
import { newShop, PASSWORD, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const NAME = 'Ledger Pal'

describeInBrowser('a third party', () => {
  const stage = useStage()
  /** The program on the own machine to which people are sent back. */
  const waiting = createServer((_request, response) => response.end('thank you'))
  let callback: string
  beforeAll(async () => {
    await once(waiting.listen(0, '127.0.0.1'), 'listening')
    callback = `http://127.0.0.1:${(waiting.address() as AddressInfo).port}/back`
  })
  afterAll(() => void waiting.close())

  /** Waits until the browser was sent back, and gives what it was sent with. */
  const sentBack = async (page: Page) => {
    await page.waitForURL((url) => url.href.startsWith(callback))
    return new URL(page.url()).searchParams
  }

  test.each([
    { javaScript: true, lang: 'ko', size: PHONE },
    { javaScript: false, lang: 'en', size: DESKTOP },
  ] as const)(
    'is let in on a page that says who asks: $lang, scripts $javaScript',
    async ({ javaScript, lang, size }) => {
      const t = wordsOf(lang)
      const looksRight = (page: Page) => mustLookRight(page, lang, javaScript)
      const email = `${crypto.randomUUID().slice(0, 8)}@shop.example`
      const owner = await newShop(stage.origin, email)
      const code = await secondFactorOf(owner, stage.now)
      const app = await thirdPartyAt(stage.origin, NAME, 'http://127.0.0.1/back')
      const request = app.request({ redirect_uri: callback })
      const page = await stage.open({ javaScript, lang, size })
      await page.goto(app.page(request))
      await signIn(page, email, code, javaScript)
      const heading = page.getByRole('heading', { name: t('consent.ask', { name: NAME }) })
      await heading.waitFor()
      await looksRight(page)
      for (const shown of [t('consent.write'), t('consent.notErase'), new URL(callback).host])
        expect(await page.getByText(shown).count(), shown).toBe(1)

      await page.getByRole('button', { name: t('consent.refuse') }).press('Enter')
      const refused = await sentBack(page)
      expect([refused.get('error'), refused.get('state'), refused.has('code')]).toEqual([
        'access_denied',
        request.state,
        false,
      ])
      const opened = await page.goto(app.page(request))
      const policy = opened?.headers()['content-security-policy'] ?? ''
      expect(policy).toContain(`form-action 'self' ${new URL(callback).origin}`)
      expect(policy).toContain("frame-ancestors 'none'")
      await page.getByRole('button', { name: t('consent.agree') }).press('Enter')
      const tokens = taken(await app.redeem((await sentBack(page)).get('code') ?? '', { redirect_uri: callback }))
      expect((await shopAt(stage.origin, { token: tokens.access_token } as Client).get('/api/v1/me')).status).toBe(200)

      // Whoever asks wrongly learns nothing, and sends nobody anywhere.
      await page.goto(app.page({ ...request, redirect_uri: 'http://127.0.0.1/elsewhere' }))
      await page.getByText(t('problem.INVALID_REDIRECT_URI')).waitFor()
      await looksRight(page)
      expect(await page.getByRole('button', { name: t('consent.agree') }).count()).toBe(0)
      await page.goto(app.page({ ...request, scope: 'admin' }))
      await looksRight(page)
      const back = page.getByRole('link', { name: t('consent.backTo', { host: new URL(callback).host }) })
      await back.press('Enter')
      expect((await sentBack(page)).get('error')).toBe('invalid_scope')
    },
  )

  test.each([
    { lang: 'ko', size: PHONE },
    { lang: 'en', size: DESKTOP },
  ] as const)('is disconnected by hand: $lang', async ({ lang, size }) => {
    const t = wordsOf(lang)
    const owner = await newShop(stage.origin)
    const page = await stage.open({ token: owner.token, lang, size })
    const looksRight = () => mustLookRight(page, lang)
    await page.goto(`${stage.origin}/more`)
    await page.getByRole('link', { name: t('apps.title') }).click()
    await page.getByText(t('apps.emptyHint')).waitFor()
    await looksRight()
    const app = await thirdPartyAt(stage.origin, NAME)
    const { redirectTo } = (await owner.post('/api/v1/oauth/authorize', { ...app.request(), agreed: true })).body
    const { access_token } = taken(await app.redeem(new URL(redirectTo).searchParams.get('code') ?? ''))
    const disconnect = page.getByRole('button', { name: t('apps.disconnectOne', { name: NAME }) })
    await until(async () => {
      await page.reload()
      await page.getByRole('heading', { name: t('apps.title') }).waitFor()
      return (await disconnect.count()) === 1
    }, 'the app in the list')
    await looksRight()
    await disconnect.click()
    const dialog = page.getByRole('alertdialog', { name: t('apps.disconnectTitle', { name: NAME }) })
    await dialog.waitFor()
    await looksRight()
    await dialog.getByRole('button', { name: t('apps.disconnect') }).press('Enter')
    await page.getByText(t('apps.emptyHint')).waitFor()
    const status = async () =>
      (await fetch(`${stage.origin}/api/v1/me`, { headers: { authorization: `Bearer ${access_token}` } })).status
    await until(async () => (await status()) === 401, 'a token that is void')
  })
})

/** axe waits for timers, which a page without scripts does not have. */
async function mustLookRight(page: Page, lang: Lang, javaScript = true): Promise<void> {
  const troubles = async () => [
    ...(javaScript ? await violations(page) : []),
    ...(await wrongWords(page, lang)),
    ...(await brokenWords(page)),
  ]
  await expect.poll(troubles, { timeout: 20_000 }).toEqual([])
  expect(await overflow(page)).toBe(0)
}

const taken = ({ status, body }: Told) => {
  expect(status).toBe(200)
  return body
}

/** Turns a second factor on; gives what the app shows after the code that did it. */
async function secondFactorOf(owner: Client, now: () => number): Promise<() => string> {
  const { secret } = (await owner.command('begin-second-factor', { password: PASSWORD })).body
  const codeIn = (halfMinutes: number) => new TOTP({ secret }).generate({ timestamp: now() + halfMinutes * 30_000 })
  await owner.command('confirm-second-factor', { code: codeIn(0) })
  return () => codeIn(1)
}

/** Signs in with both steps; a page without scripts asks for the password twice. */
async function signIn(page: Page, email: string, code: () => string, javaScript: boolean): Promise<void> {
  const enter = async (name: string, text: string) => {
    await page.locator(`[name=${name}]`).fill(text)
    await page.locator(`[name=${name}]`).press('Enter')
  }
  await page.locator('[name=email]').fill(email)
  await enter('password', PASSWORD)
  await page.locator('[name=code]').waitFor()
  if (!javaScript) await page.locator('[name=password]').fill(PASSWORD)
  await enter('code', code())
}
