import type { I18n } from '../i18n/context.ts'
import type { CatalogueItem } from './types.ts'

/** Whether it can look at the shop's own figures. */
export const seesShop = ({ tools }: Pick<CatalogueItem, 'tools'>): boolean => tools.includes('merchant-data')

const OF_SHOP = ['chat.starter.yesterday', 'chat.starter.best', 'chat.starter.running', 'chat.starter.draft'] as const

/** The catalogue in the reader's language: who sees the shop's figures comes first, as most questions are about them. */
export function catalogueIn(
  catalogue: readonly CatalogueItem[],
  { lang, t }: Pick<I18n, 'lang' | 't'>,
): CatalogueItem[] {
  const said = catalogue.map((item) => ({ ...item, ...(lang === 'en' ? item.english : undefined) }))
  return said
    .map((item) => (seesShop(item) ? { ...item, starters: OF_SHOP.map((key) => t(key)) } : item))
    .toSorted((a, b) => Number(seesShop(b)) - Number(seesShop(a)))
}
