import type { Page } from '#lib/api/answer.ts'
import { query } from '#lib/api/load.ts'
import type { AssistantResult, CatalogueItem, Conversation } from '#lib/chat/types.ts'
import { mayWork } from '#lib/words/may.ts'
import type { PageLoad } from './$types'

const NO_RESULTS = { items: [] as AssistantResult[] }
const NO_CONVERSATIONS: Page<Conversation> = { items: [] }

export const load: PageLoad = async (event) => {
  const { me } = await event.parent()
  const [catalogue, conversations, results] = await Promise.all([
    query<{ items: CatalogueItem[] }>(event, '/catalogue'),
    mayWork(me) ? query<Page<Conversation>>(event, '/conversations', { limit: 30 }) : NO_CONVERSATIONS,
    me?.role === 'owner' ? query<{ items: AssistantResult[] }>(event, '/assistant-results') : NO_RESULTS,
  ])
  return {
    catalogue: catalogue.items,
    conversations,
    results: results.items,
    /** The assistant to begin with. */
    chosen: event.url.searchParams.get('with') ?? '',
    mayChat: mayWork(me),
  }
}
