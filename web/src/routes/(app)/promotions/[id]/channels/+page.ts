import { CHANNELS } from '#lib/api/channel.ts'
import type { PreflightItem } from '#lib/api/distribution.ts'
import { query } from '#lib/api/load.ts'
import { openPromotion } from '#lib/make/open.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const { id } = event.params
  const channels = CHANNELS.join(',')
  const [promotion, checks] = await Promise.all([
    openPromotion(event, id),
    query<{ items: PreflightItem[] }>(event, `/promotions/${id}/preflight`, { channels }),
  ])
  return { promotion, checks: checks.items }
}
