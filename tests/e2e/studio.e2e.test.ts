import { expect, test } from 'vitest'
import { createClient } from '../../demo/client.ts'
import { describeInBrowser, PHONE } from './browser.ts'
import { violations } from './checks.ts'
import { newShop, useStage } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')
const GUIDE = '# 소망빵집\n\n## 주차\n\n뒤쪽 공영주차장에 한 시간까지 무료로 세울 수 있어요.\n'

describeInBrowser('making an assistant', () => {
  const stage = useStage()

  test('from a name to a published assistant that answers from its own document', async () => {
    const { token } = await newShop(stage.origin)
    const page = await stage.open({ size: PHONE, token })
    await page.goto(`${stage.origin}/studio`)
    await page.getByText(t('studio.empty')).waitFor()
    await page.getByLabel(t('studio.newName')).fill('주차 도우미')
    await page.getByRole('button', { name: t('studio.make') }).click()
    await page.getByRole('heading', { level: 1, name: '주차 도우미' }).waitFor()

    const file = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })
    const input = page.locator('input[type=file]')
    await input.setInputFiles([file('안내.md', GUIDE), file('망가짐.pdf', '%PDF-1.7\nbroken'), file('그림.pdf', 'x')])
    await page.getByText(t('problem.DOCUMENT_TYPE')).waitFor()
    await page.getByText(t('problem.DOCUMENT_CORRUPT')).waitFor()
    await page.getByText(t('studio.status.ready')).waitFor()
    expect(await violations(page)).toEqual([])

    await page.getByLabel(t('studio.instructions')).fill('짧게 답해요.')
    await page.getByRole('button', { name: t('studio.save'), exact: true }).click()
    const publish = t('studio.publish', { n: 4 })
    await page.getByRole('button', { name: publish }).click()
    await page.getByText(t('studio.published', { n: 4 })).waitFor()

    const question = page.getByRole('searchbox', { name: t('studio.question') })
    await question.fill('주차할 수 있나요?')
    await question.press('Enter')
    await page.getByRole('link', { name: '안내.md' }).click()
    await page.getByRole('blockquote').getByText('한 시간까지 무료').waitFor()
    expect(await violations(page)).toEqual([])
  })

  test('who may not make assistants is not shown how', async () => {
    const owner = await newShop(stage.origin)
    const colleague = {
      role: 'staff',
      name: '박서연',
      email: 'staff@studio.example',
      password: 'a long enough password',
    }
    const { body } = await owner.command('open-account', colleague)
    const staff = createClient(stage.origin)
    const session = await staff.post(`/api/v1/sign-in?min-position=${body.position}`, {
      email: colleague.email,
      password: colleague.password,
    })
    const page = await stage.open({ token: session.body.token })
    await page.goto(`${stage.origin}/assistants`)
    await page.getByRole('link', { name: t('studio.learn') }).waitFor()
    expect(await page.getByRole('link', { name: t('studio.title') }).count()).toBe(0)
    await page.goto(`${stage.origin}/studio`)
    await page.getByText(t('error.403')).waitFor()
  })
})
