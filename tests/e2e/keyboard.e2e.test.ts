import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { describeInBrowser, PHONE } from './browser.ts'
import { violations, wrongWords } from './checks.ts'
import { newDraft, newEnded, newRunning, newShop, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
/** More presses than any of these pages has places to go to. */
const MOST_TABS = 60

/** Runs in the page: what the focus is on, and whether something else lies over it. */
const FOCUSED = `(() => {
  const element = document.activeElement
  if (element === document.body) return { name: '', isCovered: false }
  const { left, top, width, height } = element.getBoundingClientRect()
  const above = document.elementFromPoint(left + width / 2, top + height / 2)
  const label = element.labels?.[0]
  const own = above && (element.contains(above) || label?.contains(above) || above.contains(element))
  return { name: element.getAttribute('aria-label') ?? (label ?? element).innerText.trim(), isCovered: !own }
})()`
const focused = (page: Page) => page.evaluate<{ name: string; isCovered: boolean }>(FOCUSED)

/** Goes on with Tab to what has that name; gives what was covered on the way. */
async function tabTo(page: Page, name: string): Promise<string[]> {
  const covered: string[] = []
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press('Tab')
    const here = await focused(page)
    if (here.isCovered) covered.push(here.name)
    if (here.name === name) return covered
  }
  throw new Error(`no Tab leads to “${name}”`)
}

/** Runs in the page: what a screen reader says of the open dialog after its name. */
const DESCRIPTION = `document.querySelector('dialog[open]').getAttribute('aria-describedby').split(' ')
  .map((id) => document.getElementById(id).textContent.trim()).join(' ')`

describeInBrowser('the keyboard alone, on a phone', () => {
  const stage = useStage()

  test('what it reaches is never under the bars, and a button that is at work keeps the focus', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now(), ['kakao'])
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions/${promotionId}/check`)
    expect(await tabTo(page, t('make.check.launch'))).toEqual([])
    const steps = page.getByRole('navigation', { name: t('make.steps') })
    // Its number instead of a tick: pictures are still to be made.
    await steps
      .getByRole('link', { name: t('make.step.content') })
      .getByText('3')
      .waitFor()
    await page.goto(`${stage.origin}/promotions/${promotionId}/content`)
    expect(await tabTo(page, t('content.do'))).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await focused(page)).name, { timeout: 120_000 }).toBe(t('content.approve'))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: t('make.channels.title') }).waitFor()
  })

  test('goes on in the page when the menu that ended a promotion is gone with it', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newRunning(shop, stage.now(), [])
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    await tabTo(page, t('common.actions'))
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: t('promotion.end') }).waitFor()
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor()
    await tabTo(page, t('promotion.end'))
    await page.keyboard.press('Enter')
    await page.locator('#draw').getByText(t('draw.nobody')).waitFor()
    await page.getByText(t('board.noneOver'), { exact: true }).waitFor()
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main')
  })

  test.each(['ko', 'en'] as const)('erases a participant after saying what that does: %s', async (lang) => {
    const t = wordsOf(lang)
    const shop = await newShop(stage.origin)
    const promotionId = await newEnded(shop, stage.now(), 2)
    await shop.command('draw-winners', { promotionId, count: 2 })
    const page = await stage.open({ token: shop.token, size: PHONE, lang })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    const entries = page.locator('#entries')
    const actions = t('entries.actions', { name: '손님1' })
    const dialog = page.getByRole('alertdialog', { name: t('entries.eraseTitle', { name: '손님1' }) })
    const openDialog = async () => {
      await page.keyboard.press('Enter')
      await page.getByRole('menuitem', { name: t('entries.erase') }).waitFor()
      await page.keyboard.press('Enter')
      await dialog.waitFor()
    }
    await tabTo(page, actions)
    await openDialog()
    expect(await violations(page)).toEqual([])
    for (const said of ['entries.eraseText', 'entries.eraseStays', 'entries.eraseWinner'] as const)
      await dialog.getByText(t(said)).waitFor()
    const description = `${t('entries.eraseText')} ${t('entries.eraseWinner')}`
    expect(await page.evaluate(DESCRIPTION)).toBe(description)
    await page.keyboard.press('Escape')
    await expect.poll(async () => (await focused(page)).name).toBe(actions)
    await openDialog()
    await tabTo(page, t('entries.erase'))
    await page.keyboard.press('Enter')
    await page.getByText(t('entries.eraseDone'), { exact: true }).waitFor()
    await page.getByText(t('timeline.ParticipantErased')).waitFor()

    for (const list of [entries, page.locator('#draw')]) {
      await list.getByText(t('entries.erased'), { exact: true }).waitFor()
      await list.getByText('손님0', { exact: true }).waitFor()
    }
    expect(await page.getByText('손님1').count()).toBe(0)
    expect(await entries.getByRole('listitem').getByRole('button').count()).toBe(1)
    await page.reload()
    await entries.getByText(t('entries.erased'), { exact: true }).waitFor()
    expect(await page.getByText('손님1').count()).toBe(0)
    expect([...(await violations(page)), ...(await wrongWords(page, lang))]).toEqual([])
    await page.getByRole('link', { name: t('audit.ofEntry') }).click()
    await page.getByRole('main').getByText(t('timeline.ParticipantErasureRequested'), { exact: true }).waitFor()
  })

  test('shows where it is in a menu, also in colours that a person has set for everything', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newRunning(shop, stage.now(), [])
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    for (const forcedColors of ['none', 'active'] as const) {
      await page.emulateMedia({ forcedColors })
      await tabTo(page, t('common.actions'))
      await page.keyboard.press('Enter')
      await page.locator('[role=menuitem]:focus').waitFor()
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
      await page.keyboard.press('Escape')
    }
  })

  test('stays where it was when a search or a comparison is answered', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now(), [])
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions`)
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('nothing like it')
    await page.keyboard.press('Enter')
    await page.getByText(t('list.noMatch')).waitFor()
    expect(await page.evaluate('document.activeElement.id')).toBe('q')

    await page.goto(`${stage.origin}/promotions/${promotionId}/audit?from=0&to=0`)
    await page.getByText(t('audit.same')).waitFor()
    await page.getByLabel(t('audit.to')).selectOption('1')
    const compare = page.getByRole('button', { name: t('audit.compareDo') })
    await compare.focus()
    const before = await page.evaluate('scrollY')
    await page.keyboard.press('Enter')
    await page.getByText(t('audit.same')).waitFor({ state: 'detached' })
    expect((await focused(page)).name).toBe(t('audit.compareDo'))
    expect(await page.evaluate('scrollY')).toBe(before)
  })

  test('Ctrl-K finds whatever one may see, by kind, and Enter opens it', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now(), [])
    await shop.command('revise-promotion', { promotionId, title: 'AI [50%] 라떼' })
    const page = await stage.open({ token: shop.token, size: PHONE })
    const box = page.getByRole('combobox', { name: t('search.title') })
    const found = (name: string) => page.getByRole('group', { name }).getByRole('option')
    const look = async (words: string) => {
      await page.keyboard.press('Control+K')
      await expect.poll(() => box.evaluate((element) => element.ownerDocument.activeElement === element)).toBe(true)
      await page.keyboard.type(words)
    }
    await page.goto(stage.origin)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await look('ai')
    await found(t('list.title')).waitFor()
    expect(await found(t('list.title')).allInnerTexts()).toEqual([expect.stringContaining(t('status.draft'))])
    const screens = [t('learn.title'), t('usage.title')].map((name) => expect.stringContaining(name))
    expect(await found(t('search.screens')).allInnerTexts()).toEqual(screens)
    const n = await page.getByRole('option').count()
    await page.getByRole('status').getByText(t('search.found', { n })).waitFor()
    expect([...(await violations(page)), ...(await wrongWords(page, 'ko'))]).toEqual([])
    // Up from the first comes round to the last, over all kinds.
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: t('usage.title') }).waitFor()
    expect(await box.count()).toBe(0)

    // Enter before there is an answer waits for it.
    await look('[50%]')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**/promotions/${promotionId}`)
    await look('nothing like it')
    await page.getByText(t('search.none', { words: 'nothing like it' })).waitFor()
    await page.route('**/api/v1/search*', (route) => route.abort())
    await page.keyboard.press('Backspace')
    await page.getByRole('alert').getByText(t('problem.NETWORK')).waitFor()
    await page.keyboard.press('Escape')
    await box.waitFor({ state: 'detached' })
    expect(page.url()).toMatch(promotionId)
  })

  test.each(['ko', 'en'] as const)(
    'finds who calls by the phone number, which stands in no address: %s',
    async (lang) => {
      const t = wordsOf(lang)
      const shop = await newShop(stage.origin)
      const promotionId = await newEnded(shop, stage.now(), 3)
      await shop.command('draw-winners', { promotionId, count: 1 })
      const page = await stage.open({ token: shop.token, size: PHONE, lang })
      const addresses: string[] = []
      page.on('request', (request) => void addresses.push(request.url()))
      await page.goto(`${stage.origin}/promotions/${promotionId}`)
      const entries = page.locator('#entries')
      const shown = entries.getByRole('listitem')
      await expect.poll(() => shown.count()).toBe(3)
      await tabTo(page, t('entries.find'))
      await page.keyboard.type('1234')
      await page.keyboard.press('Enter')
      await entries.getByText(t('entry.error.phone')).waitFor()
      await page.keyboard.press('Control+A')
      await page.keyboard.type('+82 10-8000-0001')
      await page.keyboard.press('Enter')
      await expect.poll(() => shown.allInnerTexts()).toEqual([expect.stringContaining('손님1')])
      expect((await focused(page)).name).toBe(t('entries.find'))
      await page.keyboard.press('Control+A')
      await page.keyboard.type('010-8000-0009')
      await page.keyboard.press('Enter')
      const missed = entries.getByRole('status').getByText(t('entries.missed', { phone: '010-8000-0009' }))
      await missed.waitFor()
      expect(await shown.count()).toBe(0)
      expect([...(await violations(page)), ...(await wrongWords(page, lang))]).toEqual([])
      await tabTo(page, t('entries.showAll'))
      await page.keyboard.press('Enter')
      await expect.poll(() => shown.count()).toBe(3)
      expect((await focused(page)).name).toBe(t('entries.find'))

      await page.keyboard.press('Control+K')
      await expect.poll(async () => (await focused(page)).name).toBe(t('search.title'))
      await page.keyboard.type('01080000000')
      const found = page.getByRole('group', { name: t('entries.title') }).getByRole('option')
      await found.getByText('010-••••-0000').waitFor()
      expect(await violations(page)).toEqual([])
      await page.keyboard.press('Enter')
      await expect.poll(() => shown.allInnerTexts()).toEqual([expect.stringContaining('손님0')])
      await page.reload()
      await expect.poll(() => shown.count()).toBe(1)
      const [winner] = (await shop.get(`/api/v1/promotions/${promotionId}/winners`)).body.items
      const isWinner = winner.phone === '01080000000'
      await entries.getByText(isWinner ? t('entries.foundWon', { n: 1 }) : t('entries.foundNotWon')).waitFor()
      expect(addresses.filter((address) => /8000.?000/.test(address))).toEqual([])
    },
  )

  test('an entry that lacks something comes back with the cursor where it is wrong', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newRunning(shop, stage.now(), [])
    const page = await stage.open({ size: PHONE, javaScript: false })
    await page.goto(`${stage.origin}/p/${promotionId}`)
    await page.getByLabel(t('entry.name'), { exact: true }).fill('박서연')
    await page.getByLabel(t('entry.phone'), { exact: true }).fill('123')
    await page.getByRole('checkbox').check()
    await page.keyboard.press('Enter')
    await page.getByText(t('entry.error.phone')).waitFor()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('01012345678')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: t('entry.doneTitle') }).waitFor()
  })
})
