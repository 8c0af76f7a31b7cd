import type { I18n } from '../i18n/context.ts'
import type { CatalogueItem } from './types.ts'

/** Whether it can look at the shop's own figures. */
export const seesShop = ({ tools }: Pick<CatalogueItem, 'tools'>): boolean => tools.includes('merchant-data')

const OF_SHOP = ['chat.starter.yesterday', 'chat.starter.best', 'chat.starter.running', 'chat.starter.draft'] as const

/** Questions to begin with: the assistant's own, and in English what a ready-made one for shops can do. */
export function startersOf(assistant: CatalogueItem, { lang, t }: Pick<I18n, 'lang' | 't'>): string[] {
  const isTranslated = lang === 'en' && assistant.pack && seesShop(assistant)
  return isTranslated || assistant.starters.length === 0
    ? seesShop(assistant)
      ? OF_SHOP.map((key) => t(key))
      : []
    : assistant.starters
}
