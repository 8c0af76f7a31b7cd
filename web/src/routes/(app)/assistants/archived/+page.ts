import type { Page } from '#lib/api/answer.ts'
import { query } from '#lib/api/load.ts'
import type { CatalogueItem, Conversation } from '#lib/chat/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const [catalogue, conversations] = await Promise.all([
    query<{ items: CatalogueItem[] }>(event, '/catalogue'),
    query<Page<Conversation>>(event, '/conversations', { archived: 'true', limit: 30 }),
  ])
  return { catalogue: catalogue.items, conversations }
}
