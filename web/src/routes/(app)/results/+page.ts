import { queryDated } from '#lib/api/load.ts'
import type { ResultsView } from '#lib/api/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { body, asOf } = await queryDated<ResultsView>(event, '/results')
  return { results: body, asOf, chosen: event.url.searchParams.get('promotion') ?? '' }
}
