import { openPromotion } from '#lib/make/open.ts'
import type { PageLoad } from './$types'

export const load: PageLoad = async (event) => ({ promotion: await openPromotion(event, event.params.id) })
