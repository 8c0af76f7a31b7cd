import { redirect } from '@sveltejs/kit'
import { query } from '../api/load.ts'
import type { PromotionRow } from '../api/promotion.ts'

/** The promotion while it may still be changed; one that has started is shown instead. */
export async function openPromotion(event: { fetch: typeof fetch; url: URL }, id: string): Promise<PromotionRow> {
  const promotion = await query<PromotionRow>(event, `/promotions/${id}`)
  if (promotion.status !== 'draft' && promotion.status !== 'scheduled') redirect(303, `/promotions/${id}`)
  return promotion
}
