import { query, queryDated } from '#lib/api/load.ts'
import type { DashboardRow, ResultsView } from '#lib/api/results.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { searchParams } = event.url
  const [chosen, at] = [searchParams.get('promotion') ?? '', searchParams.get('at') ?? '']
  // The figures of all promotions are live only: each has its own days to look back on.
  const isPast = chosen !== '' && at !== ''
  const [{ body, asOf }, past] = await Promise.all([
    queryDated<ResultsView>(event, '/results'),
    isPast ? query<DashboardRow>(event, `/promotions/${encodeURIComponent(chosen)}/dashboard`, { at }) : undefined,
  ])
  return { results: body, asOf, chosen, at: isPast ? at : '', past }
}
