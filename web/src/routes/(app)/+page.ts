import { query } from '#lib/api/load.ts'
import type { HomeView } from '#lib/api/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  event.depends('app:home')
  return { home: await query<HomeView>(event, '/home') }
}
