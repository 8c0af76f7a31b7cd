import { redirect } from '@sveltejs/kit'
import type { HomeView } from '#lib/api/home.ts'
import { query } from '#lib/api/load.ts'
import { mayLook } from '#lib/words/may.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  event.depends('app:home')
  const { me } = await event.parent()
  if (!mayLook(me)) redirect(303, '/operator')
  return { home: await query<HomeView>(event, '/home') }
}
