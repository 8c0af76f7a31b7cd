import type { PassageRow } from '../adapters/knowledge/passage.ts'
import { NOW, type World } from './harness.ts'
import { assistantSamples } from './samples/assistants.ts'
import { promotionSamples } from './samples/promotions.ts'

/** Rows as the projections would make them, for tests; every one can be told apart by its merchant and number. */
export const sample = { ...promotionSamples, ...assistantSamples }

/** A shop in mid-campaign: five promotions of every status, one of them with everything around it. */
export async function seedShop({ put, db }: World, merchantId: string): Promise<void> {
  const status = ['running', 'draft', 'scheduled', 'ended', 'cancelled'] as const
  await put('merchants', sample.merchant(merchantId))
  const made = sample.assistant(merchantId)
  await put('assistants', made)
  await put('consultations', sample.consultation(merchantId))
  await put('conversations', sample.conversation(merchantId))
  await put('messages', sample.message(merchantId))
  await put('assistant_results', sample.assistantResult(merchantId))
  const { latest: content, _id: assistantId } = made
  const version = { merchantId, position: 800, assistantId, at: NOW, why: 'edited', content }
  await put('assistant_versions', { _id: `${assistantId}_1`, ...version })
  await put('colleagues', { _id: `${merchantId}-owner`, merchantId, position: 1, role: 'owner', name: '김하늘' })
  const { _id, ...passage } = sample.passage(merchantId)
  await db.collection<PassageRow>('passages').replaceOne({ _id }, passage, { upsert: true })
  for (const [index, each] of status.entries()) {
    const number = index + 1
    const distributed = number === 1 ? { distributionId: `${merchantId}-d2` } : {}
    await put('promotions', sample.promotion(merchantId, number, { status: each, ...distributed }))
  }
  for (const number of [1, 4]) await put('dashboards', sample.dashboard(merchantId, number))
  for (const number of [1, 2]) await put('distributions', sample.distribution(merchantId, number))
  await put('jobs', sample.job(merchantId, 1))
  await put('contents', sample.content(merchantId, 1))
  for (const [date, entries] of Object.entries({ '2026-11-21': 7, '2026-11-14': 4, '2026-11-07': 8 }))
    await put('days', {
      _id: `${merchantId}_${date}`,
      merchantId,
      position: 50,
      date,
      entries,
      channels: { instagram: entries },
      promotions: {},
    })
  for (let number = 1; number <= 7; number += 1) {
    await put('timeline', sample.timeline(merchantId, number))
    await put('notices', sample.notice(merchantId, number))
    await put('entries', sample.entry(merchantId, number))
  }
}
