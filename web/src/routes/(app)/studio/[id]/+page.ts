import { error } from '@sveltejs/kit'
import type { Colleague } from '#lib/api/colleague.ts'
import { query } from '#lib/api/load.ts'
import type { AssistantDetail } from '#lib/studio/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { me } = await event.parent()
  if (me?.role !== 'owner') error(403, 'Not allowed', { code: 'NOT_ALLOWED' })
  const [assistant, colleagues] = await Promise.all([
    query<AssistantDetail>(event, `/assistants/${event.params.id}`),
    query<{ items: Colleague[] }>(event, '/colleagues'),
  ])
  return { assistant, colleagues: colleagues.items }
}
