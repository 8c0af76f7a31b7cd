import { get } from '#lib/api/client.ts'
import { ApiProblem } from '#lib/api/problem.ts'
import type { Consultation } from '#lib/consultation/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const path = `/consultations/${event.params.id}`
  const row = await get<Consultation>(path, {}, event.fetch).catch((error) => {
    // The first check makes it.
    if (error instanceof ApiProblem && error.problem.status === 404) return undefined
    throw error
  })
  return { id: event.params.id, row }
}
