import { expect, test } from 'vitest'
import { describeInBrowser, PHONE } from './browser.ts'
import { overflow, violations } from './checks.ts'
import { newDraft, newShop, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
const CHANNELS = ['kakao', 'instagram', 'genie-tv'] as const
const WORDS = '카카오 친구에게 먼저'

interface Picture {
  scrollIntoView(): void
  decode(): Promise<void>
  naturalWidth: number
  naturalHeight: number
}

describeInBrowser('the pictures of a promotion', () => {
  const stage = useStage()

  test('are made in a style, seen in each place, written anew one by one, and settled on', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now(), CHANNELS)
    const { title } = (await shop.get(`/api/v1/promotions/${promotionId}`)).body
    const page = await stage.open({ token: shop.token })
    await page.goto(`${stage.origin}/promotions/${promotionId}/content`)
    await page.getByText(t('content.notYet')).waitFor()
    const button = (name: string) => page.getByRole('button', { name, exact: true })

    await page.getByText(t('content.style.bold'), { exact: true }).click()
    await button(t('content.do')).click()
    const picture = (piece: 'kakao' | 'instagram-square' | 'naver-blog', says: string) =>
      page.getByRole('img', { name: t('content.alt', { piece: t(`content.piece.${piece}`), title: says }) })
    for (const piece of ['kakao', 'instagram-square', 'naver-blog'] as const) await picture(piece, title).waitFor()
    await button(t('content.approve')).waitFor({ timeout: 120_000 })
    const loaded = await picture('kakao', title).evaluate(async (node) => {
      const image = node as unknown as Picture
      image.scrollIntoView()
      await image.decode()
      return [image.naturalWidth, image.naturalHeight]
    })
    expect(loaded).toEqual([800, 400])
    const film = page.getByLabel(t('content.clipAlt', { piece: t('content.piece.genie-tv-clip'), title }))
    await film.scrollIntoViewIfNeeded()
    await expect
      .poll(() => film.evaluate((video) => Math.round((video as unknown as { duration: number }).duration)))
      .toBe(10)
    await page.getByText(t('content.scriptBasis')).waitFor()
    expect(await violations(page)).toEqual([])

    await button(t('content.editTitle', { piece: t('content.piece.kakao') })).click()
    await page.getByRole('alertdialog').getByLabel(t('make.check.titleField')).fill(WORDS)
    await button(t('content.editDo')).click()
    await picture('kakao', WORDS).waitFor()
    expect(await picture('instagram-square', title).count()).toBe(1)
    await button(t('content.approve')).click({ timeout: 120_000 })
    await page.getByRole('heading', { level: 1, name: t('make.channels.title') }).waitFor()

    const { body } = await shop.get(`/api/v1/promotions/${promotionId}`)
    expect(body.pictures).toMatchObject({ style: 'bold', isCurrent: true })
    await page.goto(`${stage.origin}/promotions/${promotionId}/content`)
    expect(await page.getByText(t('content.approved'), { exact: true }).count()).toBeGreaterThan(5)
    await page.getByText(t('content.lineage')).first().click()
    await page.getByText(t('content.local')).first().waitFor()

    await page.getByLabel(t('make.check.titleField')).fill('이름을 바꿨어요')
    await page.getByRole('textbox', { name: t('make.check.prize'), exact: true }).focus()
    await page.getByText(t('content.outdated')).waitFor()
    await button(t('content.again')).waitFor()
  })

  test('fit a phone, and a lost picture can be made again by the keyboard', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now(), ['kakao'])
    await shop.command('request-content', { promotionId, style: 'paper', channels: ['kakao'] }, { wait: 30 })
    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions/${promotionId}/content`)
    await page.getByRole('button', { name: t('content.approve') }).waitFor({ timeout: 120_000 })
    await page.getByText(t('content.style.bold'), { exact: true }).click()
    await page.getByRole('button', { name: t('content.do') }).click()
    // How far it is stands below the choices, and is brought into sight.
    const places = page.getByRole('heading', { name: t('content.platforms') })
    await expect.poll(async () => (await places.boundingBox())?.y).toBeLessThan(PHONE.height)
    await page.getByRole('button', { name: t('content.approve') }).waitFor({ timeout: 120_000 })
    expect(await overflow(page)).toBe(0)
    const edit = page.getByRole('button', { name: t('content.editTitle', { piece: t('content.piece.kakao') }) })
    await edit.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('alertdialog').waitFor({ state: 'hidden' })
  })
})
