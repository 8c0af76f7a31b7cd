import { query } from '#lib/api/load.ts'
import type { Passage } from '#lib/studio/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => ({
  passage: await query<Passage>(event, `/passages/${event.params.id}`),
})
