import type { Page } from '#lib/api/answer.ts'
import { query } from '#lib/api/load.ts'
import type { CatalogueItem, Conversation, ConversationView } from '#lib/chat/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const [view, catalogue, conversations] = await Promise.all([
    query<ConversationView>(event, `/conversations/${event.params.id}`),
    query<{ items: CatalogueItem[] }>(event, '/catalogue'),
    query<Page<Conversation>>(event, '/conversations', { limit: 30 }),
  ])
  return { view, catalogue: catalogue.items, conversations: conversations.items }
}
