import { afterEach, expect, test } from 'vitest'
import { formatters } from '#lib/i18n/format.ts'
import { approvePictures } from '../../demo/pictures.ts'
import { boardOf, chooseAction } from './board.ts'
import { describeInBrowser, PHONE } from './browser.ts'
import { CHANNELS, newDraft, newRunning, newShop, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
const AUTOMATIC = CHANNELS.filter((channel) => channel !== 'naver-blog')
const REASON = '오븐이 고장 났어요'

interface Made {
  posts: { partner: string; takenDownAt?: string | null }[]
}

describeInBrowser('channels in trouble', () => {
  const stage = useStage()
  afterEach(() => stage.control('DELETE', '/script'))
  const postsOf = async (partner: string) =>
    ((await stage.control('GET', `/record?partner=${partner}`)) as Made).posts.filter(
      (post) => post.partner === partner,
    )

  test('one that refuses says so in plain words, the others go on, and a retry brings it up', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newDraft(shop, stage.now())
    await approvePictures(shop, promotionId)
    const refuse = { kind: 'status', status: 422, body: { error: { code: 'SPOT_UNAVAILABLE', message: 'no spot' } } }
    const script = { partner: 'genie-tv', operation: 'create', mode: 'always', behaviours: [refuse] }
    await stage.control('POST', '/script', script)
    const lost = { partner: 'ringobiz', operation: 'create', behaviours: [{ kind: 'reset-after-success' }] }
    await stage.control('POST', '/script', lost)

    const page = await stage.open({ token: shop.token, size: PHONE })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    await page.getByRole('link', { name: t('promotion.continue') }).click()
    await page.getByRole('button', { name: t('make.check.launch') }).click()
    const { row } = boardOf(page)
    await row('ringobiz')
      .getByText(t('reason.NO_ANSWER', { channel: t('channel.ringobiz') }))
      .waitFor()
    await row('genie-tv').getByText(t('post.failed'), { exact: true }).waitFor()
    await row('genie-tv')
      .getByText(t('postWhy.failed', { channel: t('channel.genie-tv') }))
      .waitFor()
    for (const channel of AUTOMATIC.filter((each) => each !== 'genie-tv'))
      await row(channel).getByText(t('post.published'), { exact: true }).waitFor()
    expect(await postsOf('ringobiz')).toHaveLength(1)
    expect(await postsOf('genie-tv')).toHaveLength(0)

    await stage.control('DELETE', '/script')
    await row('genie-tv')
      .getByRole('button', { name: `${t('board.retry')}: ${t('channel.genie-tv')}` })
      .click()
    await row('genie-tv').getByText(t('post.published'), { exact: true }).waitFor()
    expect(await postsOf('genie-tv')).toHaveLength(1)
  })

  test('calling a promotion off takes its posts down, and the board shows each', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newRunning(shop, stage.now(), ['uridongne-tv', 'genie-tv', 'instagram'])
    const page = await stage.open({ token: shop.token })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    const { row } = boardOf(page)
    const channels = ['uridongne-tv', 'genie-tv', 'instagram'] as const
    for (const channel of channels) await row(channel).getByText(t('post.published'), { exact: true }).waitFor()

    await chooseAction(page, 'promotion.cancel')
    const dialog = page.getByRole('alertdialog')
    await dialog.getByLabel(t('promotion.cancelReason')).fill(REASON)
    await dialog.getByRole('button', { name: t('promotion.cancel') }).click()
    for (const channel of channels) await row(channel).getByText(t('post.taken-down'), { exact: true }).waitFor()
    await page.getByText(t('promotion.cancelled', { reason: REASON })).waitFor()
    await page.getByText(t('entries.none')).waitFor()
    for (const channel of channels) expect((await postsOf(channel)).at(-1)?.takenDownAt).toBeTruthy()

    const participant = await stage.open({ size: PHONE })
    await participant.goto(`${stage.origin}/p/${promotionId}`)
    await participant.getByRole('heading', { name: t('entry.cancelled') }).waitFor()
    expect(await participant.getByRole('button', { name: t('entry.do') }).count()).toBe(0)

    // Its period would have gone on for days; it is over since it was called off.
    await page.goto(`${stage.origin}/promotions`)
    const when = formatters('ko').date(new Date(stage.now()).toISOString())
    await page.getByText(t('list.cancelledOn', { when })).waitFor()
  })

  test('one post is taken down from its own menu; the others stay', async () => {
    const shop = await newShop(stage.origin)
    const promotionId = await newRunning(shop, stage.now(), ['genie-tv', 'instagram'])
    const page = await stage.open({ token: shop.token })
    await page.goto(`${stage.origin}/promotions/${promotionId}`)
    const { row } = boardOf(page)
    for (const channel of ['genie-tv', 'instagram'] as const)
      await row(channel).getByText(t('post.published'), { exact: true }).waitFor()
    await row('instagram')
      .getByRole('button', { name: t('common.actions') })
      .click()
    await page.getByRole('menuitem', { name: t('board.takeDown') }).click()
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: t('board.takeDown') })
      .click()
    await row('instagram').getByText(t('post.taken-down'), { exact: true }).waitFor()
    expect(await row('genie-tv').getByText(t('post.published'), { exact: true }).count()).toBe(1)
  })
})
