import { query } from '#lib/api/load.ts'
import type { AiUsage } from '#lib/usage/types.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  event.depends('app:usage')
  const month = event.url.searchParams.get('month') ?? undefined
  return { usage: await query<AiUsage>(event, '/ai-usage', { month }) }
}
