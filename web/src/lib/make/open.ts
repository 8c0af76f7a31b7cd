import { error, redirect } from '@sveltejs/kit'
import { query } from '../api/load.ts'
import type { PromotionRow } from '../api/promotion.ts'
import type { Me } from '../api/shop.ts'
import { mayWork } from '../words/may.ts'

interface WizardLoad {
  fetch: typeof fetch
  url: URL
  parent(): Promise<{ me: Me | null }>
}

/** Keeps out who may not make promotions: nothing on the wizard's screens would work for them. */
export async function onlyWorkers({ parent }: Pick<WizardLoad, 'parent'>): Promise<void> {
  const { me } = await parent()
  if (!mayWork(me)) error(403, 'Not allowed', { code: 'NOT_ALLOWED' })
}

/** The promotion while it may still be changed; one that has started is shown instead. */
export async function openPromotion(event: WizardLoad, id: string): Promise<PromotionRow> {
  await onlyWorkers(event)
  const promotion = await query<PromotionRow>(event, `/promotions/${id}`)
  if (promotion.status !== 'draft' && promotion.status !== 'scheduled') redirect(303, `/promotions/${id}`)
  return promotion
}
