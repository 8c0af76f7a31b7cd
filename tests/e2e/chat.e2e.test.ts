import type { Page } from 'playwright-core'
import { afterAll, afterEach, expect, test } from 'vitest'
import type { Behaviour, ReceivedRequest } from '../../embedded/ai-double/behaviour.ts'
import { startAiDouble } from '../../embedded/ai-double/server.ts'
import { describeInBrowser, PHONE } from './browser.ts'
import { brokenWords, overflow, violations, wrongWords } from './checks.ts'
import { newShop, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const COUNTING = '하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉 열. '.repeat(14).trim()
const SLOW: Behaviour = { kind: 'answer', text: COUNTING, chunkChars: 4, chunkMs: 70 }
const t = wordsOf('ko')

/** What the model does with the next chats, in order; then it answers well. */
const next: Behaviour[] = []
const isChat = ({ path }: ReceivedRequest) => path === '/v1/messages'
const double = await startAiDouble({
  port: 0,
  behave: (request) => (isChat(request) ? next.shift() : undefined) ?? { kind: 'answer' },
})
afterEach(() => void next.splice(0))
afterAll(() => double.stop())

const composer = (page: Page) => page.getByLabel(t('chat.placeholder'))
const replies = (page: Page) => page.getByRole('article')
const ended = (page: Page) => page.getByRole('button', { name: t('chat.send') }).waitFor()

describeInBrowser('a conversation', () => {
  const stage = useStage({ ANTHROPIC_API_KEY: 'any', ANTHROPIC_BASE_URL: double.anthropicUrl })

  async function begin(question: string, size?: typeof PHONE) {
    const shop = await newShop(stage.origin)
    const page = await stage.open({ token: shop.token, ...(size ? { size } : {}) })
    await page.goto(`${stage.origin}/assistants`)
    await composer(page).fill(question)
    // The button is enabled by the page's script: before it runs, Enter would only break the line.
    await expect.poll(() => page.getByRole('button', { name: t('chat.send') }).isEnabled()).toBe(true)
    await composer(page).press('Enter')
    await page.waitForURL(/\/assistants\/[\w-]{20,}/)
    return { page, shop }
  }

  test('goes on where it was after a reload in mid-stream, and says nothing twice', async () => {
    next.push(SLOW)
    const { page } = await begin('천천히 세어 주세요')
    const reply = replies(page)
    await expect.poll(() => reply.textContent()).toContain('하나 둘')
    await page.reload()
    await expect.poll(() => reply.textContent()).toContain('하나 둘')
    await page.getByRole('button', { name: t('chat.stop') }).waitFor()
    await ended(page)
    await expect.poll(() => reply.locator('p').first().textContent()).toBe(COUNTING)
    await page.reload()
    expect(await reply.locator('p').first().textContent()).toBe(COUNTING)
  })

  test('is stopped, keeps what was said, and goes on', async () => {
    next.push(SLOW, { kind: 'answer', text: ' 여기까지 세었어요.' })
    const { page } = await begin('다시 세어 주세요', PHONE)
    await expect.poll(() => replies(page).textContent()).toContain('하나 둘')
    await page.getByRole('button', { name: t('chat.stop') }).click()
    await page.getByText(t('chat.cut.stopped')).waitFor()
    const said = (await replies(page).locator('p').first().textContent()) ?? ''
    expect(COUNTING.startsWith(said.trim())).toBe(true)
    expect([await violations(page), await overflow(page), await wrongWords(page, 'ko')]).toEqual([[], 0, []])
    await page.getByRole('button', { name: t('chat.continue') }).click()
    await expect.poll(() => replies(page).textContent()).toContain('여기까지 세었어요.')
    expect(await replies(page).locator('p').first().textContent()).toContain(said.trim())
    expect(await replies(page).count()).toBe(1)
  })

  test('shows the passage that an answer rests on, and takes an opinion', async () => {
    const { page } = await begin('당첨자 발표는 어떻게 하나요?')
    await ended(page)
    const mark = replies(page)
      .getByRole('button', { name: /근거 \d 보기/ })
      .first()
    await mark.click()
    const passage = page.locator('details[open]')
    await passage.getByText('약속한 날에 발표하고').waitFor()
    await page.getByRole('button', { name: t('chat.unhelpful') }).click()
    await page.getByLabel(t('chat.whyNot')).fill('너무 길어요')
    await page.getByRole('button', { name: t('chat.tell') }).click()
    await page.getByText(t('chat.thanks')).waitFor()
    await passage.getByRole('link', { name: t('chat.openDocument') }).click()
    await page.waitForURL(/\/passages\//)
    await page.getByText('약속한 날에 발표하고').first().waitFor()
  })

  test('a drafted promotion is made only when the person says so', async () => {
    next.push({ kind: 'call', name: 'draft_promotion', input: { occasion: '추석' } })
    const { page, shop } = await begin('추석에 할 만한 것을 짜 주세요')
    await ended(page)
    expect((await shop.get('/api/v1/promotions')).body.items).toEqual([])
    await page.getByRole('button', { name: t('chat.makeDraft') }).click()
    await page.getByRole('link', { name: t('chat.openDraft') }).click()
    await page.waitForURL(/\/promotions\//)
    expect((await shop.get('/api/v1/promotions')).body.items).toMatchObject([{ status: 'draft', purpose: 'season' }])
    await page.goBack()
    await page.getByText(t('chat.draftMade')).waitFor()
  })

  test('is put away, found again, and comes back when one writes in it', async () => {
    const { page } = await begin('무엇을 할 수 있나요?', PHONE)
    await ended(page)
    await page.getByRole('button', { name: t('common.actions') }).click()
    await page.getByRole('menuitem', { name: t('chat.archive') }).click()
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: t('chat.archive') })
      .click()
    await page.getByText(t('chat.historyEmpty')).waitFor()
    await page.getByRole('link', { name: t('chat.archive.title') }).click()
    await page.getByRole('link', { name: /무엇을 할 수 있나요/ }).click()
    await page.getByText(t('chat.archive.here')).waitFor()
    await composer(page).fill('하나 더 물을게요')
    await composer(page).press('Enter')
    await page.getByText(t('chat.archive.here')).waitFor({ state: 'detached' })
    await ended(page)
    await page
      .getByRole('link', { name: t('nav.assistants') })
      .first()
      .click()
    await page.getByRole('link', { name: /무엇을 할 수 있나요/ }).waitFor()
  })

  test('breaks no word of a table on a phone, and is renamed there, or left as it was', async () => {
    next.push({
      kind: 'answer',
      text: '| 선물 | 한 사람당 원가 | 예상 참여 |\n| :-- | --: | --: |\n| 아메리카노 | ₩900 | 180명 |',
    })
    const { page } = await begin('겨울 이벤트 선물을 원가와 예상 참여로 견주어 주세요', PHONE)
    await ended(page)
    await replies(page).getByRole('cell', { name: '아메리카노' }).waitFor()
    expect([await brokenWords(page), await overflow(page)]).toEqual([[], 0])
    const rename = async (button: 'common.save' | 'common.cancel') => {
      await page.getByRole('button', { name: t('common.actions') }).click()
      await page.getByRole('menuitem', { name: t('chat.rename') }).click()
      await page.getByLabel(t('chat.title')).fill('겨울 선물')
      expect([await brokenWords(page), await overflow(page)]).toEqual([[], 0])
      await page.getByRole('button', { name: t(button) }).click()
      await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('main')
    }
    await rename('common.cancel')
    await page.getByRole('heading', { level: 1, name: /^겨울 이벤트 선물을/ }).waitFor()
    await rename('common.save')
    await page.getByRole('heading', { level: 1, name: '겨울 선물' }).waitFor()
  })

  test('Enter that finishes a syllable sends nothing, and Shift-Enter breaks the line', async () => {
    const shop = await newShop(stage.origin)
    const page = await stage.open({ token: shop.token })
    await page.goto(`${stage.origin}/assistants`)
    await composer(page).fill('안녕')
    const composing = { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }
    await composer(page).dispatchEvent('keydown', composing)
    await composer(page).press('Shift+Enter')
    expect(await composer(page).inputValue()).toBe('안녕\n')
    expect((await shop.get('/api/v1/conversations')).body.items).toEqual([])
  })
})
