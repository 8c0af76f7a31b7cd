import { query } from '#lib/api/load.ts'
import type { ResultsView } from '#lib/api/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => ({
  results: await query<ResultsView>(event, '/results'),
  chosen: event.url.searchParams.get('promotion') ?? '',
  loadedAt: new Date().toISOString(),
})
