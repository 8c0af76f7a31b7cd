import type { Locator, Page } from 'playwright-core'
import type { CHANNELS } from './stage.ts'
import { wordsOf } from './words.ts'

const t = wordsOf('ko')

/** The launch board of the promotion's page, and one channel's row on it. */
export function boardOf(page: Page) {
  const board = page.getByRole('region', { name: t('board.title') })
  const row = (channel: (typeof CHANNELS)[number]): Locator =>
    board.getByRole('listitem').filter({ has: page.getByRole('heading', { name: t(`channel.${channel}`) }) })
  return { board, row }
}

/** Chooses one of the further actions of a promotion from its menu. */
export async function chooseAction(page: Page, key: 'promotion.end' | 'promotion.cancel'): Promise<void> {
  await page.getByRole('button', { name: t('common.actions'), exact: true }).click()
  await page.getByRole('menuitem', { name: t(key) }).click()
}
