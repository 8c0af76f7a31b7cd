import { i18nOf, loadMessages } from '#lib/i18n/context.ts'
import type { LayoutLoad } from './$types'

export const load: LayoutLoad = async ({ data }) => ({
  ...data,
  i18n: i18nOf(data.lang, await loadMessages(data.lang)),
})
