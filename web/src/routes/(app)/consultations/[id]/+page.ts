import { isHttpError } from '@sveltejs/kit'
import { query } from '#lib/api/load.ts'
import type { Consultation } from '#lib/consultation/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const path = `/consultations/${event.params.id}`
  const row = await query<Consultation>(event, path).catch((error) => {
    // The first check makes it.
    if (isHttpError(error, 404)) return undefined
    throw error
  })
  return { id: event.params.id, row }
}
