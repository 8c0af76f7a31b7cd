import type { ContentRow } from '#lib/api/content.ts'
import { query } from '#lib/api/load.ts'
import type { PromotionRow } from '#lib/api/promotion.ts'
import { mayWork } from '#lib/words/may.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => {
  const path = `/promotions/${event.params.id}`
  const { me } = await event.parent()
  const [promotion, contents] = await Promise.all([
    query<PromotionRow>(event, path),
    query<{ items: ContentRow[] }>(event, `${path}/contents`),
  ])
  return { promotion, contents: contents.items, mayAct: mayWork(me) }
}
