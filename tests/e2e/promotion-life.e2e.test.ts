import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { toLocalInput } from '#lib/i18n/format.ts'
import { approvePictures } from '../../demo/pictures.ts'
import { boardOf } from './board.ts'
import { describeInBrowser, PHONE } from './browser.ts'
import { violations } from './checks.ts'
import { AFTERNOON } from './instance.ts'
import { newDraft, newRunning, newShop, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
const MINUTE_MS = 60_000
/** The picture is drawn when it is first asked for, which a busy machine takes its time for. */
const PATIENT = { timeout: 120_000 }
const MOST_BYTES = 100 * 1024
/** Filling in the form may take that long on a busy machine. */
const AHEAD_MS = 60_000

describeInBrowser('a promotion’s life', () => {
  // Half a minute before the next one, as schedules go by whole minutes.
  const stage = useStage({ MADANG_CLOCK: AFTERNOON.replace('00:00.000', '00:30.000') })

  let scheduled: { startsAt: number; promotionId: string; token: string | undefined }

  test('a draft is taken up again from the list and scheduled', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now(), ['instagram'])
    await approvePictures(shop, promotionId)
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions`)
    const drafts = page.getByRole('listitem').filter({ hasText: t('status.draft') })
    await drafts
      .getByRole('link')
      .filter({ has: page.getByRole('heading') })
      .click()
    await page.getByRole('link', { name: t('promotion.continue') }).click()
    await page.getByRole('heading', { level: 1, name: t('make.check.title') }).waitFor()
    expect(await page.getByLabel(t('make.check.titleField')).inputValue()).not.toBe('')

    await page.getByText(t('make.check.later'), { exact: true }).click()
    const startsAt = Math.ceil((stage.now() + AHEAD_MS) / MINUTE_MS) * MINUTE_MS
    const field = page.getByRole('textbox', { name: t('make.check.startsAt'), exact: true })
    await field.fill(toLocalInput(new Date(startsAt).toISOString()))
    await page.getByRole('button', { name: t('make.check.schedule') }).click()
    await page.getByRole('button', { name: t('promotion.launchNow') }).waitFor()
    await page.getByRole('heading', { name: t('status.scheduled') }).waitFor()

    const participant = await stage.open({ size: PHONE })
    await participant.goto(`${stage.origin}/p/${promotionId}`)
    await participant.getByRole('heading', { name: t('entry.notStarted') }).waitFor()
    scheduled = { startsAt, promotionId, token: shop.token }
  })

  test('each step of the wizard is kept: what was begun goes on where it stopped', async () => {
    const shop = await newShop(stage.origin)
    const page = await stage.open({ token: shop.token })
    await page.goto(`${stage.origin}/promotions/new`)
    await page.getByText(t('purpose.sales'), { exact: true }).click()
    await page.getByRole('button', { name: t('make.purpose.do') }).click()
    await page.getByRole('heading', { level: 1, name: t('make.plan.title') }).waitFor()
    await page.getByText(`${t('make.plan.choose')} 3`, { exact: true }).click()
    await page.getByRole('button', { name: t('make.plan.do') }).click()
    await page.getByRole('heading', { level: 1, name: t('content.title') }).waitFor()
    await page.getByRole('link', { name: t('content.later') }).click()
    await page.getByRole('heading', { level: 1, name: t('make.channels.title') }).waitFor()
    const kakao = page.getByRole('checkbox', { name: t('channel.kakao') })
    const wanted = !(await kakao.isChecked())
    await kakao.setChecked(wanted)
    await page.getByText(t('common.saved')).waitFor()

    await page.goto(stage.origin)
    await page.getByRole('link', { name: t('next.continue-draft.do') }).click()
    await page.getByRole('heading', { name: t('promotion.notYet') }).waitFor()
    await page.getByRole('link', { name: t('promotion.continue') }).click()
    await page.getByRole('heading', { level: 1, name: t('content.title') }).waitFor()
    await page.getByRole('link', { name: t('content.later') }).click()
    await page.getByRole('heading', { level: 1, name: t('make.channels.title') }).waitFor()
    expect(await kakao.isChecked()).toBe(wanted)
    await page.getByRole('link', { name: t('make.step.plan') }).click()
    await page.getByRole('heading', { level: 1, name: t('make.plan.title') }).waitFor()
    expect(await page.getByRole('radio').nth(2).isChecked()).toBe(true)

    // The pictures that were put off are asked for before the launch would refuse.
    await page.goto(page.url().replace(/plan$/, 'check'))
    await page.getByText(t('make.check.noPictures')).waitFor()
    await page.getByRole('link', { name: t('content.title') }).click()
    await page.getByRole('heading', { level: 1, name: t('content.title') }).waitFor()
  })

  test('ending and calling off by keyboard alone: Escape closes, and focus returns', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newRunning(shop, stage.now(), ['instagram'])
    const page = await stage.open({ token: shop.token })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    const menu = page.getByRole('button', { name: t('common.actions'), exact: true })
    const dialog = page.getByRole('alertdialog')

    for (const presses of [1, 2]) {
      await openDialog(page, presses)
      expect(await hasFocusWithin(page)).toBe(true)
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      await expect.poll(() => menu.evaluate((element) => element.matches(':focus'))).toBe(true)
    }

    await openDialog(page, 1)
    await focusBy(page, 'Tab', t('promotion.end'))
    await page.keyboard.press('Enter')
    await page.getByText(t('promotion.ended')).waitFor()
    await page.getByText(t('status.ended'), { exact: true }).waitFor()
    expect(await dialog.count()).toBe(0)
  })

  test('the entry page weighs less than 100 KB, picture and all', async () => {
    const promotionId = await newRunning(await newShop(stage.origin), stage.now(), ['instagram'])
    const page = await stage.open({ size: PHONE })
    const network = await page.context().newCDPSession(page)
    await network.send('Network.enable')
    const sizes: number[] = []
    network.on('Network.loadingFinished', ({ encodedDataLength }) => void sizes.push(encodedDataLength))
    const picture = page.waitForResponse((response) => response.url().endsWith('/card.png'), PATIENT)
    await page.goto(`${stage.origin}/p/${promotionId}`, { waitUntil: 'networkidle', ...PATIENT })
    expect((await picture).headers()['content-type']).toBe('image/png')
    // The page, its style, its script and the picture at least.
    expect(sizes.length).toBeGreaterThan(3)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_BYTES)
  })

  test.each([true, false])(
    'what does not fit in an entry is said beside its field; with JavaScript: %s',
    async (javaScript) => {
      const promotionId = await newRunning(await newShop(stage.origin), stage.now(), ['instagram'])
      const page = await stage.open({ size: PHONE, javaScript })
      await page.goto(`${stage.origin}/p/${promotionId}`)
      const phone = page.getByLabel(t('entry.phone'), { exact: true })
      await page.getByLabel(t('entry.name'), { exact: true }).fill('박서연')
      await phone.fill('02-123-4567')
      await page.getByRole('checkbox').check()
      await page.getByRole('button', { name: t('entry.do') }).click()
      await page.getByText(t('entry.error.phone')).waitFor()
      expect(await phone.getAttribute('aria-invalid')).toBe('true')
      expect(await page.getByLabel(t('entry.name'), { exact: true }).inputValue()).toBe('박서연')
      expect(await page.getByRole('checkbox').isChecked()).toBe(true)
      await phone.fill('010 2345 6789')
      await page.getByRole('button', { name: t('entry.do') }).click()
      await page.getByRole('heading', { name: t('entry.doneTitle') }).waitFor()
    },
  )

  // Last, so that its minute passes while the others run.
  test('what was scheduled starts by itself, on a page that is open', async () => {
    const { startsAt, promotionId, token } = scheduled
    const page = await stage.open({ token })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    const timeout = Math.max(0, startsAt - stage.now()) + MINUTE_MS
    const row = boardOf(page).row('instagram')
    await row.getByText(t('post.published'), { exact: true }).waitFor({ timeout })
    await page.getByText(t('timeline.PromotionLaunched')).waitFor()
    const participant = await stage.open({ size: PHONE })
    await participant.goto(`${stage.origin}/p/${promotionId}`)
    await participant.getByRole('button', { name: t('entry.do') }).waitFor()
  })
})

/** Opens the promotion's menu and takes the item that so many presses of the arrow lead to. */
async function openDialog(page: Page, presses: number): Promise<void> {
  await focusBy(page, 'Tab', t('common.actions'))
  await page.keyboard.press('Enter')
  await page.getByRole('menu').waitFor()
  const item = page.getByRole('menuitem').nth(presses - 1)
  const isThere = () => item.evaluate((element) => element.matches(':focus, [data-highlighted]'))
  for (let press = 0; press < 4 && !(await isThere()); press += 1) await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('alertdialog').waitFor()
}

const hasFocusWithin = (page: Page) =>
  page.getByRole('alertdialog').evaluate((dialog) => dialog.matches(':focus-within'))

/** Presses a key until what has the name has the focus. */
async function focusBy(page: Page, key: string, name: string): Promise<void> {
  const focused = page.locator(':focus')
  for (let press = 0; press < 60; press += 1) {
    const said = (await focused.count()) > 0 ? await focused.evaluate(nameOf) : ''
    if (said === name) return
    await page.keyboard.press(key)
  }
  throw new Error(`no press of ${key} led to “${name}”`)
}

const nameOf = (element: { getAttribute(name: string): string | null; textContent: string | null }) =>
  (element.getAttribute('aria-label') ?? element.textContent ?? '').trim()
