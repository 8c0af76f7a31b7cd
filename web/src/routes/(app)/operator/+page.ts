import { redirect } from '@sveltejs/kit'
import { query } from '#lib/api/load.ts'
import type { WaitingShop } from '#lib/api/shop.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { me } = await event.parent()
  if (me?.role !== 'operator') redirect(303, '/')
  return { waiting: await query<{ items: WaitingShop[]; more: boolean }>(event, '/operator/merchants') }
}
