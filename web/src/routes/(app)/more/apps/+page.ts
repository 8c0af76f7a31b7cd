import { query } from '#lib/api/load.ts'
import type { ThirdParty } from '#lib/api/third-party.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => ({
  apps: (await query<{ items: ThirdParty[] }>(event, '/me/third-parties')).items,
})
