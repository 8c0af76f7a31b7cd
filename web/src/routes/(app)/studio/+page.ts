import { error } from '@sveltejs/kit'
import { query } from '#lib/api/load.ts'
import type { AssistantSummary } from '#lib/studio/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { me } = await event.parent()
  if (me?.role !== 'owner') error(403, 'Not allowed', { code: 'NOT_ALLOWED' })
  return { assistants: await query<{ items: AssistantSummary[] }>(event, '/assistants') }
}
