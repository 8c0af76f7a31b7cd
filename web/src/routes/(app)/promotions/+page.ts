import type { Page } from '#lib/api/answer.ts'
import { query } from '#lib/api/load.ts'
import type { PromotionRow } from '#lib/api/promotion.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { searchParams } = event.url
  const status = searchParams.get('status') || undefined
  const q = searchParams.get('q')?.trim() || undefined
  return { status, q, page: await query<Page<PromotionRow>>(event, '/promotions', { status, q, limit: 20 }) }
}
