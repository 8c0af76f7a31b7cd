import { query } from '#lib/api/load.ts'
import type { CatalogueItem } from '#lib/chat/types.ts'
import type { AiUsage } from '#lib/usage/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  event.depends('app:usage')
  const month = event.url.searchParams.get('month') ?? undefined
  const [usage, catalogue] = await Promise.all([
    query<AiUsage>(event, '/ai-usage', { month }),
    query<{ items: CatalogueItem[] }>(event, '/catalogue'),
  ])
  return { usage, catalogue: catalogue.items }
}
